import type { Knex } from 'knex';

/** Why a ticket is with nobody yet. */
export interface WaitOfTicket {
  readonly reason: 'nobody' | 'off_hours';
  /** When the next shift of its group begins; null where none is known. */
  readonly releaseAt: Date | null;
}

/** What a ticket waits for before the rules can give it to somebody (spec 04); undefined where it does not wait. */
export async function findWaitOfTicket(db: Knex, ticketId: number): Promise<WaitOfTicket | undefined> {
  return (await db('assignment_waits')
    .where('ticket_id', ticketId)
    .first('reason', 'release_at as releaseAt')) as WaitOfTicket | undefined;
}
