import type { FieldValues } from './field.ts';
import { isFileField, textsIn } from './field-kinds.ts';
import type { FilledForm } from './diff-values.ts';
import { valueIn } from './raw-form.ts';

/** Ids of uploads by the key of the field that they came into. */
export type NewFiles = Readonly<Record<string, readonly string[]>>;

/** The uploads that stand in a form now and did not before: those that the ticket is to take over (spec 02). */
export function newFiles(before: FieldValues, { fields, values }: FilledForm): NewFiles {
  const known = new Set(Object.values(before).flatMap(textsIn));
  const taken = new Set<string>();
  const entries = fields.filter(isFileField).flatMap(({ key }): [string, readonly string[]][] => {
    const ids = textsIn(valueIn(values, key)).filter((id) => !known.has(id) && !taken.has(id));
    ids.forEach((id) => taken.add(id));
    return ids.length === 0 ? [] : [[key, ids]];
  });
  return Object.fromEntries(entries);
}
