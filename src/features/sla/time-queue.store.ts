import type { Knex } from 'knex';
import { MOST_ATTEMPTS } from '../../domain/automation/retry.ts';

/** The tickets whose clocks are to be worked out anew; always inside the caller's transaction. */

const LOCK = `hashtext('gongdan clocks')`;

/**
 * Whoever works out clocks does so by the policies of before a recalculation, and is then waited for, or by those after
 * it: what was made meanwhile is not forgotten.
 */
export async function holdPolicies(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock_shared(${LOCK})`);
}

/** Waits for those who work out clocks; new ones wait until this transaction is over. */
export async function lockPolicies(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(${LOCK})`);
}

export interface Recalculation {
  /** Why, as a code. */
  readonly reason: string;
  readonly requestedById: number | null;
  readonly now: Date;
}

/** Queues all open tickets; what an earlier recalculation has left is this one's from now on. */
export async function queueOpenTickets(trx: Knex.Transaction, asked: Recalculation): Promise<void> {
  await trx.raw(
    `with begun as (
       insert into sla_recalculations (reason, total, requested_by_id, requested_at)
       select :reason, count(*), :requestedById, :now from tickets where status <> 'closed'
       returning id
     )
     insert into sla_queue (ticket_id, recalculation_id, queued_at)
     select t.id, begun.id, :now from tickets t cross join begun where t.status <> 'closed' order by t.id
     on conflict (ticket_id) do update set recalculation_id = excluded.recalculation_id,
       queued_at = excluded.queued_at, attempts = 0, last_error = null, next_attempt_at = null`,
    { ...asked },
  );
  await trx.raw(`select pg_notify('gongdan', '{"time":true}')`);
}

/** The next tickets of the queue, locked; those that somebody works on are passed over. */
export async function takeQueued(
  trx: Knex.Transaction,
  { now, limit, only = null }: { now: Date; limit: number; only?: number | null },
): Promise<number[]> {
  const { rows } = (await trx.raw(
    `select t.id from sla_queue q join tickets t on t.id = q.ticket_id
     where q.attempts < :most and (q.next_attempt_at is null or q.next_attempt_at <= :now)
       and (:only::bigint is null or q.ticket_id = :only)
     order by q.ticket_id limit :limit for no key update of t, q skip locked`,
    { now, limit, only, most: MOST_ATTEMPTS },
  )) as { rows: { id: number }[] };
  return rows.map(({ id }) => id);
}

/** Notes why it failed, and when to try again; after the last attempt it is set aside. */
export async function postponeQueued(
  db: Knex,
  ticketId: number,
  { error, at }: { error: string; at: (attempts: number) => Date },
): Promise<void> {
  const row = (await db('sla_queue').where('ticket_id', ticketId).first('attempts')) as
    { attempts: number } | undefined;
  if (!row) return;
  const attempts = row.attempts + 1;
  await db('sla_queue')
    .where('ticket_id', ticketId)
    .update({ attempts, last_error: error, next_attempt_at: at(attempts) });
}

/** Recalculations of which nothing is left but what was set aside. */
export async function finishRecalculations(db: Knex, now: Date): Promise<void> {
  await db.raw(
    `update sla_recalculations r set finished_at = :now where finished_at is null and not exists (
       select from sla_queue q where q.recalculation_id = r.id and q.attempts < :most)`,
    { now, most: MOST_ATTEMPTS },
  );
}
