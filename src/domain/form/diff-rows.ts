import { displayRow } from './display-value.ts';
import type { FieldRow, FormField } from './field.ts';
import type { Translate } from './translate.ts';

/**
 * The rows of a group that are not as they were, told apart by their numbers (spec 01, save): those at both ends that
 * are the same are left out, so that a row removed from the middle is told as that one alone.
 */
export function diffRows(
  field: FormField,
  before: readonly FieldRow[],
  after: readonly FieldRow[],
  t: Translate,
): { readonly from: string; readonly to: string } {
  const shorter = Math.min(before.length, after.length);
  let first = 0;
  while (first < shorter && isSameRow(before[first], after[first])) first += 1;
  let same = 0;
  while (same < shorter - first && isSameRow(before.at(-1 - same), after.at(-1 - same))) same += 1;

  const numbers = Array.from(
    { length: Math.max(before.length, after.length) - same - first },
    (_, index) => first + index,
  ).filter((index) => !isInBoth(index, before, after, same));
  const tell = (rows: readonly FieldRow[]): string =>
    numbers
      .map((index) => {
        const row = index < rows.length - same ? rows[index] : undefined;
        const text = row === undefined ? '' : displayRow(field, row, t);
        return t('form.row_told', { row: index + 1, text: text === '' ? t('form.row_none') : text });
      })
      .join(t('form.row_separator'));
  return { from: tell(before), to: tell(after) };
}

/** Between the ends, too, a row may be the same at the same place. */
function isInBoth(
  index: number,
  before: readonly FieldRow[],
  after: readonly FieldRow[],
  same: number,
): boolean {
  const isMiddle = index < before.length - same && index < after.length - same;
  return isMiddle && isSameRow(before[index], after[index]);
}

function isSameRow(one: FieldRow | undefined, two: FieldRow | undefined): boolean {
  return one !== undefined && two !== undefined && rowText(one) === rowText(two);
}

/** A row as a text that is the same for rows that say the same: the order of their keys and of choices tells nothing. */
export function rowText(row: FieldRow): string {
  const cells = Object.entries(row)
    .filter(([, value]) => value !== '' && value !== false)
    .map(([key, value]): [string, unknown] => [key, typeof value === 'object' ? [...value].sort() : value]);
  return JSON.stringify(cells.sort(([one], [two]) => (one < two ? -1 : 1)));
}
