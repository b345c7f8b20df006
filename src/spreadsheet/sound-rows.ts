import type { SheetRow } from '../domain/import/import-row.ts';
import { Invalid } from '../errors.ts';
import { fillMerged } from './fill-merged.ts';
import type { RowRange, SheetOutline } from './reader-messages.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { tidyCell } from './tidy-cell.ts';
import { type RawRow, unreadable, type Workbook } from './workbook.ts';

/** Excel's own limit; beyond it no number of a row is believed. */
const LAST_ROW = 1_048_576;
const HEAD_ROWS = 30;
/** Characters of a cell that the outline keeps: enough to guess what a column holds. */
const HEAD_CELL = 300;

/** The rows of a sheet that are not empty: trimmed, merged cells filled, counted upwards, within the limits. */
export async function* soundRows(
  workbook: Workbook,
  { sheet, fromRow }: RowRange,
  limits: SheetLimits,
): AsyncGenerator<SheetRow> {
  // The headings are not counted: they are among the rows only when reading begins at the top.
  yield* within(workbook, { sheet, fromRow }, fromRow === 1 ? { ...limits, rows: limits.rows + 1 } : limits);
}

async function* within(
  workbook: Workbook,
  { sheet, fromRow }: RowRange,
  limits: SheetLimits,
): AsyncGenerator<SheetRow> {
  if (!workbook.sheets[sheet]) throw unreadable('sheet_gone');
  const merges = await workbook.merges(sheet);
  let count = 0;
  // Read from the top, headings are among the rows, and what stands above them.
  const dataFrom = fromRow === 1 ? Infinity : fromRow;
  for await (const row of fillMerged(tidied(workbook.rows(sheet), limits), merges, dataFrom)) {
    if (row.number < fromRow) continue;
    count += 1;
    if (count > limits.rows) throw unreadable('sheet_too_long', { max: limits.rows });
    yield row;
  }
}

async function* tidied(
  rows: AsyncIterable<RawRow> | Iterable<RawRow>,
  limits: SheetLimits,
): AsyncGenerator<SheetRow> {
  let last = 0;
  for await (const row of rows) {
    // A number that goes back would make one row out of two.
    const number = row.number > last ? row.number : last + 1;
    if (!(number <= LAST_ROW)) throw unreadable('sheet_too_long', { max: limits.rows });
    last = number;
    const cells = row.cells.map(tidyCell);
    while (cells.at(-1) === '') cells.pop();
    if (cells.length === 0) continue;
    if (cells.length > limits.columns)
      throw unreadable('sheet_too_wide', { max: limits.columns, row: number });
    if (cells.some((cell) => cell.length > limits.cellLength))
      throw unreadable('sheet_cell_too_long', { max: limits.cellLength, row: number });
    yield { number, cells };
  }
}

/** What all sheets look like. @throws Invalid when none can be read, or none holds anything */
export async function outlineSheets(
  workbook: Workbook,
  limits: SheetLimits,
  onProgress: () => void = () => undefined,
): Promise<SheetOutline[]> {
  const outlines: SheetOutline[] = [];
  let fault: Invalid | null = null;
  for (const sheet of workbook.sheets.keys()) {
    const outline = await outlineSheet(workbook, sheet, limits, onProgress);
    fault ??= outline.fault;
    outlines.push(outline.outline);
  }
  if (outlines.some(({ rows }) => rows !== null && rows > 0)) return outlines;
  throw fault ?? unreadable('sheet_empty');
}

async function outlineSheet(
  workbook: Workbook,
  sheet: number,
  limits: SheetLimits,
  onProgress: () => void,
): Promise<{ outline: SheetOutline; fault: Invalid | null }> {
  const name = workbook.sheets[sheet]?.name ?? '';
  const head: SheetRow[] = [];
  let columns = 0;
  let rows = 0;
  // Where the headings are is not known yet: what may stand above them counts as no row.
  const lenient = { ...limits, rows: limits.rows + HEAD_ROWS };
  try {
    for await (const row of within(workbook, { sheet, fromRow: 1 }, lenient)) {
      rows += 1;
      if (rows % 1000 === 1) onProgress();
      columns = Math.max(columns, row.cells.length);
      if (head.length < HEAD_ROWS)
        head.push({ number: row.number, cells: row.cells.map((cell) => cell.slice(0, HEAD_CELL)) });
    }
    return { outline: { name, columns, head, rows }, fault: null };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { outline: { name, columns, head, rows: null }, fault: error };
  }
}
