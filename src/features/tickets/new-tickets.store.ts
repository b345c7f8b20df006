import type { Knex } from 'knex';
import type { NewEvent } from '../../domain/ticket/change.ts';
import type { Hop, Place, Ticket } from '../../domain/ticket/ticket.ts';
import { eventColumns, hopColumns } from './step-columns.ts';
import { type HopRow, TICKET_COLUMNS, type TicketRow, toHop, toTicket } from './tickets.store.ts';

/** How tickets begin: one or many, in the same number of statements, always inside the caller's transaction. */

export interface NewTicketRow {
  submission_key: string | null;
  number: string;
  category_id: number;
  template_version_id: number;
  title: string;
  title_terms: Knex.Raw;
  description: string;
  customer_id: number | null;
  customer_name: string;
  phone: string | null;
  phone_text: string;
  order_number: string;
  source_key: string;
  priority: string;
  values: string;
  is_repeat: boolean;
  creator_id: number;
  creator_department_id: number | null;
  created_at: Date;
  /** Of tickets that a spreadsheet brought; the version is that in which it left them. */
  import_id?: number;
  imported_version?: number;
}

export interface NewTicket {
  readonly row: NewTicketRow;
  readonly place: Place;
  /** The first entry of its log. */
  readonly event: Omit<NewEvent, 'seq' | 'toStatus' | 'fromStatus'>;
}

export interface InsertedTicket {
  readonly ticket: Ticket;
  readonly hop: Hop;
  readonly eventId: number;
}

/**
 * New tickets at their first places, each with its first hop and first log entry, in a constant number of statements.
 * Answers what the next actions need, in their order.
 * @param onDuplicate `skip` leaves out those that would be the second unfinished one of their phone and category
 */
export async function insertTickets(
  trx: Knex.Transaction,
  tickets: readonly NewTicket[],
  sourceIp: string | null,
  onDuplicate: 'fail' | 'skip' = 'fail',
): Promise<InsertedTicket[]> {
  const made = await insertRows(trx, tickets, onDuplicate);
  const begun = tickets.flatMap((ticket) => {
    const row = made.get(ticket.row.number);
    return row ? [{ ...ticket, ticket: toTicket(row) }] : [];
  });
  if (begun.length === 0) return [];
  const hops = (await trx('assignments')
    .insert(begun.map(({ ticket, ...rest }) => ({ ticket_id: ticket.id, ...firstHop(rest) })))
    .returning('*')) as (HopRow & { ticket_id: number })[];
  const events = (await trx('ticket_events')
    .insert(
      begun.map(({ ticket, event }) => ({ ticket_id: ticket.id, ...firstEvent(event), source_ip: sourceIp })),
    )
    .returning(['id', 'ticket_id'])) as { id: number; ticket_id: number }[];
  const hopOf = new Map(hops.map((hop) => [hop.ticket_id, toHop(hop)]));
  const eventOf = new Map(events.map(({ id, ticket_id: ticketId }) => [ticketId, id]));
  return begun.map(({ ticket }) => {
    const [hop, eventId] = [hopOf.get(ticket.id), eventOf.get(ticket.id)];
    if (!hop || eventId === undefined) throw new Error('insert of a first hop or entry answered nothing');
    return { ticket, hop, eventId };
  });
}

/** What the database knows of the new tickets, by their numbers. */
async function insertRows(
  trx: Knex.Transaction,
  tickets: readonly NewTicket[],
  onDuplicate: 'fail' | 'skip',
): Promise<Map<string, TicketRow>> {
  const insertion = trx<TicketRow>('tickets').insert(
    tickets.map(({ row, place }) => ({
      ...row,
      status: 'new',
      group_id: place.groupId,
      stage_key: place.stageKey,
      assignee_id: place.assigneeId,
      hop_count: 1,
      version: 1,
      updated_at: row.created_at,
    })) as Knex.DbRecordArr<TicketRow>[],
  );
  // The index that keeps the duplicate rule (spec 01): a colleague may have been faster.
  const unfinished = trx.raw(
    `(phone, category_id) where phone is not null and status not in ('resolved', 'closed')`,
  );
  const rows = (await (
    onDuplicate === 'skip' ? insertion.onConflict(unfinished).ignore() : insertion
  ).returning([...TICKET_COLUMNS])) as TicketRow[];
  return new Map(rows.map((row) => [row.number, row]));
}

function firstHop({ row, place, event }: NewTicket): Record<string, unknown> {
  return hopColumns({
    ...place,
    position: 1,
    cameFromId: null,
    sentById: event.actorId,
    sentAction: event.action,
    arrivedAt: row.created_at,
    acceptedAt: place.assigneeId === null ? null : row.created_at,
  });
}

function firstEvent(event: NewTicket['event']): Record<string, unknown> {
  return eventColumns({ ...event, seq: 1, fromStatus: null, toStatus: 'new' });
}
