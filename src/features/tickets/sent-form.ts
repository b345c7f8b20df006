import type { FormField } from '../../domain/form/field.ts';
import type { RawAnswer } from '../../domain/form/raw-form.ts';
import type { Translate } from '../../i18n.ts';

/** Reading the controls that stand around a template's form, as the pages to create and to edit send them. */

export function one(value: RawAnswer): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Without scripts the hidden input of the chooser and the plain list are both sent; the list comes last. */
export function last(value: RawAnswer): string {
  return typeof value === 'string' ? value : (value?.at(-1) ?? '');
}

export function idOf(value: RawAnswer): number | null {
  const text = one(value);
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

/** The chooser as a field of the error summary. */
export function categoryField(t: Translate): FormField {
  return {
    key: 'category_id',
    type: 'select',
    label: t('ticket.field.category'),
    required: true,
    width: 'full',
  };
}

/** For `catch`: that kind of error means "none"; any other goes on. */
export function unless(kind: new (...args: never[]) => Error): (error: unknown) => null {
  return (error) => {
    if (error instanceof kind) return null;
    throw error;
  };
}
