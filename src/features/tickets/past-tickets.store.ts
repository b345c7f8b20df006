import type { Knex } from 'knex';
import type { NewEvent, NewHop, Step } from '../../domain/ticket/change.ts';
import type { NewTicket } from './new-tickets.store.ts';
import { eventColumns, hopColumns, ticketColumns } from './step-columns.ts';

/** Tickets that were closed before they came here, always inside the caller's transaction. */

export interface PastTicketRows extends NewTicket {
  readonly hop: NewHop;
  readonly closing: Step;
}

/**
 * All rows of closed tickets in three statements, whatever their number: they are never unfinished, not even for a
 * moment, and so stand in nobody's way. Answers their ids in the order of the tickets.
 */
export async function insertPastTickets(
  trx: Knex.Transaction,
  tickets: readonly PastTicketRows[],
  sourceIp: string | null,
): Promise<number[]> {
  if (tickets.length === 0) return [];
  const made = (await trx('tickets')
    .insert(
      tickets.map(({ row, closing }) => ({
        ...row,
        ...ticketColumns(closing.ticket),
        imported_version: closing.ticket.version,
      })),
    )
    .returning(['id', 'number'])) as { id: number; number: string }[];
  const idOf = new Map(made.map(({ id, number }) => [number, id]));
  const known = tickets.map((ticket) => {
    const id = idOf.get(ticket.row.number);
    if (id === undefined) throw new Error('insert into tickets answered too few');
    return { id, ...ticket };
  });
  await trx('assignments').insert(
    known.map(({ id, hop, closing }) => ({
      ticket_id: id,
      ...hopColumns(hop),
      left_at: closing.leave?.leftAt,
      left_action: closing.leave?.leftAction,
    })),
  );
  const entry = (id: number, event: NewEvent): Record<string, unknown> => ({
    ticket_id: id,
    ...eventColumns(event),
    source_ip: sourceIp,
  });
  await trx('ticket_events').insert(
    known.flatMap(({ id, event, closing }) => [
      entry(id, { ...event, seq: 1, fromStatus: null, toStatus: 'new' }),
      entry(id, { ...closing.event, data: { ...closing.event.data, ...event.data } }),
    ]),
  );
  return known.map(({ id }) => id);
}

/** The stages of groups, by group. */
export async function findStagesOf(db: Knex, groupIds: readonly number[]): Promise<Map<number, string>> {
  const rows = (await db('groups')
    .whereIn('id', [...groupIds])
    .select('id', 'stage_key')) as { id: number; stage_key: string }[];
  return new Map(rows.map(({ id, stage_key: stage }) => [id, stage]));
}

export interface PastCase {
  readonly phone: string;
  readonly categoryId: number;
  readonly createdAt: string;
}

/** What names a case of the past (spec 06: phone, category, time). */
export function pastKey({ phone, categoryId, createdAt }: PastCase): string {
  return `${phone} ${categoryId} ${Date.parse(createdAt)}`;
}

/** The tickets of the same phone, category and time, by `pastKey`. */
export async function findSamePast(db: Knex, cases: readonly PastCase[]): Promise<Map<string, string>> {
  const { rows } = (await db.raw(
    `select t.number, w.phone, w."categoryId", w."createdAt" from jsonb_to_recordset(?) as
       w (phone text, "categoryId" bigint, "createdAt" text)
     join tickets t on t.phone = w.phone and t.category_id = w."categoryId" and t.created_at = w."createdAt"::timestamptz`,
    [JSON.stringify(cases)],
  )) as { rows: (PastCase & { number: string })[] };
  return new Map(rows.map((row) => [pastKey(row), row.number]));
}
