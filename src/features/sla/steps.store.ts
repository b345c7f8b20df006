import type { Knex } from 'knex';
import type { ActionResult } from '../../domain/automation/run.ts';

/** The steps that were done, and the tickets of which they could not be. */

export interface NewStep {
  readonly timerId: number;
  readonly dueAt: Date;
  readonly stepId: number;
  readonly offset: number;
  readonly policyName: string;
  readonly missed: boolean;
  readonly at: Date;
}

/**
 * Takes a step: once for each due time, or this throws.
 * @returns its id, and whether it is the first at this distance from the due time
 */
export async function insertStep(
  trx: Knex.Transaction,
  step: NewStep,
): Promise<{ id: number; isFirst: boolean }> {
  const { rows } = (await trx.raw(
    `insert into sla_steps (timer_id, due_at, step_id, offset_minutes, policy_name, missed, at)
     values (:timerId, :dueAt, :stepId, :offset, :policyName, :missed, :at)
     returning id, not exists (select 1 from sla_steps d where d.timer_id = :timerId and d.due_at = :dueAt
       and d.offset_minutes = :offset) as "isFirst"`,
    { ...step },
  )) as { rows: { id: number; isFirst: boolean }[] };
  const [row] = rows;
  if (!row) throw new Error('insert into sla_steps answered nothing');
  return row;
}

/** What its actions have done, in their order. */
export async function writeResults(
  trx: Knex.Transaction,
  id: number,
  results: readonly ActionResult[],
): Promise<void> {
  if (results.length === 0) return;
  await trx('sla_steps')
    .where({ id })
    .update({ results: JSON.stringify(results) });
}

/** Notes that the steps of a ticket could not be done, and when to try again. */
export async function noteFailure(
  db: Knex,
  ticketId: number,
  { attempts, error, at }: { attempts: number; error: string; at: Date },
): Promise<void> {
  await db('sla_failures')
    .insert({ ticket_id: ticketId, attempts, error, next_attempt_at: at })
    .onConflict('ticket_id')
    .merge();
}

export async function dropFailure(trx: Knex.Transaction, ticketId: number): Promise<void> {
  await trx('sla_failures').where('ticket_id', ticketId).delete();
}
