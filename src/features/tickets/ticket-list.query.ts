import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { type Actor, scopesOf } from '../../domain/people/permissions.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { SlaFilter } from '../../domain/sla/time-left.ts';
import type { Priority, Status } from '../../domain/ticket/status.ts';
import { type LevelNames, levelNames } from '../customers/level-names.to-sql.ts';
import { type ClockColumns, clockColumns } from '../sla/clock-face.query.ts';
import { slaFilterSql } from '../sla/sla-filter.to-sql.ts';
import { filterTickets } from './list-filter.to-sql.ts';
import { findFieldFilters } from './list-fields.query.ts';
import { inOrder, type Narrow, type PlacedRow, placeOf, withPlace } from './list-order.to-sql.ts';
import type { Cursor, ListRequest, Sort, View } from './list-request.ts';
import { VIEWS, WATCHING_VIEWS } from './list-request.ts';
import { onlyVisible } from './visible-tickets.to-sql.ts';

export const PAGE_SIZE = 50;
export const COUNT_LIMIT = 10_000;
const ROWS_AT_ONCE = 500;

export interface ListRow extends ClockColumns {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  readonly title: string;
  readonly customer_name: string;
  readonly phone_text: string;
  readonly category_name: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly priority_rank: number;
  readonly assignee_name: string | null;
  readonly group_name: string | null;
  readonly source_zh: string | null;
  readonly source_en: string | null;
  readonly level: LevelNames | null;
  readonly urged_count: number;
  readonly appended_count: number;
  readonly returned_count: number;
  readonly is_repeat: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Answers to custom fields; empty where no column asks for any. */
  readonly values: FieldValues;
}

/** One page of tickets the actor may see, by key: page 1,000 costs what page 1 costs (spec 07). */
export async function findTicketPage(
  ctx: ActorCtx,
  request: ListRequest,
  withValues = false,
): Promise<{ rows: ListRow[]; before: Cursor | null; after: Cursor | null }> {
  const { cursor } = request;
  const matching = await findMatchRule(ctx, request);
  const ids = (await inOrder(ctx.db, matching, request, PAGE_SIZE + 1)) as PlacedRow[];
  const more = ids.length > PAGE_SIZE;
  const page = ids.slice(0, PAGE_SIZE);
  if (cursor?.backwards) page.reverse();
  const [first, last] = [page[0], page.at(-1)];
  const hasBefore = cursor !== null && (cursor.backwards ? more : true);
  const hasAfter = cursor?.backwards ? true : more;
  return {
    rows: await findRows(
      ctx.db,
      page.map((row) => row.id),
      withValues,
    ),
    before: hasBefore && first ? placeOf(first, true) : null,
    after: hasAfter && last ? placeOf(last, false) : null,
  };
}

/** What the view and its filters let through, of what the actor may see. */
async function findMatchRule(ctx: ActorCtx, request: ListRequest): Promise<Narrow> {
  const fields = await findFieldFilters(ctx.db, request.fields);
  return (query) => {
    void inView(query, ctx, request.view)
      .modify((narrowed) => filterTickets(narrowed, ctx, request, fields))
      .modify((narrowed) => onlyVisible(narrowed, ctx.actor, 't'));
  };
}

/** All tickets of a list with the versions they have now, in its order, up to a limit (spec 07, "all that match"). */
export async function findMatching(
  ctx: ActorCtx,
  request: ListRequest,
  limit: number,
): Promise<{ number: string; version: number }[]> {
  const whole = { ...request, cursor: null };
  const matching = await findMatchRule(ctx, whole);
  return (await inOrder(ctx.db, matching, whole, limit)) as PlacedRow[];
}

/** How many tickets a list has, all of them counted. */
export async function countMatching(ctx: ActorCtx, request: ListRequest): Promise<number> {
  const matching = await findMatchRule(ctx, request);
  const [row] = (await ctx.db('tickets as t').modify(matching).count('* as count')) as { count: number }[];
  return row?.count ?? 0;
}

/**
 * All rows of a list in its order, some hundred at a time: constant memory, however many there are. Within the
 * transaction of `ctx.db`, whose snapshot keeps rows from moving past the reader meanwhile.
 */
export async function* readAllRows(
  ctx: ActorCtx,
  request: ListRequest,
  withValues: boolean,
): AsyncGenerator<ListRow[]> {
  const whole = { ...request, cursor: null };
  const matching = await findMatchRule(ctx, whole);
  const ids = inOrder(ctx.db, matching, whole, null);
  await ctx.db.raw('declare all_rows no scroll cursor for ?', [ids]);
  for (;;) {
    const { rows } = (await ctx.db.raw(`fetch ${ROWS_AT_ONCE} from all_rows`)) as { rows: PlacedRow[] };
    if (rows.length === 0) return;
    yield await findRows(
      ctx.db,
      rows.map(({ id }) => id),
      withValues,
    );
  }
}

/** The rows of the tickets with these numbers, as far as the actor may see them, newest first, some hundred at a time. */
export async function* readRowsOf(ctx: ActorCtx, numbers: readonly string[]): AsyncGenerator<ListRow[]> {
  const rows = (await visibleOf(ctx, numbers).orderBy('t.id', 'desc').select('t.id')) as { id: number }[];
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const ids = rows.slice(at, at + ROWS_AT_ONCE).map(({ id }) => id);
    yield await findRows(ctx.db, ids, false);
  }
}

/** How many of the tickets with these numbers the actor may see. */
export async function countVisible(ctx: ActorCtx, numbers: readonly string[]): Promise<number> {
  const [row] = (await visibleOf(ctx, numbers).count('* as count')) as { count: number }[];
  return row?.count ?? 0;
}

function visibleOf({ db, actor }: ActorCtx, numbers: readonly string[]): Knex.QueryBuilder {
  return onlyVisible(db('tickets as t').whereRaw('t.number = any(?)', [[...numbers]]), actor, 't');
}

/** The place that a ticket has in the order of a list; null when the actor can't see it. */
export async function findPlaceOf(ctx: ActorCtx, number: string, sort: Sort): Promise<Cursor | null> {
  const one = onlyVisible(ctx.db('tickets as t').where('t.number', number), ctx.actor, 't');
  const [row] = (await withPlace(ctx.db, one, sort).limit(1)) as PlacedRow[];
  return row ? placeOf(row, false) : null;
}

/** The ticket before or after a place of a list, as it is now; undefined at its end. */
export async function findNeighbour(
  ctx: ActorCtx,
  request: ListRequest,
  at: Cursor,
  direction: 'before' | 'after',
): Promise<{ number: string; at: Cursor } | undefined> {
  const there = { ...request, cursor: { ...at, backwards: direction === 'before' } };
  const matching = await findMatchRule(ctx, there);
  const others: Narrow = (query) => {
    matching(query);
    void query.whereNot('t.id', at.id);
  };
  const [row] = (await inOrder(ctx.db, others, there, 1)) as PlacedRow[];
  return row && { number: row.number, at: placeOf(row, false) };
}

/** The names beside the ids of one page, in their order. */
async function findRows(db: Knex, ids: readonly number[], withValues: boolean): Promise<ListRow[]> {
  const rows = (await db('tickets as t')
    .join('categories as c', 'c.id', 't.category_id')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .leftJoin('ticket_clocks as k', 'k.ticket_id', 't.id')
    .leftJoin('choices as s', (on) => on.on('s.key', 't.source_key').andOnVal('s.kind', 'source'))
    .whereIn('t.id', [...ids])
    .select(
      't.id',
      't.number',
      't.version',
      't.title',
      't.customer_name',
      't.phone_text',
      't.status',
      't.priority',
      't.priority_rank',
      't.urged_count',
      't.appended_count',
      't.returned_count',
      't.is_repeat',
      't.created_at',
      't.updated_at',
      ...clockColumns('k'),
      'c.name as category_name',
      'u.name as assignee_name',
      'g.name as group_name',
      db.raw(`${levelNames('t.customer_id')} as level`),
      's.label_zh as source_zh',
      's.label_en as source_en',
      db.raw(withValues ? 't."values"' : `'{}'::jsonb as "values"`),
    )) as ListRow[];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The views that a person is offered: those for administrators only to who may give any ticket to anyone (spec 07). */
export function viewsFor(actor: Actor): readonly View[] {
  return scopesOf(actor, 'ticket.reassign').includes('all')
    ? VIEWS
    : VIEWS.filter((view) => !WATCHING_VIEWS.includes(view));
}

/** How many tickets views hold, all in one statement; counting stops at COUNT_LIMIT. */
export async function countViews(
  ctx: ActorCtx,
  views: readonly View[],
): Promise<Readonly<Partial<Record<View, number>>>> {
  const { db, actor } = ctx;
  const readsAll = scopesOf(actor, 'ticket.read').includes('all');
  const counted = views.map((view) => {
    // Where everything may be read, the hops alone tell what somebody handled.
    const some =
      view === 'handled' && readsAll
        ? db('assignments').distinct('ticket_id').where('assignee_id', actor.id)
        : onlyVisible(inView(db('tickets as t'), ctx, view), actor, 't').select(db.raw('1'));
    void some.limit(COUNT_LIMIT + 1);
    return db.raw('(select count(*)::int from ? as counted) as ??', [some, view]);
  });
  const [row] = (await db.select(counted)) as Partial<Record<View, number>>[];
  if (!row) throw new Error('the count answered nothing');
  return row;
}

/** The part of the tickets that a view is about (glossary, spec 07). */
function inView(
  query: Knex.QueryBuilder,
  { actor, now, zone }: Pick<ActorCtx, 'actor' | 'now' | 'zone'>,
  view: View,
): Knex.QueryBuilder {
  const inTime = (filter: SlaFilter): Knex.QueryBuilder => {
    const { sql, bindings } = slaFilterSql(filter, now(), zone);
    return query.whereRaw(sql, bindings);
  };
  switch (view) {
    case 'mine':
      return query.where('t.assignee_id', actor.id).whereNot('t.status', 'closed');
    case 'group':
      return query.whereRaw('t.group_id = any(?)', [[...actor.groupIds]]).whereNot('t.status', 'closed');
    case 'created':
      return query.where('t.creator_id', actor.id);
    case 'handled':
      return query.whereRaw('t.id in (select ticket_id from assignments where assignee_id = ?)', [actor.id]);
    case 'solved':
      return query.where('t.closed_by_id', actor.id).where('t.outcome', 'solved');
    case 'unassigned':
      return query.whereNull('t.assignee_id').whereNot('t.status', 'closed');
    case 'due_soon':
      return inTime('warning');
    case 'overdue':
      return inTime('over');
    case 'all':
      return query;
  }
}
