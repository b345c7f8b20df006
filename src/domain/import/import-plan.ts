/**
 * How a spreadsheet becomes tickets (spec 06): its columns read as fields, and what the sheet lacks. The same words serve
 * the pages, the check, the run and the command line.
 */

/** `tickets`: made now, as if by hand · `history`: closed ones with their own times · `closing`: open ones get closed. */
export const IMPORT_KINDS = ['tickets', 'history', 'closing'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/**
 * What a column is read as: the key of a field of the forms (`customer_name`, `refund_amount`, …), `category`, or a
 * key of the kind (`closed_at`, `number`, …). Several columns may be the `category`, one a level, and several the
 * `description`, each with its heading before it.
 */
export type ImportTarget = string;

export interface ImportPlan {
  /** Which of the file's sheets, counted from 0. */
  readonly sheet: number;
  /** The row of the headings, as the spreadsheet program counts it. */
  readonly headerRow: number;
  /** The headings as they were when the columns were mapped, by column. */
  readonly headings: readonly string[];
  /** By column, counted from 0: what it is read as; null when it is left out. */
  readonly columns: readonly (ImportTarget | null)[];
  /** For what the sheet lacks, or where its cell is empty: values as a form sends them; a `category` as its id. */
  readonly constants: Readonly<Record<ImportTarget, string>>;
  /** What texts of the sheet mean, by target and text: values as a form sends them; a `category` as its id. */
  readonly values: Readonly<Record<ImportTarget, Readonly<Record<string, string>>>>;
  /** An unfinished ticket of the same phone and category is there already. */
  readonly duplicates: 'skip' | 'append';
  /** Keep `values` for the next file of this platform. */
  readonly remembersValues: boolean;
}

/** A preset: the columns by their names, whatever their order. */
export interface PresetPlan {
  readonly columns: readonly { readonly heading: string; readonly target: ImportTarget }[];
  readonly constants: Readonly<Record<ImportTarget, string>>;
  readonly duplicates: 'skip' | 'append';
}
