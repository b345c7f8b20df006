import { MAX_NAME, tidyName } from './tidy-name.ts';
import { MAX_DEPTH } from './tree.ts';

/** Thirty days, as in the settings. */
export const MAX_URGE_MINUTES = 43_200;

export const IMPORT_COLUMNS = ['template', 'priority', 'group', 'urge', 'active', 'selectable'] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export interface ImportRow {
  /** As the spreadsheet program counts. */
  readonly number: number;
  readonly path: readonly string[];
  /** Of the columns that the file has; '' where the cell is empty. */
  readonly cells: ReadonlyMap<ImportColumn, string>;
}

/** Why a row can't be used: a code of the locale namespace `config.category.row`. */
export interface RowProblem {
  readonly row: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What the columns may be called: for each level, and for each attribute. */
export interface ColumnNames {
  readonly levels: readonly (readonly string[])[];
  readonly attributes: Readonly<Record<ImportColumn, readonly string[]>>;
}

export interface ReadImport {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly RowProblem[];
  /** Columns that are none of ours: left alone, and told. */
  readonly unknown: readonly string[];
  /** There is at least the first level. */
  readonly hasLevels: boolean;
}

interface SheetLike {
  readonly header: readonly string[];
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
}

/** Reads the paths and attributes of a spreadsheet of categories (spec 02: level-1, level-2 … columns). */
export function readImport({ header, rows }: SheetLike, names: ColumnNames): ReadImport {
  const places = header.map((text) => plain(text));
  const placeOf = (accepted: readonly string[]): number =>
    places.findIndex((place) => accepted.some((name) => plain(name) === place));
  const levels = names.levels.slice(0, MAX_DEPTH).map(placeOf);
  const attributes = IMPORT_COLUMNS.map(
    (column) => [column, placeOf(names.attributes[column])] as const,
  ).filter(([, place]) => place >= 0);
  const used = new Set([...levels, ...attributes.map(([, place]) => place)]);
  const problems: RowProblem[] = [];
  const read: ImportRow[] = [];
  for (const { number, cells } of rows) {
    const names = levels.map((place) => (place < 0 ? '' : tidyName(cells[place] ?? '')));
    const depth = names.findLastIndex((name) => name !== '') + 1;
    const path = names.slice(0, depth);
    const problem = problemOf(path);
    if (problem) problems.push({ row: number, ...problem });
    else
      read.push({
        number,
        path,
        cells: new Map(attributes.map(([column, place]) => [column, (cells[place] ?? '').trim()])),
      });
  }
  return {
    rows: read,
    problems,
    unknown: header.filter((name, place) => name !== '' && !used.has(place)),
    hasLevels: (levels[0] ?? -1) >= 0,
  };
}

function problemOf(path: readonly string[]): Omit<RowProblem, 'row'> | null {
  if (path.length === 0) return { code: 'no_name', params: {} };
  const gap = path.indexOf('');
  if (gap >= 0) return { code: 'gap', params: { level: gap + 1 } };
  const long = path.find((name) => [...name].length > MAX_NAME);
  if (long !== undefined) return { code: 'long_name', params: { max: MAX_NAME } };
  return null;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}
