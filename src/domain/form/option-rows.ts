import type { FieldOption, FieldRow } from './field.ts';
import { keyFrom } from './field-key.ts';

/** The options of a choice as the rows of the form that edits them: label, value, and whether it is retired. */
export function rowsFromOptions(options: readonly FieldOption[]): readonly FieldRow[] {
  return options.map(({ value, label, retired = false }) => ({ label, value, retired }));
}

/**
 * The options that such rows stand for (spec 02). A row without a value of its own is given one made from its label.
 * An option that is left out stays as a retired one while tickets may hold it.
 */
export function optionsFromRows(
  rows: readonly FieldRow[],
  before: readonly FieldOption[],
  isUsed: boolean,
): readonly FieldOption[] {
  const taken = new Set([
    ...rows.map(({ value }) => String(value ?? '')),
    ...before.map(({ value }) => value),
  ]);
  const options = rows.map(({ label, value, retired }): FieldOption => {
    const own = String(value ?? '');
    const made = own === '' ? keyFrom(String(label), (key) => taken.has(key), 'option') : own;
    taken.add(made);
    return { value: made, label: String(label), ...(retired === true && { retired: true }) };
  });
  const kept = new Set(options.map(({ value }) => value));
  const left = isUsed ? before.filter(({ value }) => !kept.has(value)) : [];
  return [...options, ...left.map((option): FieldOption => ({ ...option, retired: true }))];
}
