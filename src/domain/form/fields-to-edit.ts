import { isBuiltIn } from './built-in-fields.ts';
import type { FieldValues, FormField } from './field.ts';
import { displayMasked } from './mask.ts';
import { answerOf, answersIn, keysIn, rawFromValues, valueIn } from './raw-form.ts';
import { keepSharedValues } from './shared-values.ts';
import type { Translate } from './translate.ts';

/**
 * The fields of a form for editing what was filled in before (spec 01, save): whoever mends one answer is not held up
 * by another that was empty already. An answer that is there and required can't be taken away.
 */
export function fieldsToEdit(fields: readonly FormField[], stored: FieldValues): FormField[] {
  return fields.map((field) =>
    field.required && !isFilled(stored, field.key) ? { ...field, required: false } : field,
  );
}

/** Those that a save may change: the phone is the customer's identity, and belongs to editing (spec 01). */
export function fieldsToSave(fields: readonly FormField[], stored: FieldValues): FormField[] {
  return fieldsToEdit(
    fields.filter(({ key }) => key !== 'phone'),
    stored,
  );
}

/**
 * The answers that another form has no place for (spec 01, "values of fields that both templates share are kept"), for
 * telling before they go: label and value as everyone may see it. Built-in ones stay with the ticket, asked for or not.
 */
export function lostAnswers(
  fields: readonly FormField[],
  stored: FieldValues,
  toFields: readonly FormField[],
  t: Translate,
): { key: string; label: string; text: string }[] {
  const raw = rawFromValues(fields, stored);
  const kept = keepSharedValues(raw, fields, toFields);
  return fields.flatMap((field) => {
    if (isBuiltIn(field.key)) return [];
    const isKept = keysIn(field, raw).every((key) => {
      const remain = answersIn(answerOf(kept, key));
      return answersIn(answerOf(raw, key)).every((answer) => remain.includes(answer));
    });
    if (isKept) return [];
    return [
      { key: field.key, label: field.label, text: displayMasked(field, valueIn(stored, field.key), t) },
    ];
  });
}

function isFilled(stored: FieldValues, key: string): boolean {
  const value = valueIn(stored, key);
  return typeof value === 'object' ? value.length > 0 : value !== undefined && value !== '';
}
