/* Fields that belong to the form only while another field has one of some values are hidden, and not sent. */
import { eachOnce } from './each-once.js';

function valuesOf(form, name) {
  const values = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !input.disabled || input.closest('[data-visible-field]'))
    .filter((input) => !['radio', 'checkbox'].includes(input.type) || input.checked)
    .map((input) => input.value);
  return values.length === 0 ? [''] : values;
}

function refresh(form) {
  for (const field of form.querySelectorAll('[data-visible-field]')) {
    const wanted = JSON.parse(field.dataset.visibleIn);
    const source = form.querySelector(`[name="${CSS.escape(field.dataset.visibleField)}"]`);
    // A field that depends on a hidden one is hidden with it.
    const reachable = !source?.closest('[data-visible-field][hidden]');
    const shown =
      reachable && valuesOf(form, field.dataset.visibleField).some((value) => wanted.includes(value));
    field.hidden = !shown;
    for (const control of field.querySelectorAll('input, select, textarea')) control.disabled = !shown;
  }
}

export function attach(root) {
  eachOnce(root, '[data-visible-field]', 'Visible', (field) => {
    const { form } = field.querySelector('input, select, textarea') ?? {};
    if (!form) return;
    refresh(form);
    eachOnce(form, 'form', 'ShowWhen', () => form.addEventListener('change', () => refresh(form)));
  });
}
