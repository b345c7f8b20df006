import type { FormField } from '../form/field.ts';
import { findInField, findInTree } from './find-by-name.ts';
import type { ImportConfig } from './import-config.ts';
import { mendText } from './mend-text.ts';
import { readSheetMoment } from './read-moment.ts';
import type { SheetRow } from './import-row.ts';

/** What stands in a column, seen from its first rows: shares of 1 of the cells that are not empty. */
export interface ColumnContents {
  /** How many cells say something. */
  readonly count: number;
  readonly texts: readonly string[];
  readonly averageLength: number;
  /** Different texts among the cells. */
  readonly distinct: number;
  readonly phones: number;
  readonly moments: number;
  readonly numbers: number;
  readonly emails: number;
  readonly idCards: number;
  readonly links: number;
}

const PHONE =
  /^(?:\+?86[- ]?|0086)?1[3-9]\d(?:[- ]?\d{4}){2}$|^1[3-9]\d[\d*xX＊]{6,8}$|^0\d{2,3}[- ]?\d{7,8}$|^\+\d[\d ()-]{8,16}$/;
const NUMBER = /^[-+]?[¥￥$]?\d[\d,]*(\.\d+)?(元|%)?$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ID_CARD = /^[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d[\d*]{3}[\dX*]$/i;
const LINK = /^https?:\/\/\S+$/i;
/** A number alone may be a day to Excel, but not to whoever looks for columns of days. */
const DAYLIKE = /[-/.年:]|[a-z]{3}/i;

/** Looks at the cells of a column (spec 06: guessed "from the contents"). */
export function contentsOf(rows: readonly SheetRow[], index: number): ColumnContents {
  const texts = rows
    .map(({ cells }) => mendText((cells[index] ?? '').trim()).text)
    .filter((text) => text !== '');
  const share = (test: (text: string) => boolean) => texts.filter(test).length / Math.max(texts.length, 1);
  return {
    count: texts.length,
    texts,
    averageLength: texts.reduce((sum, text) => sum + text.length, 0) / Math.max(texts.length, 1),
    distinct: new Set(texts).size / Math.max(texts.length, 1),
    phones: share((text) => PHONE.test(text)),
    moments: share((text) => DAYLIKE.test(text) && readSheetMoment(text) !== undefined),
    numbers: share((text) => NUMBER.test(text)),
    emails: share((text) => EMAIL.test(text)),
    idCards: share((text) => ID_CARD.test(text)),
    links: share((text) => LINK.test(text)),
  };
}

/** The share of cells that name something the installation knows. */
export type ShareKnown = (contents: ColumnContents) => number;

export function shareOfField(field: FormField, config: ImportConfig): ShareKnown {
  const find = findInField(field, config);
  return ({ texts }) => shareOf(texts, (text) => find(text).kind === 'one');
}

/** A level of the tree counts as well: in sheets with one column a level no column alone names a category. */
export function shareOfCategories({ categories }: Pick<ImportConfig, 'categories'>): ShareKnown {
  const levels = categories.flatMap(({ path }) => path.map((_name, end) => path.slice(0, end + 1)));
  const find = findInTree(levels.map((path) => ({ value: path.join('/'), path })));
  return ({ texts }) => shareOf(texts, (text) => find(text).kind !== 'none');
}

function shareOf(texts: readonly string[], test: (text: string) => boolean): number {
  return texts.length === 0 ? 0 : texts.filter(test).length / texts.length;
}
