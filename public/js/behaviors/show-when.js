/* Fields that belong to the form only while another field has one of some values are hidden, and not sent. */
import { eachOnce } from './each-once.js';

const CONTROLS = 'input, select, textarea';

/** What the inputs of this name say; nothing from an input that is itself hidden. An empty text is a value too. */
function valuesOf(form, name) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const there = inputs.filter((input) => !input.closest('[data-visible-field][hidden]'));
  if (inputs.length > 0 && there.length === 0) return [];
  const said = there.filter((input) => !['radio', 'checkbox'].includes(input.type) || input.checked);
  return said.length === 0 ? [''] : said.map((input) => input.value);
}

/* What a field depends on may stand after it, and depend on another one itself: until nothing changes any more. */
function refresh(form) {
  const fields = [...form.querySelectorAll('[data-visible-field]')];
  for (let round = 0; round <= fields.length; round += 1) {
    const before = fields.map((field) => field.hidden);
    decide(form, fields);
    if (fields.every((field, index) => field.hidden === before[index])) return;
  }
}

function decide(form, fields) {
  for (const field of fields) {
    const wanted = JSON.parse(field.dataset.visibleIn);
    const shown = valuesOf(form, field.dataset.visibleField).some((value) => wanted.includes(value));
    field.hidden = !shown;
    for (const control of field.querySelectorAll(CONTROLS)) {
      control.disabled = control.closest('[data-visible-field][hidden]') !== null;
    }
  }
}

export function attach(root) {
  eachOnce(root, '[data-visible-field]', 'Visible', (field) => {
    const form = field.querySelector(CONTROLS)?.form;
    if (!form) return;
    refresh(form);
    eachOnce(form, 'form', 'ShowWhen', () => {
      form.addEventListener('input', () => refresh(form));
      form.addEventListener('change', () => refresh(form));
    });
  });
}
