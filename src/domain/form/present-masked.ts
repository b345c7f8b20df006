import { concealForm } from './conceal-form.ts';
import type { FieldValues, FormField } from './field.ts';
import { isSensitive } from './mask.ts';
import { presentForm, type PresentedField, type PresentFormInput } from './present-form.ts';
import { rawFromValues } from './raw-form.ts';

/** A field of a form that is filled in again; of a masked one, its reader may be allowed to see the answer. */
export interface MaskedField extends PresentedField {
  readonly masked: boolean;
}

export interface PresentMaskedInput extends Omit<PresentFormInput, 'values'> {
  /** What the ticket holds. */
  readonly stored: FieldValues;
  /** The form that it was given to, where that is another one. */
  readonly storedIn?: readonly FormField[] | undefined;
  /** The one field that its reader has asked to see. */
  readonly revealed?: string | undefined;
  /** Stored choices that are not offered (any more) stay choosable, because the form is the ticket's own. */
  readonly isOwn: boolean;
}

/** A form for editing what is stored, with its sensitive answers masked (spec 02). */
export function presentMasked(input: PresentMaskedInput): readonly MaskedField[] {
  const { stored, storedIn, revealed, isOwn, ...rest } = input;
  const raw = input.raw ?? rawFromValues(input.fields, stored);
  const {
    fields,
    raw: shown,
    masked,
  } = concealForm({ fields: input.fields, raw, stored, storedIn, revealed }, input.t);
  const sensitive = new Set(
    input.fields.filter((field) => isSensitive(field) && field.key !== revealed).map(({ key }) => key),
  );
  const open = Object.fromEntries(Object.entries(stored).filter(([key]) => !sensitive.has(key)));
  return presentForm({ ...rest, fields, raw: shown, values: isOwn ? open : {} }).map((field) => ({
    ...field,
    masked: masked.has(field.key),
  }));
}
