import type { Knex } from 'knex';
import { ENTRIES_OF_TIME } from '../../domain/sla/entries.ts';

export interface TicketChange {
  readonly version: number;
  readonly type: string;
  readonly actorId: number | null;
  /** Nobody's name: the system did it, by a rule that may have one. */
  readonly who: string | null;
}

/** The last entry of a ticket's log but for those of its clocks: its number is the version with that change. */
export async function findLastChange(db: Knex, ticketId: number): Promise<TicketChange> {
  const row = (await db('ticket_events as e')
    .leftJoin('users as u', 'u.id', 'e.actor_id')
    .where('e.ticket_id', ticketId)
    .whereNotIn('e.type', [...ENTRIES_OF_TIME])
    .orderBy('e.seq', 'desc')
    .first(
      'e.seq as version',
      'e.type',
      'e.actor_id as actorId',
      db.raw('coalesce(u.name, e.rule_name) as who'),
    )) as TicketChange | undefined;
  if (!row) throw new Error(`ticket ${ticketId} has no log`);
  return row;
}
