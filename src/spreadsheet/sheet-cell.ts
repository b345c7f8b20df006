/** What cells are to those who write spreadsheets, and what the library is handed for them. */

/** A text, a number, a day `YYYY-MM-DD` or a moment `YYYY-MM-DDTHH:mm` as the clock on the wall shows it. */
export type Cell = string | number | null | { readonly moment: string };

export const NUMBER_FORMATS = {
  date: 'yyyy-mm-dd',
  datetime: 'yyyy-mm-dd hh:mm',
  money: '#,##0.00',
  /** What is typed stays as it is typed: phone numbers, order numbers. */
  text: '@',
} as const;

/** Most characters of a cell, of a sheet's name. */
const CELL_MAX = 32_767;
const NAME_MAX = 31;

/** A cell as the library takes it. */
export function xlsxCell(cell: Cell): string | number | Date | null {
  // A text is stored as a text, whatever it begins with: only a formula is one in a workbook.
  if (typeof cell === 'string') return cell === '' ? null : xmlText(cell).slice(0, CELL_MAX);
  // The library counts days by UTC, and spreadsheets know no zones: the wall clock's digits, taken as UTC.
  return typeof cell === 'object' && cell !== null ? new Date(`${isoOf(cell.moment)}Z`) : cell;
}

const isoOf = (moment: string): string => (moment.length === 10 ? `${moment}T00:00:00` : `${moment}:00`);

/** Without what XML 1.0 can't hold: most controls, halves of surrogate pairs, two non-characters. */
export function xmlText(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, '');
}

/** A name as a workbook takes it for a sheet. */
export function sheetName(name: string): string {
  return name.replace(/[[\]:*?/\\']/g, ' ').slice(0, NAME_MAX);
}
