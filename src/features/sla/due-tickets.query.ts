import type { Knex } from 'knex';

/** A ticket of which a step is due: since when, and how often doing it has failed. */
export interface DueTicket {
  readonly id: number;
  readonly at: Date;
  readonly attempts: number;
}

/** Behind all that were read before: the moment of their step, and the ticket. */
export type After = Pick<DueTicket, 'id' | 'at'>;

/**
 * Tickets of which a step is due, the oldest first (spec 05): nothing but what is due is read, however many tickets
 * there are. Those that have failed wait for their time.
 */
export async function findDueTickets(
  db: Knex,
  now: Date,
  { after, limit }: { after: After | null; limit: number },
): Promise<DueTicket[]> {
  const { rows } = (await db.raw(
    `select s.ticket_id as id, s.next_step_at as at, coalesce(f.attempts, 0) as attempts
     from sla_timers s left join sla_failures f on f.ticket_id = s.ticket_id
     where s.next_step_at is not null and s.next_step_at <= :now
       and (s.next_step_at, s.ticket_id) > (coalesce(:at::timestamptz, '-infinity'), coalesce(:id::bigint, 0))
       and (f.next_attempt_at is null or f.next_attempt_at <= :now)
     order by s.next_step_at, s.ticket_id limit :limit`,
    { now, at: after?.at ?? null, id: after?.id ?? null, limit },
  )) as { rows: DueTicket[] };
  return rows;
}

/** Whether a step of the ticket is due still: somebody may have been faster. */
export async function isDue(trx: Knex.Transaction, ticketId: number, now: Date): Promise<boolean> {
  const row: unknown = await trx('sla_timers')
    .where('ticket_id', ticketId)
    .where('next_step_at', '<=', now)
    .first('id');
  return row !== undefined;
}
