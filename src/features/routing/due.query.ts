import type { Knex } from 'knex';
import type { Wait } from './waits.store.ts';

/** At most so many in one run; the next run goes on. */
const BATCH = 500;

/** Groups for which something waits that may be given out now, in the order of the groups. */
export async function findGroupsWithDueWaits(db: Knex, now: Date): Promise<number[]> {
  return (await db('assignment_waits')
    .where((query) => void query.whereNull('release_at').orWhere('release_at', '<=', now))
    .distinct('group_id')
    .orderBy('group_id')
    .pluck('group_id')) as number[];
}

/**
 * Holds a group until the end of the transaction, so that what waits for it is given out one after the other, the most
 * urgent first and of equals the oldest; and what is next, its ticket held too. Undefined when nothing is left.
 * @param tried hops that this run has found nobody for
 */
export async function holdNextWait(
  trx: Knex.Transaction,
  groupId: number,
  { now, tried }: { readonly now: Date; readonly tried: readonly number[] },
): Promise<Wait | undefined> {
  await trx('groups').where('id', groupId).forNoKeyUpdate().first('id');
  const { rows } = (await trx.raw(
    `select w.assignment_id as "assignmentId", w.ticket_id as "ticketId", w.group_id as "groupId", w.strategy,
       w.fallback, w.rule_name as "ruleName", w.reason, w.release_at as "releaseAt"
     from assignment_waits w join tickets t on t.id = w.ticket_id
     join assignments a on a.id = w.assignment_id and a.left_at is null and a.assignee_id is null
     where w.group_id = ? and (w.release_at is null or w.release_at <= ?) and w.assignment_id <> all(?)
     order by t.priority_rank desc, t.created_at, t.id limit 1 for no key update of t skip locked`,
    [groupId, now, [...tried]],
  )) as { rows: Wait[] };
  return rows[0];
}

/** Tickets that were given to somebody who has not accepted in time, the longest overdue first. */
export async function findOverdueOffers(db: Knex, now: Date): Promise<number[]> {
  return (await db('assignment_offers')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(BATCH)
    .pluck('assignment_id')) as number[];
}

/** Locks the ticket of one of them; undefined when another process has it, or it is not overdue any more. */
export async function lockOverdue(
  trx: Knex.Transaction,
  assignmentId: number,
  now: Date,
): Promise<number | undefined> {
  const { rows } = (await trx.raw(
    `select t.id from assignment_offers o join tickets t on t.id = o.ticket_id
     where o.assignment_id = ? and o.expires_at <= ? for no key update of t skip locked`,
    [assignmentId, now],
  )) as { rows: { id: number }[] };
  return rows[0]?.id;
}
