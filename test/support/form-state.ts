import type { HTMLElement } from 'node-html-parser';

/** What a form on a page holds, by input name: what a browser with scripts would send if its button were pressed now. */
export type FormState = Readonly<Record<string, string | readonly string[]>>;

/** Reads the form that posts to `action`. */
export function formState(page: HTMLElement, action: string): FormState {
  const isIt = (form: HTMLElement): boolean =>
    form.getAttribute('action') === action && form.getAttribute('method') === 'post';
  const form = page.querySelectorAll('form').find(isIt);
  if (!form) throw new Error(`no form for ${action} on this page`);
  return fieldValues(form);
}

/** The values of all controls below an element: a single one as a text, several as a list. */
export function fieldValues(element: HTMLElement): FormState {
  const values = new Map<string, string[]>();
  for (const control of element.querySelectorAll('input, textarea, select')) {
    const name = control.getAttribute('name');
    // Files don't come back: nobody can fill in what is on someone else's disk.
    if (
      name === undefined ||
      control.closest('noscript, template') ||
      control.getAttribute('type') === 'file'
    )
      continue;
    // A control may stand in one form and belong to another.
    if ((control.getAttribute('form') ?? element.getAttribute('id')) !== element.getAttribute('id')) continue;
    for (const value of valuesOf(control)) values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list]),
  );
}

/** The same without what the page itself put there: only what a person typed or chose. */
export function typedIn(page: HTMLElement, action: string): FormState {
  const own = /^_|^(submission_key|template_version_id|version)$/;
  return Object.fromEntries(Object.entries(formState(page, action)).filter(([name]) => !own.test(name)));
}

function valuesOf(control: HTMLElement): string[] {
  const value = control.getAttribute('value') ?? '';
  switch (control.tagName) {
    case 'TEXTAREA':
      // The parser of a browser drops the line break right after the tag.
      return [control.text.replace(/^\r?\n/, '')];
    case 'SELECT':
      return control
        .querySelectorAll('option')
        .filter((option) => option.hasAttribute('selected'))
        .map((option) => option.getAttribute('value') ?? option.text);
    default: {
      const ticks = ['radio', 'checkbox'].includes(control.getAttribute('type') ?? '');
      return ticks && !control.hasAttribute('checked') ? [] : [value];
    }
  }
}

/** Problems beside the fields, by field key: the sentence, checked to be tied to an input marked as invalid. */
export function problemsBeside(page: HTMLElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of page.querySelectorAll('[data-field], [data-group]')) {
    // Its own: a group has cells with theirs, and uploads say in their list what is wrong with each.
    const error = field.children.find((child) => child.classList.contains('g-err'));
    if (!error) continue;
    const key = field.getAttribute('data-field') ?? field.getAttribute('data-group') ?? '';
    const id = error.getAttribute('id') ?? 'none';
    const described = [field, ...field.querySelectorAll('[aria-describedby]')].some((each) =>
      (each.getAttribute('aria-describedby') ?? '').split(' ').includes(id),
    );
    if (!described) throw new Error(`the error of ${key} describes no input`);
    if (!field.querySelector('[aria-invalid="true"]'))
      throw new Error(`no input of ${key} is marked invalid`);
    found[key] = error.text.trim();
  }
  return found;
}

/** Addresses of the links in the error summary, each checked to lead to an input of the page. */
export function summaryLinks(page: HTMLElement): string[] {
  return page.querySelectorAll('[data-error-summary] a').map((link) => {
    const href = link.getAttribute('href') ?? '';
    if (!page.querySelector(`[id="${href.slice(1)}"]`)) throw new Error(`${href} leads nowhere`);
    return `${link.text} ${href}`;
  });
}
