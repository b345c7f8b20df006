import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SheetRow } from '../../src/domain/import/import-row.ts';
import { Invalid } from '../../src/errors.ts';
import { openFile } from '../../src/spreadsheet/open-file.ts';
import type { SheetOutline } from '../../src/spreadsheet/reader-messages.ts';
import { IMPORT_LIMITS, type SheetLimits } from '../../src/spreadsheet/sheet-limits.ts';
import { outlineSheets, soundRows } from '../../src/spreadsheet/sound-rows.ts';

export interface ReadHere {
  readonly outlines: readonly SheetOutline[];
  /** Of each sheet, from the row that was asked for. */
  readonly sheets: readonly (readonly SheetRow[])[];
}

/**
 * What the reading process reads, read in this one: for tables of many small contents, each of which would need a process.
 * Answers the code of the sentence when the content is refused.
 */
export async function readHere(
  content: Buffer | string,
  { fromRow = 1, limits = IMPORT_LIMITS }: { fromRow?: number; limits?: SheetLimits } = {},
): Promise<ReadHere | string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gongdan-read-'));
  writeFileSync(path.join(folder, 'sheet'), content);
  const fd = openSync(path.join(folder, 'sheet'), 'r');
  try {
    const workbook = await openFile(fd, limits);
    const outlines = await outlineSheets(workbook, limits);
    const sheets: SheetRow[][] = [];
    for (const sheet of outlines.keys()) {
      const rows: SheetRow[] = [];
      for await (const row of soundRows(workbook, { sheet, fromRow }, limits)) rows.push(row);
      sheets.push(rows);
    }
    return { outlines, sheets };
  } catch (error) {
    if (error instanceof Invalid) return error.problems['file']?.code ?? '';
    throw error;
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

/** The cells of the first sheet's rows. */
export async function cellsHere(
  content: Buffer | string,
  options?: Parameters<typeof readHere>[1],
): Promise<readonly (readonly string[])[] | string> {
  const read = await readHere(content, options);
  return typeof read === 'string' ? read : (read.sheets[0] ?? []).map(({ cells }) => cells);
}
