import { Readable } from 'node:stream';
import { writeXlsxStream } from 'hucre/xlsx';

/** Writing spreadsheets row by row (spec 06): the one place that knows the library. */

/** A text, a number, a day `YYYY-MM-DD` or a moment `YYYY-MM-DDTHH:mm` as the clock on the wall shows it. */
export type Cell = string | number | null | { readonly moment: string };

export interface Column {
  readonly header: string;
  /** In characters. */
  readonly width?: number;
  readonly format?: 'date' | 'datetime' | 'money';
}

export interface Sheet {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Cell[]>;
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

const NUMBER_FORMATS = { date: 'yyyy-mm-dd', datetime: 'yyyy-mm-dd hh:mm', money: '#,##0.00' } as const;
/** Most characters of a cell, of a sheet's name. */
const CELL_MAX = 32_767;
const NAME_MAX = 31;

function writeXlsx({ name, columns, rows }: Sheet): Readable {
  const written = writeXlsxStream(xlsxRows(rows), {
    name: name.replace(/[[\]:*?/\\']/g, ' ').slice(0, NAME_MAX),
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
  for await (const row of rows) {
    yield row.map((cell) => {
      // A text is stored as a text, whatever it begins with: only a formula is one in a workbook.
      if (typeof cell === 'string') return cell === '' ? null : xmlText(cell).slice(0, CELL_MAX);
      // The library counts days by UTC, and spreadsheets know no zones: the wall clock's digits, taken as UTC.
      return typeof cell === 'object' && cell !== null ? new Date(`${isoOf(cell.moment)}Z`) : cell;
    });
  }
}

const isoOf = (moment: string): string => (moment.length === 10 ? `${moment}T00:00:00` : `${moment}:00`);

/** Without what XML 1.0 can't hold: most controls, halves of surrogate pairs, two non-characters. */
function xmlText(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '');
}

/** Excel takes a text that begins like this for a formula, in quotes or not; also in the wide form of East Asia. */
const LIKE_FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

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
  const safe = LIKE_FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
