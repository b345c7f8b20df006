import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { ActionCode, ActionResult } from '../../domain/automation/run.ts';

/** An automation, or a step of an SLA policy, at work on one ticket, inside the transaction of its run. */
export interface ActionWork {
  readonly ctx: Ctx;
  readonly trx: Knex.Transaction;
  /** What it is called: the log says so. */
  readonly rule: string;
  readonly ticketId: number;
  /** Names this action of this run: what it calls, it calls once. */
  readonly once: string;
  /** The action that was followed; null by the clock. */
  readonly event: string | null;
  /** The ticket has just come with an import. */
  readonly imported: boolean;
}

/** What came of an action, but for its kind. */
export type Done = Omit<ActionResult, 'kind'>;

export const DONE: Done = { outcome: 'done' };
export const nothing = (code: ActionCode): Done => ({ outcome: 'nothing', code });
export const refused = (code: ActionCode): Done => ({ outcome: 'refused', code });
