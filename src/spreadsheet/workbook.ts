import { Invalid } from '../errors.ts';

/** A file of any format, as far as it is understood alike. */
export interface Workbook {
  /** As the workbook orders them, hidden ones last. */
  readonly sheets: readonly { readonly name: string }[];
  /** As they stand there: untrimmed, blank rows included, in any width. */
  readonly rows: (sheet: number) => AsyncIterable<RawRow> | Iterable<RawRow>;
  readonly merges: (sheet: number) => Promise<readonly MergedCells[]>;
}

export interface RawRow {
  /** As the spreadsheet program counts, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** Cells shown as one, whose value is in the first; rows counted from 1, columns from 0. */
export interface MergedCells {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Why a file can't be read; a key of the locales under `form.problem`. */
export function unreadable(code: string, params: Readonly<Record<string, string | number>> = {}): Invalid {
  return new Invalid({ file: { code, params } });
}
