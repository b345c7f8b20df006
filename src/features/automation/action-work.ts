import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { Automation } from '../../domain/automation/automation.ts';
import type { ActionCode, ActionResult } from '../../domain/automation/run.ts';

/** An automation at work on one ticket, inside the transaction of its run. */
export interface ActionWork {
  readonly ctx: Ctx;
  readonly trx: Knex.Transaction;
  readonly automation: Pick<Automation, 'name'>;
  readonly ticketId: number;
  readonly runId: number;
  /** Which of its actions it is. */
  readonly at: number;
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
