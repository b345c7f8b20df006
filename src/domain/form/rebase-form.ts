import type { FieldValues, FormField } from './field.ts';
import {
  answerOf,
  isAsStored,
  keysIn,
  type RawAnswer,
  type RawForm,
  rawFromValues,
  valueIn,
} from './raw-form.ts';

/**
 * A form that was opened before someone else's change (spec 01): what its writer left alone follows that change, what
 * they typed stays. Otherwise sending it again would take the other's work back without anyone having meant to.
 * @param opened the values the form was opened with
 * @param stored the values as they are by now
 */
export function rebaseForm(
  fields: readonly FormField[],
  raw: RawForm,
  opened: FieldValues,
  stored: FieldValues,
): RawForm {
  const current = rawFromValues(fields, stored);
  const entries = fields.flatMap((field): [string, RawAnswer][] => {
    const isLeftAlone = isAsStored(field, raw, valueIn(opened, field.key));
    const source = isLeftAlone ? current : raw;
    return keysIn(field, source).map((key) => [key, answerOf(source, key)]);
  });
  return Object.fromEntries(entries);
}
