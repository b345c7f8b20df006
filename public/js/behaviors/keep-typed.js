/* What was typed survives an accidental reload: kept in this tab alone, and forgotten once the form was sent well. */
import { eachOnce } from './each-once.js';

const CHOICES = ['radio', 'checkbox'];

/** Never what is secret or the page's own: passwords, files, tokens. */
const typedInto = (form) =>
  [...form.elements].filter(
    ({ name, type }) => name && !['password', 'hidden', 'file', 'submit'].includes(type),
  );

const isPristine = (form) =>
  typedInto(form).every((control) =>
    control.matches('input, textarea') && !CHOICES.includes(control.type)
      ? control.value === control.defaultValue && control.value === ''
      : true,
  );

function save(form, key) {
  const chooser = form.querySelector('[data-chooser]');
  const values = typedInto(form)
    .filter((control) => !CHOICES.includes(control.type) || control.checked)
    .map((control) => [control.name, control.value]);
  const category = chooser && [
    chooser.querySelector('[type=hidden]').value,
    chooser.querySelector('[role=combobox]').value,
  ];
  sessionStorage.setItem(key, JSON.stringify({ values, category }));
}

function fillIn(form, values) {
  const names = new Set(values.map(([name]) => name));
  for (const control of typedInto(form).filter(({ name }) => names.has(name))) {
    const said = values.filter(([name]) => name === control.name).map(([, value]) => value);
    if (CHOICES.includes(control.type)) control.checked = said.includes(control.value);
    else if (control.value === said[0]) continue;
    else control.value = said[0];
    // Whoever listens learns of it: the caller is looked up, dependent fields appear.
    control.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function restore(form, key) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null');
  if (!kept || !isPristine(form)) return;
  fillIn(form, kept.values);
  const hidden = form.querySelector('[data-chooser] [type=hidden]');
  const [id, path] = kept.category ?? [];
  if (!hidden || !id || hidden.value) return;
  hidden.value = id;
  form.querySelector('[data-chooser] [role=combobox]').value = path;
  // The fields of the category come from the server, and are filled in when they are there.
  const onArrival = (event) => {
    if (!event.target.querySelector('input, select, textarea')) return;
    form.removeEventListener('htmx:afterSettle', onArrival);
    fillIn(form, kept.values);
  };
  form.addEventListener('htmx:afterSettle', onArrival);
  hidden.dispatchEvent(new Event('change', { bubbles: true }));
}

export function attach(root) {
  eachOnce(root, '[data-clear-typed]', 'ClearTyped', (mark) => {
    sessionStorage.removeItem(`typed:${mark.dataset.clearTyped}`);
  });
  eachOnce(root, 'form[data-keep-typed]', 'KeepTyped', (form) => {
    const key = `typed:${form.dataset.keepTyped}`;
    const begin = () => {
      restore(form, key);
      form.addEventListener('input', () => save(form, key));
      form.addEventListener('change', () => save(form, key));
    };
    // htmx looks at the page when all scripts have run, and only then hears what happens in it.
    if (document.readyState === 'complete') begin();
    else window.addEventListener('load', begin, { once: true });
  });
}
