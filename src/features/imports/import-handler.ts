import type { ActorCtx } from '../../context.ts';
import type { Permission } from '../../domain/people/permissions.ts';
import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import type { CheckedRow, RowProblem, SheetRow } from '../../domain/import/import-row.ts';

/** An import as its handler sees it. */
export interface ImportAtWork {
  readonly id: number;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly plan: ImportPlan;
}

/** A checked row whose turn it is to be written. */
export interface RowToWrite<P> {
  readonly number: number;
  readonly prepared: P;
  readonly identity: string | null;
}

export interface RowOutcome {
  readonly number: number;
  /** `duplicate`: since the check, somebody else has made the ticket, or imported the very row. */
  readonly state: 'done' | 'appended' | 'refused' | 'duplicate';
  readonly ticketId: number | null;
  readonly problems: readonly RowProblem[];
  /** It has made the customer, who goes with the ticket when the import is undone. */
  readonly isNewCustomer?: boolean;
}

/** What makes two rows of different texts the same case (spec 01, duplicate rule). */
export interface CaseKey {
  readonly phone: string | null;
  readonly categoryId: number;
}

/**
 * What is particular to a kind of import (spec 06). The engine reads the file, keeps the rows, goes on after a crash and
 * counts; a handler judges rows and writes them.
 */
export interface ImportHandler<P> {
  /** What whoever imports must hold beside `ticket.import`. */
  readonly needs: readonly Permission[];
  /** How many rows are written in one transaction. */
  readonly batch: number;
  /** Loads once what the check needs; answers what judges the rows, some hundred at a time, in their order. */
  readonly openCheck: (
    ctx: ActorCtx,
    job: ImportAtWork,
  ) => Promise<(rows: readonly SheetRow[]) => Promise<readonly CheckedRow<P>[]>>;
  /** Kept beside the row, to find duplicates by; not for kinds that have none. */
  readonly caseOf?: (prepared: P) => CaseKey;
  /** Judges what only all rows together, and the tickets that are there, can tell; in one transaction. */
  readonly finishCheck: (ctx: ActorCtx, job: ImportAtWork) => Promise<void>;
  /**
   * Writes a batch inside the transaction `ctx.db`, each row with its log entry. A row that can't be judged before
   * another one is committed is left out of the outcomes, and comes again.
   */
  readonly write: (
    ctx: ActorCtx,
    job: ImportAtWork,
    rows: readonly RowToWrite<P>[],
  ) => Promise<readonly RowOutcome[]>;
}
