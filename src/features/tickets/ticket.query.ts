import type { Knex } from 'knex';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { NotFound } from '../../errors.ts';
import { TICKET_COLUMNS, type TicketRow } from './tickets.store.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

/** A ticket held until the end of the transaction. */
export type LockedTicket = TicketRow;

const NUMBER = /^[A-Z]{1,6}\d{6}-\d{4,12}$/;

/** One ticket by number, if the actor may see it (spec 03). @throws NotFound */
export async function findTicket(db: Knex, actor: Actor, number: string): Promise<TicketRow> {
  const row = await findVisible(db, actor, number);
  if (!row) throw new NotFound('ticket');
  return row;
}

/**
 * The same, locked until the end of the transaction: actions on one ticket go one after the other.
 * `ofMyGroups` also finds tickets of the actor's groups that a colleague has just accepted, so that the second of two
 * simultaneous accepts is told who has it. @throws NotFound
 */
export async function lockTicket(
  trx: Knex.Transaction,
  actor: Actor,
  number: string,
  { ofMyGroups = false }: { ofMyGroups?: boolean } = {},
): Promise<TicketRow> {
  if (!NUMBER.test(number)) throw new NotFound('ticket');
  // Lock first, judge then: the right to see it is decided on the state that the lock holds still.
  const locked = await trx<TicketRow>('tickets')
    .where('number', number)
    // Other rows may go on pointing at it meanwhile: a link, a message, a merged ticket.
    .forNoKeyUpdate()
    .first(...TICKET_COLUMNS);
  if (!locked) throw new NotFound('ticket');
  const inMyGroup = locked.group_id !== null && actor.groupIds.includes(locked.group_id);
  if (ofMyGroups && inMyGroup && locked.status !== 'closed') return locked;
  const visible = await findVisible(trx, actor, number);
  if (!visible) throw new NotFound('ticket');
  return locked;
}

/** A ticket that the system works on, locked until the end of the transaction; nothing when it is gone. */
export async function holdTicket(trx: Knex.Transaction, id: number): Promise<LockedTicket | undefined> {
  return trx<TicketRow>('tickets')
    .where({ id })
    .forNoKeyUpdate()
    .first(...TICKET_COLUMNS);
}

/** The same, unless somebody works on it at this moment. */
export async function holdFreeTicket(trx: Knex.Transaction, id: number): Promise<LockedTicket | undefined> {
  return trx<TicketRow>('tickets')
    .where({ id })
    .forNoKeyUpdate()
    .skipLocked()
    .first(...TICKET_COLUMNS);
}

/** The same, or nothing. */
export async function findVisible(db: Knex, actor: Actor, number: string): Promise<TicketRow | undefined> {
  if (!NUMBER.test(number)) return undefined;
  return (await onlyVisible(db('tickets').where('tickets.number', number), actor).first(
    TICKET_COLUMNS.map((column) => `tickets.${column}`),
  )) as TicketRow | undefined;
}

/** Whether the actor may (still) see a ticket: after handing it on they may not. */
export async function isVisible(db: Knex, actor: Actor, number: string): Promise<boolean> {
  return (await findVisible(db, actor, number)) !== undefined;
}

export interface Submitted {
  readonly number: string;
  readonly creator_id: number;
  readonly category_id: number;
  readonly phone_text: string;
  readonly customer_name: string;
  readonly title: string;
  readonly description: string;
  readonly order_number: string;
  readonly source_key: string;
  readonly priority: string;
  readonly values: FieldValues;
  readonly status: Status;
}

/** The ticket that a page has made already. */
export async function findBySubmission(db: Knex, key: string): Promise<Submitted | undefined> {
  return (await db('tickets')
    .where('submission_key', key)
    .first(
      'number',
      'creator_id',
      'category_id',
      'phone_text',
      'customer_name',
      'title',
      'description',
      'order_number',
      'source_key',
      'priority',
      'values',
      'status',
    )) as Submitted | undefined;
}

/** The next running numbers; a sequence, so no two transactions ever wait for each other. */
export async function nextRunningNumbers(db: Knex, count: number): Promise<number[]> {
  const { rows } = (await db.raw(
    `select nextval('ticket_running_number') as running from generate_series(1, ?)`,
    [count],
  )) as { rows: { running: number }[] };
  return rows.map(({ running }) => running);
}

/** Those of the people who do not work along on the ticket yet, with their names, in the order of their ids. */
export async function findNewCollaborators(
  db: Knex,
  ticketId: number,
  ids: readonly number[],
): Promise<{ id: number; name: string }[]> {
  return (await db('users as u')
    .whereIn('u.id', [...ids])
    .whereNotIn('u.id', db('ticket_collaborators').where('ticket_id', ticketId).select('user_id'))
    .orderBy('u.id')
    .select('u.id', 'u.name')) as { id: number; name: string }[];
}
