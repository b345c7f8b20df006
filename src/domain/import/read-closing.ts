import { readTicketNumber } from '../ticket/number.ts';
import type { FormField } from '../form/field.ts';
import { OTHER, otherKey, type RawForm } from '../form/raw-form.ts';
import { CLOSING_COLUMNS, CLOSING_INPUTS, type ClosingColumn, type ClosingKey } from './closing-columns.ts';
import type { SheetRow } from './import-row.ts';

/** Where each column of a bulk-close sheet is, counted from 0. */
export type ClosingPlaces = ReadonlyMap<ClosingKey, number>;

/** A row of a bulk-close sheet as it was filled in. */
export interface ClosingRow {
  /** As the cell has it. */
  readonly numberText: string;
  /** Null when the cell holds no ticket number. */
  readonly number: string | null;
  /** Of the export; null when the cell was emptied, by somebody who has seen the ticket since. */
  readonly version: number | 'unreadable' | null;
  /** Something of the closing was filled in. */
  readonly isFilled: boolean;
  /** The close form as a browser would send it. */
  readonly form: RawForm;
}

/**
 * Finds the columns of a bulk-close sheet by their headings, in any order and language (spec 06). Of two columns of one name
 * the first counts.
 * @param headingsOf the headings a column may have
 */
export function placeClosingColumns(
  headings: readonly string[],
  headingsOf: (label: string) => readonly string[],
): ClosingPlaces {
  const known = new Map(
    CLOSING_COLUMNS.flatMap(({ key, label }) => headingsOf(label).map((heading) => [plain(heading), key])),
  );
  const places = new Map<ClosingKey, number>();
  for (const [index, heading] of headings.entries()) {
    const key = known.get(plain(heading));
    if (key !== undefined && !places.has(key)) places.set(key, index);
  }
  return places;
}

/** Columns without which the sheet can't be read (spec 06). */
export function missingColumns(places: ClosingPlaces): ClosingColumn[] {
  return CLOSING_COLUMNS.filter(({ key, isNeeded }) => isNeeded && !places.has(key));
}

/** What the texts of a choice mean: its values, and their labels in every language. */
export type ClosingWords = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The words of the close form's choices (spec 06: read in either language). */
export function closingWords(forms: readonly (readonly FormField[])[]): ClosingWords {
  const words = new Map<string, Map<string, string>>();
  for (const { key, options = [] } of forms.flat()) {
    const meanings = words.get(key) ?? new Map<string, string>();
    words.set(key, meanings);
    for (const { value, label } of options) {
      meanings.set(plain(value), value);
      meanings.set(plain(label), value);
    }
  }
  return words;
}

/** Reads a row of a bulk-close sheet (spec 06); what is wrong with it is judged as the close form judges it. */
export function readClosingRow(
  row: SheetRow,
  places: ClosingPlaces,
  { fields, words }: { readonly fields: readonly FormField[]; readonly words: ClosingWords },
): ClosingRow {
  const textOf = (key: ClosingKey): string => row.cells[places.get(key) ?? -1]?.trim() ?? '';
  const numberText = textOf('number');
  const form: Record<string, string> = {};
  for (const key of CLOSING_INPUTS) {
    const field = fields.find((each) => each.key === key);
    const text = textOf(key) || (typeof field?.default === 'string' ? field.default : '');
    if (field && text !== '') Object.assign(form, answer(field, text, words.get(key)));
  }
  return {
    numberText,
    number: readTicketNumber(numberText),
    version: versionIn(textOf('version')),
    isFilled: CLOSING_INPUTS.some((key) => key !== 'callback_method' && textOf(key) !== ''),
    form,
  };
}

/** A text beside the choices is one of them, or else a reason of its own where the form takes one. */
function answer(
  { key, options, allowOther }: FormField,
  text: string,
  meanings: ReadonlyMap<string, string> | undefined,
): Record<string, string> {
  if (options === undefined) return { [key]: text };
  const value = meanings?.get(plain(text));
  if (value !== undefined || !allowOther) return { [key]: value ?? text };
  return { [key]: OTHER, [otherKey(key)]: text };
}

function versionIn(text: string): number | 'unreadable' | null {
  if (text === '') return null;
  // A spreadsheet program may have kept the number with a point and a nought.
  const digits = text.normalize('NFKC').replace(/\.0+$/, '');
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 'unreadable';
}

/** Headings and labels are compared without what people and programs put around them: spaces, marks of what is required. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s*]+|\((必填|required)\)/gi, '')
    .toLowerCase();
}
