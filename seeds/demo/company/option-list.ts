import type { FieldOption } from '../../../src/domain/form/field.ts';

/** Options from `{ value: label }`, in the order written. */
export function optionList(labels: Readonly<Record<string, string>>): readonly FieldOption[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}
