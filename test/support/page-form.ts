import type { HTMLElement } from 'node-html-parser';
import type { FormValues } from './http-client.ts';

/** What a form of a page would send if its button were pressed now: every input with a name, as it stands. */
export function valuesOfForm(page: HTMLElement, action: string): FormValues {
  const form = page
    .querySelectorAll('form')
    .find((each) => each.getAttribute('action')?.split('#')[0] === action);
  if (!form) throw new Error(`no form posts to ${action} on this page`);
  const sent: Record<string, string[]> = {};
  for (const control of form.querySelectorAll('input, select, textarea')) {
    const name = control.getAttribute('name');
    const type = control.getAttribute('type') ?? '';
    if (!name || control.hasAttribute('disabled') || type === 'file') continue;
    if ((type === 'checkbox' || type === 'radio') && !control.hasAttribute('checked')) continue;
    (sent[name] ??= []).push(valueOf(control));
  }
  return Object.fromEntries(
    Object.entries(sent).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function valueOf(control: HTMLElement): string {
  if (control.tagName === 'TEXTAREA') return control.text.replace(/^\n/, '');
  if (control.tagName !== 'SELECT') return control.getAttribute('value') ?? '';
  const options = control.querySelectorAll('option');
  const chosen = options.find((option) => option.hasAttribute('selected')) ?? options[0];
  return chosen?.getAttribute('value') ?? '';
}
