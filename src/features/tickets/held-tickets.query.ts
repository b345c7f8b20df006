import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import type { Status } from '../../domain/ticket/status.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { findSettings } from '../settings/settings.query.ts';
import { TICKET_COLUMNS, type TicketRow } from './tickets.store.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

/** Open tickets in somebody's hands: what is handed over when they leave (spec 03). */

export interface HeldTickets {
  readonly total: number;
  readonly byGroup: readonly { readonly group: string | null; readonly count: number }[];
  /** The first ones, of those that the reader may see. */
  readonly first: readonly {
    readonly number: string;
    readonly title: string;
    readonly status: Status;
    readonly group: string | null;
  }[];
}

export async function findHeldTickets(
  db: Knex,
  reader: Actor,
  userId: number,
  limit: number,
): Promise<HeldTickets> {
  const byGroup = (await heldBy(db, userId)
    .leftJoin('groups as g', 'g.id', 'tickets.group_id')
    .groupBy('g.id', 'g.name')
    .orderByRaw('count(*) desc, g.name')
    .select('g.name as group', db.raw('count(*)::int as count'))) as {
    group: string | null;
    count: number;
  }[];
  const first = (await onlyVisible(heldBy(db, userId), reader)
    .leftJoin('groups as g', 'g.id', 'tickets.group_id')
    .orderBy('tickets.id')
    .limit(limit)
    .select('tickets.number', 'tickets.title', 'tickets.status', 'g.name as group')) as {
    number: string;
    title: string;
    status: Status;
    group: string | null;
  }[];
  return { total: byGroup.reduce((sum, { count }) => sum + count, 0), byGroup, first };
}

function heldBy(db: Knex, userId: number): Knex.QueryBuilder {
  return db('tickets').where('tickets.assignee_id', userId).whereNot('tickets.status', 'closed');
}

/** How many of them have no group in use whose pool they could go back to, while the settings name none either. */
export async function findPoolless(db: Knex, userId: number): Promise<number> {
  if (await findFallbackPlace(db)) return 0;
  const [row] = (await heldBy(db, userId)
    .leftJoin('groups as g', 'g.id', 'tickets.group_id')
    .whereRaw('g.active is not true')
    .count('* as count')) as { count: string | number }[];
  return Number(row?.count ?? 0);
}

/** Ids of the open tickets in somebody's hands, behind one, in order. */
export async function findHeldIds(
  db: Knex,
  userId: number,
  afterId: number,
  limit: number,
): Promise<number[]> {
  return (await heldBy(db, userId)
    .where('tickets.id', '>', afterId)
    .orderBy('tickets.id')
    .limit(limit)
    .pluck('tickets.id')) as number[];
}

/** One of them, locked until the end of the transaction; undefined when it is no longer in these hands. */
export async function lockHeld(
  trx: Knex.Transaction,
  ticketId: number,
  userId: number,
): Promise<TicketRow | undefined> {
  return (await heldBy(trx, userId)
    .where('tickets.id', ticketId)
    .forNoKeyUpdate()
    .first(...TICKET_COLUMNS)) as TicketRow | undefined;
}

/** Whether a group is in use, or a person is there and in such a group. */
export async function canTakeHandover(
  db: Knex,
  to: { readonly kind: 'group' | 'person'; readonly id: number },
): Promise<boolean> {
  return (
    (to.kind === 'group' ? await findGroupPlace(db, to.id) : await findPersonPlace(db, to.id, null)) !== null
  );
}

/** The pool of a group; null when it is out of use. */
export async function findGroupPlace(db: Knex, groupId: number): Promise<Place | null> {
  const row = (await db('groups').where({ id: groupId, active: true }).first('id', 'stage_key')) as
    { id: number; stage_key: string } | undefined;
  return row ? { groupId: row.id, stageKey: row.stage_key, assigneeId: null } : null;
}

/** A person's hands, in this group if they are in it, else in their first one; null when they can take nothing. */
export async function findPersonPlace(
  db: Knex,
  userId: number,
  groupId: number | null,
): Promise<Place | null> {
  const row = (await db('group_members as m')
    .join('users as u', 'u.id', 'm.user_id')
    .join('groups as g', 'g.id', 'm.group_id')
    .join('stages as s', 's.key', 'g.stage_key')
    .where({ 'u.id': userId, 'u.active': true, 'g.active': true })
    .orderByRaw('(g.id = ?) is true desc, s.position, g.position, g.id', [groupId])
    .first('g.id', 'g.stage_key')) as { id: number; stage_key: string } | undefined;
  return row ? { groupId: row.id, stageKey: row.stage_key, assigneeId: userId } : null;
}

/** Where tickets go that have nowhere else to go: the default group of the settings, else the review group. */
export async function findFallbackPlace(db: Knex): Promise<Place | null> {
  const { default_group_id: usual, review_group_id: review } = await findSettings(db);
  const place = usual === null ? null : await findGroupPlace(db, usual);
  return place ?? (review === null ? null : findGroupPlace(db, review));
}
