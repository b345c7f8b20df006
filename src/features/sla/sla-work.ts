import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { ActionResult } from '../../domain/automation/run.ts';
import type { PersonChannel } from '../../domain/sla/policy.ts';
import type { ToldTime } from '../../domain/ticket/messages.ts';

/** The sweep at work on one ticket, inside its transaction. */
export interface SlaWork {
  readonly ctx: Ctx;
  readonly trx: Knex.Transaction;
  readonly ticketId: number;
  readonly isPatient: boolean;
}

/** A step that was done: what came of its actions, and what is still to be told. */
export interface TakenStep {
  readonly id: number;
  readonly results: ActionResult[];
  readonly reminders: readonly Reminder[];
}

/** A message of a step: to whom it is at the moment of the step, and what it says. */
export interface Reminder {
  readonly ids: readonly number[];
  readonly isBreach: boolean;
  readonly time: ToldTime;
  readonly channels: readonly PersonChannel[];
  /** Null: that of the message template. */
  readonly text: string | null;
  readonly once: string;
  /** Which of the actions of its step it is. */
  readonly index: number;
}
