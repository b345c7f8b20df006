import type { SheetRow } from '../domain/import/import-row.ts';
import type { MergedCells } from './workbook.ts';

/**
 * Gives the value of a cell merged downwards to each of its rows, as whoever merged it means it: sheets made by hand have
 * one category over many complaints. Titles and headings over several columns stay in their one cell, and a row that has
 * nothing of its own stays empty.
 */
export async function* fillMerged(
  rows: AsyncIterable<SheetRow>,
  merges: readonly MergedCells[],
  fromRow: number,
): AsyncGenerator<SheetRow> {
  const tall = merges
    .filter(({ top, bottom, left, right }) => bottom > top && (left === right || top >= fromRow))
    .sort((a, b) => a.top - b.top);
  if (tall.length === 0) {
    yield* rows;
    return;
  }
  /** By column; the one that began last counts. */
  const open = new Map<number, { readonly bottom: number; readonly value: string }>();
  let next = 0;
  for await (const row of rows) {
    const cells = [...row.cells];
    for (const [column, { bottom, value }] of open) {
      if (row.number > bottom) open.delete(column);
      else if ((cells[column] ?? '') === '') {
        while (cells.length < column) cells.push('');
        cells[column] = value;
      }
    }
    for (let merge = tall[next]; merge && merge.top <= row.number; merge = tall[(next += 1)]) {
      const value = row.cells[merge.left] ?? '';
      if (merge.top === row.number && value !== '') open.set(merge.left, { bottom: merge.bottom, value });
    }
    yield { number: row.number, cells };
  }
}
