import type { Knex } from 'knex';
import { carryOut } from '../../domain/ticket/change.ts';
import { findInHops, type TicketInHop, writeGivings } from './given-tickets.store.ts';
import { toTicket } from './tickets.store.ts';

export { findInHops, type TicketInHop };

/** What the rules do to a ticket where it is: somebody is given it, nobody has it any more, or it is only noted. */
export interface Giving {
  readonly at: TicketInHop;
  readonly kind: 'assign' | 'withdraw' | 'hold';
  readonly assigneeId: number | null;
  readonly ruleName: string | null;
  /** Why, for the log. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

const EVENT_TYPES = {
  assign: 'ticket_assigned',
  withdraw: 'ticket_withdrawn',
  hold: 'ticket_held',
} as const;

/**
 * Puts people into the open hops of tickets, or takes them out, inside the caller's transaction (spec 04): by the
 * system, each with its log entry, without anybody having accepted. One or many in the same number of statements.
 */
export async function giveTickets(
  trx: Knex.Transaction,
  now: Date,
  givings: readonly Giving[],
): Promise<void> {
  await writeGivings(
    trx,
    givings.map(({ at, kind, assigneeId, ruleName, data }) => {
      const ticket = toTicket(at.row);
      const move = kind === 'hold' ? ({ kind: 'stay' } as const) : ({ kind: 'give', assigneeId } as const);
      const change = { status: ticket.status, move, data };
      const by = { action: kind, eventType: EVENT_TYPES[kind], actorId: null, now, ruleName };
      return { ticketId: ticket.id, step: carryOut(ticket, at.hop, change, by) };
    }),
  );
}
