import type { Knex } from 'knex';
import { TICKET_COLUMNS, type TicketRow } from './tickets.store.ts';

/** At most so many in one run; the next run goes on. */
const BATCH = 500;

async function idsOf(found: Knex.Raw): Promise<number[]> {
  const { rows } = (await found) as { rows: { id: number }[] };
  return rows.map(({ id }) => id);
}

/** Tickets that have waited since before a moment, and whose holder has not been told so. */
export function findDueWarnings(db: Knex, since: Date): Promise<number[]> {
  return idsOf(
    db.raw(
      `select t.id from tickets t
       left join wait_warnings w on w.ticket_id = t.id and w.waiting_since = t.status_since
       where t.status = 'waiting' and t.status_since <= ? and w.ticket_id is null order by t.status_since limit ?`,
      [since, BATCH],
    ),
  );
}

/** Tickets that have waited since before a moment, and whose holder was told so before another one. */
export function findDueWaits(db: Knex, since: Date, warnedBefore: Date): Promise<number[]> {
  return idsOf(
    db.raw(
      `select t.id from tickets t
       join wait_warnings w on w.ticket_id = t.id and w.waiting_since = t.status_since
       where t.status = 'waiting' and t.status_since <= ? and w.warned_at <= ? order by t.status_since limit ?`,
      [since, warnedBefore, BATCH],
    ),
  );
}

/** Tickets that have been resolved since before a moment. */
export function findLongResolved(db: Knex, since: Date): Promise<number[]> {
  return idsOf(
    db.raw(
      `select id from tickets where status = 'resolved' and status_since <= ? order by status_since limit ?`,
      [since, BATCH],
    ),
  );
}

/** Locks one of them if it still stands as it did; nothing when another process has it or someone has moved it on. */
export async function lockStanding(
  trx: Knex.Transaction,
  id: number,
  status: 'waiting' | 'resolved',
  since: Date,
): Promise<TicketRow | undefined> {
  return (await trx('tickets')
    .where({ id, status })
    .where('status_since', '<=', since)
    .forUpdate()
    .skipLocked()
    .first([...TICKET_COLUMNS])) as TicketRow | undefined;
}
