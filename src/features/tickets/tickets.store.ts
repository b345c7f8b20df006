import type { Knex } from 'knex';
import type { NewEvent, NewHop, Step } from '../../domain/ticket/change.ts';
import type { Status } from '../../domain/ticket/status.ts';
import type { CallbackOutcome, Hop, Ticket } from '../../domain/ticket/ticket.ts';
import { eventColumns, hopColumns, ticketColumns } from './step-columns.ts';
import { contentColumns } from './ticket-content.store.ts';

/** The write model of tickets: rows in, rows out, always inside the caller's transaction. */

export interface TicketRow {
  id: number;
  number: string;
  title: string;
  category_id: number;
  status: Status;
  group_id: number | null;
  stage_key: string | null;
  assignee_id: number | null;
  creator_id: number;
  version: number;
  created_at: Date;
  first_responded_at: Date | null;
  accepted_at: Date | null;
  last_callback: CallbackOutcome | null;
  urged_count: number;
  appended_count: number;
  returned_count: number;
  reopened_count: number;
  last_urged_at: Date | null;
  hop_count: number;
}

export interface HopRow {
  id: number;
  position: number;
  group_id: number | null;
  stage_key: string | null;
  assignee_id: number | null;
  came_from_id: number | null;
  sent_action: string;
  arrived_at: Date;
  accepted_at: Date | null;
}

export const TICKET_COLUMNS = [
  'id',
  'number',
  'title',
  'category_id',
  'status',
  'group_id',
  'stage_key',
  'assignee_id',
  'creator_id',
  'version',
  'created_at',
  'first_responded_at',
  'accepted_at',
  'last_callback',
  'urged_count',
  'appended_count',
  'returned_count',
  'reopened_count',
  'last_urged_at',
  'hop_count',
] as const;

export function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    groupId: row.group_id,
    stageKey: row.stage_key,
    assigneeId: row.assignee_id,
    creatorId: row.creator_id,
    version: row.version,
    createdAt: row.created_at,
    firstRespondedAt: row.first_responded_at,
    acceptedAt: row.accepted_at,
    lastCallback: row.last_callback,
    urgedCount: row.urged_count,
    appendedCount: row.appended_count,
    returnedCount: row.returned_count,
    reopenedCount: row.reopened_count,
    lastUrgedAt: row.last_urged_at,
    hopCount: row.hop_count,
  };
}

/** The last hop of a ticket: where it is, or, once it is closed, where it was. */
export async function findLastHop(db: Knex, ticketId: number): Promise<Hop> {
  const row = await db<HopRow>('assignments')
    .where('ticket_id', ticketId)
    .orderBy('position', 'desc')
    .first();
  if (!row) throw new Error(`ticket ${ticketId} has never been anywhere`);
  return toHop(row);
}

export function toHop(row: HopRow): Hop {
  return {
    id: row.id,
    position: row.position,
    groupId: row.group_id,
    stageKey: row.stage_key,
    assigneeId: row.assignee_id,
    cameFromId: row.came_from_id,
    sentAction: row.sent_action,
    arrivedAt: row.arrived_at,
    acceptedAt: row.accepted_at,
  };
}

/** Writes all rows of one step (spec 01: together or not at all). Answers the id of its log entry. */
export async function writeStep(
  trx: Knex.Transaction,
  ticketId: number,
  step: Step,
  sourceIp: string | null,
): Promise<number> {
  if (step.leave) {
    await trx('assignments')
      .where('id', step.leave.hopId)
      .update({ left_at: step.leave.leftAt, left_action: step.leave.leftAction });
  }
  if (step.take) {
    await trx('assignments')
      .where('id', step.take.hopId)
      .update({ assignee_id: step.take.assigneeId, accepted_at: step.take.acceptedAt });
  }
  if (step.arrive) await insertHop(trx, ticketId, step.arrive);
  if (step.collaboratorIds.length > 0) {
    const added = { ticket_id: ticketId, added_by_id: step.event.actorId, added_at: step.event.occurredAt };
    await trx('ticket_collaborators')
      .insert(step.collaboratorIds.map((user_id) => ({ ...added, user_id })))
      .onConflict(['ticket_id', 'user_id'])
      .ignore();
  }
  const eventId = await insertEvent(trx, ticketId, step.event, sourceIp);
  const content = step.content === null ? {} : contentColumns(trx, step.content);
  await trx('tickets')
    .where('id', ticketId)
    .update({ ...ticketColumns(step.ticket), ...content });
  await announce(trx, { ticket: ticketId, version: step.ticket.version, by: step.event.actorId });
  return eventId;
}

/** Tells every process, once this is committed, that a ticket has changed: open pages say so. */
async function announce(
  trx: Knex.Transaction,
  change: { ticket: number; version: number; by: number | null },
): Promise<void> {
  await trx.raw(`select pg_notify('gongdan', ?)`, [JSON.stringify(change)]);
}

async function insertHop(trx: Knex.Transaction, ticketId: number, hop: NewHop): Promise<void> {
  await trx('assignments').insert({ ticket_id: ticketId, ...hopColumns(hop) });
}

async function insertEvent(
  trx: Knex.Transaction,
  ticketId: number,
  event: NewEvent,
  sourceIp: string | null,
): Promise<number> {
  const [row] = (await trx('ticket_events')
    .insert({ ticket_id: ticketId, ...eventColumns(event), source_ip: sourceIp })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('insert into ticket_events answered nothing');
  return row.id;
}

/** Notes that the holder is told of the end of the present wait; false when that was done before. */
export async function insertWaitWarning(trx: Knex.Transaction, ticketId: number, at: Date): Promise<boolean> {
  const { rowCount } = (await trx.raw(
    `insert into wait_warnings (ticket_id, waiting_since, warned_at)
     select id, status_since, ? from tickets where id = ? on conflict do nothing`,
    [at, ticketId],
  )) as { rowCount: number };
  return rowCount === 1;
}
