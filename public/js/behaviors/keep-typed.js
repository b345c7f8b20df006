/* What was typed survives an accidental reload: kept in this tab alone, and forgotten once the form was sent well. */
import { eachOnce } from './each-once.js';

const SKIPPED = ['_csrf', 'submission_key', 'template_version_id', 'category_id'];

const controlsOf = (form) =>
  [...form.elements].filter(
    (control) =>
      control.name &&
      !SKIPPED.includes(control.name) &&
      !['password', 'hidden', 'file'].includes(control.type),
  );

function save(form, key) {
  const typed = controlsOf(form)
    .filter((control) => !['radio', 'checkbox'].includes(control.type) || control.checked)
    .map((control) => [control.name, control.value]);
  sessionStorage.setItem(key, JSON.stringify(typed));
}

function restore(form, key) {
  const typed = JSON.parse(sessionStorage.getItem(key) ?? '[]');
  const pristine = controlsOf(form).every(
    (control) => !['text', 'textarea'].includes(control.type) || control.value === '',
  );
  if (!pristine) return;
  for (const [name, value] of typed) {
    for (const control of controlsOf(form).filter((each) => each.name === name)) {
      if (['radio', 'checkbox'].includes(control.type)) control.checked = control.value === value;
      else control.value = value;
    }
  }
}

export function attach(root) {
  eachOnce(root, 'form[data-keep-typed]', 'KeepTyped', (form) => {
    const key = `typed:${form.dataset.keepTyped}`;
    restore(form, key);
    form.addEventListener('input', () => save(form, key));
  });
  eachOnce(root, '[data-clear-typed]', 'ClearTyped', (mark) => {
    sessionStorage.removeItem(`typed:${mark.dataset.clearTyped}`);
  });
}
