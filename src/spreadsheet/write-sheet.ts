import { Readable } from 'node:stream';
import { writeXlsxStream } from 'hucre/xlsx';
import { type Cell, NUMBER_FORMATS, sheetName, xlsxCell, xmlText } from './sheet-cell.ts';

/** Writing spreadsheets row by row (spec 06); several sheets, with lists to choose from: see write-workbook.ts. */

export type { Cell };

export interface Column {
  readonly header: string;
  /** In characters. */
  readonly width?: number;
  readonly format?: 'date' | 'datetime' | 'money';
}

export interface Sheet {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}

export const SHEET_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
export type SheetFormat = keyof typeof SHEET_TYPES;

/** A sheet as a file of a format, made while it is read: its memory does not grow with its rows. */
export function writeSheet(sheet: Sheet, format: SheetFormat): Readable {
  return format === 'xlsx' ? writeXlsx(sheet) : Readable.from(csvLines(sheet));
}

function writeXlsx({ name, columns, rows }: Sheet): Readable {
  const written = writeXlsxStream(xlsxRows(rows), {
    name: sheetName(name),
    columns: columns.map(({ header, width, format }) => ({
      header: xmlText(header),
      ...(width !== undefined && { width }),
      ...(format && { numFmt: NUMBER_FORMATS[format] }),
    })),
    freezePane: { rows: 1 },
  });
  return Readable.fromWeb(written);
}

async function* xlsxRows(rows: Sheet['rows']): AsyncGenerator<(string | number | Date | null)[]> {
  for await (const row of rows) yield row.map(xlsxCell);
}

/** Excel takes a text that begins like this for a formula, in quotes or not; also in the wide form of East Asia. */
const LIKE_FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** Nothing but a number: an apostrophe would make a text of a longitude west of Greenwich. */
const NEGATIVE = /^-\d{1,15}(\.\d{1,15})?$/;

async function* csvLines({ columns, rows }: Sheet): AsyncGenerator<string> {
  // The mark that tells Excel UTF-8.
  yield `\ufeff${csvLine(columns.map(({ header }) => header))}`;
  for await (const row of rows) yield csvLine(row);
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.moment.replace('T', ' ');
  const text = xmlText(cell);
  const safe = LIKE_FORMULA.test(text) && !NEGATIVE.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
