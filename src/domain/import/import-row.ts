import type { FieldValues } from '../form/field.ts';
import type { ImportTarget } from './import-plan.ts';

/**
 * The life of a row (spec 06): staged → what the check found → what the run made of it. `ignored` are rows that are no
 * complaint of their own: headings again, the same text garbled.
 */
export const CHECKED_STATES = ['ready', 'invalid', 'duplicate', 'ignored'] as const;
export type CheckedState = (typeof CHECKED_STATES)[number];
export const RUN_STATES = ['done', 'appended', 'refused', 'cancelled'] as const;
export type RowState = 'staged' | CheckedState | (typeof RUN_STATES)[number];

/** A row as the sheet has it, its cells trimmed; shorter than the headings where the rest is empty. */
export interface SheetRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * What is wrong with a row, or why it is not imported. Its code is `form:…` (locales: `form.problem`) or `import:…`
 * (locales: `import_problem`).
 */
export interface RowProblem {
  /** Counted from 0; null when it is about the whole row, or about what no column brings. */
  readonly column: number | null;
  readonly target: ImportTarget | null;
  /** What stood in the cell, shortened. */
  readonly text: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What was tidied in a cell on the way (spec 06, "Historical data"): told in the cleaning report. */
export interface Cleaning {
  readonly column: number;
  readonly target: ImportTarget;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** A row that can be written: everything that `tickets` needs but for what only the moment of writing knows. */
export interface PreparedTicket {
  readonly categoryId: number;
  readonly templateVersionId: number;
  /** Of the template's form, with those of the product's own fields, as `parseForm` gives them. */
  readonly values: FieldValues;
  /** E.164; null when the text is no identity. */
  readonly phone: string | null;
  /** Historical tickets only. */
  readonly past?: PastLife;
}

/** The life of a ticket before it came here; times as ISO texts with their offset. */
export interface PastLife {
  readonly createdAt: string;
  readonly closedAt: string;
  readonly handlerId: number | null;
  readonly groupId: number | null;
  readonly outcome: 'solved' | 'unsolved';
  readonly unsolvedReason: string | null;
  readonly satisfaction: string | null;
  readonly comment: string;
}

/** @typeParam P what is to be written: of closings, another form than that of tickets */
export interface CheckedRow<P = PreparedTicket> {
  /** By what the row says for itself; that it is a `duplicate` shows when all rows are known, and the tickets. */
  readonly state: CheckedState;
  readonly prepared: P | null;
  readonly problems: readonly RowProblem[];
  readonly cleaned: readonly Cleaning[];
  /**
   * Equal for two rows that say the same, in whatever file and column order; null for rows that say nothing. What
   * follows its dash is what survives garbling (row-identity.ts).
   */
  readonly identity: string | null;
  /** Its text was garbled, repaired or not: of two equal rows the other one counts. */
  readonly wasGarbled: boolean;
}
