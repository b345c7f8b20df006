import type { SheetRow } from '../domain/import/import-row.ts';

/** What passes between whoever reads a file and the process that does it. */

export type Question =
  | { readonly ask: 'outlines' }
  | { readonly ask: 'rows'; readonly sheet: number; readonly fromRow: number }
  | { readonly ask: 'batch'; readonly size: number };

export type AnswerTo<Q extends Question> = {
  readonly outlines: SheetOutline[];
  readonly rows: null;
  readonly batch: SheetRow[];
}[Q['ask']];

export type Answer =
  | { readonly ok: true; readonly value: AnswerTo<Question> }
  | {
      readonly ok: false;
      readonly code: string;
      readonly params: Readonly<Record<string, string | number>>;
    };

/** What a sheet of a file looks like. */
export interface SheetOutline {
  readonly name: string;
  /** The most that a row has. */
  readonly columns: number;
  /** The first rows that are not empty; long cells are shortened. */
  readonly head: readonly SheetRow[];
  /** How many are not empty, those of `head` included; null when the sheet breaks a limit, as reading it will tell. */
  readonly rows: number | null;
}

/** Which rows are asked for. */
export interface RowRange {
  /** Its place among those of `inspectFile`, counted from 0. */
  readonly sheet: number;
  /** The first row, as the spreadsheet program counts. */
  readonly fromRow: number;
}
