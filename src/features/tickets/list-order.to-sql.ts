import type { Knex } from 'knex';
import { type Cursor, type ListRequest, type Sort, UNTIMED } from './list-request.ts';

/** What a list is narrowed to: its view, its filters, and what may be seen. */
export type Narrow = (query: Knex.QueryBuilder) => void;

/** A ticket with its place in the order of a list. */
export interface PlacedRow {
  readonly id: number;
  readonly number: string;
  readonly version: number;
  readonly sort_key: Date | number | null;
}

const COLUMNS: Readonly<Record<Exclude<Sort, 'urgency'>, string>> = {
  updated: 't.updated_at',
  created: 't.created_at',
  priority: 't.priority_rank',
};

export function placeOf({ id, sort_key: key }: PlacedRow, backwards: boolean): Cursor {
  return { key: key instanceof Date ? key.getTime() : (key ?? UNTIMED), id, backwards };
}

/**
 * The matching tickets in the order of a list, from its cursor on in the cursor's direction; each part reads its index
 * from there, whichever page it is (spec 07).
 */
export function inOrder(
  db: Knex,
  matching: Narrow,
  request: ListRequest,
  limit: number | null,
): Knex.QueryBuilder {
  if (request.sort === 'urgency') return byUrgency(db, matching, request, limit);
  const { cursor, sort } = request;
  const column = COLUMNS[sort];
  const upwards = request.ascending !== (cursor?.backwards ?? false);
  const direction = upwards ? 'asc' : 'desc';
  const query = db('tickets as t')
    .modify(matching)
    .select('t.id', 't.number', 't.version', db.raw('?? as sort_key', [column]))
    .orderBy([
      { column, order: direction },
      { column: 't.id', order: direction },
    ]);
  if (cursor) {
    const key = sort === 'priority' ? cursor.key : new Date(cursor.key);
    void query.whereRaw(`(??, t.id) ${upwards ? '>' : '<'} (?, ?)`, [column, key, cursor.id]);
  }
  return limit === null ? query : query.limit(limit);
}

/**
 * What is due first comes first; behind that, newest first, whatever is not due at any time. Two indexes, so two parts,
 * of which a page reads no more than it shows; turned around, each of them is, and the first stays the first.
 */
function byUrgency(
  db: Knex,
  matching: Narrow,
  { cursor, ascending }: ListRequest,
  limit: number | null,
): Knex.QueryBuilder {
  const backwards = cursor?.backwards ?? false;
  const isUntimed = cursor?.key === UNTIMED;
  const upwards = ascending === backwards;
  const [direction, sign] = upwards ? (['asc', '>'] as const) : (['desc', '<'] as const);
  const [opposite, counter] = upwards ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const timed = db('ticket_clocks as k')
    .join('tickets as t', 't.id', 'k.ticket_id')
    .modify(matching)
    .whereNotNull('k.due_at')
    .select(
      't.id',
      't.number',
      't.version',
      'k.due_at as sort_key',
      db.raw('0 as part'),
      db.raw('k.ticket_id as tie'),
    )
    .orderBy([
      { column: 'k.due_at', order: direction },
      { column: 'k.ticket_id', order: direction },
    ]);
  const untimed = db('tickets as t')
    .modify(matching)
    .whereRaw('not exists (select 1 from ticket_clocks k where k.ticket_id = t.id and k.due_at is not null)')
    .select(
      't.id',
      't.number',
      't.version',
      db.raw('null::timestamptz as sort_key'),
      db.raw('1 as part'),
      db.raw('-t.id as tie'),
    )
    .orderBy('t.id', opposite);
  if (cursor && isUntimed) void untimed.where('t.id', counter, cursor.id);
  if (cursor && !isUntimed)
    void timed.whereRaw(`(k.due_at, k.ticket_id) ${sign} (?, ?)`, [new Date(cursor.key), cursor.id]);
  // Behind a place in one part comes all of the other, or nothing of it.
  const parts = cursor && isUntimed === !backwards ? [isUntimed ? untimed : timed] : [timed, untimed];
  if (limit !== null) for (const part of parts) void part.limit(limit);
  const query = db
    .from(db.unionAll(parts, true).as('places'))
    .select('id', 'number', 'version', 'sort_key')
    .orderBy([
      { column: 'part', order: backwards ? 'desc' : 'asc' },
      { column: 'sort_key', order: direction },
      { column: 'tie', order: direction },
    ]);
  return limit === null ? query : query.limit(limit);
}

/** The place of one ticket in the order of a list. */
export function withPlace(db: Knex, query: Knex.QueryBuilder, sort: Sort): Knex.QueryBuilder {
  const key =
    sort === 'urgency'
      ? db.raw('(select due_at from ticket_clocks where ticket_id = t.id) as sort_key')
      : db.raw('?? as sort_key', [COLUMNS[sort]]);
  return query.select('t.id', 't.number', 't.version', key);
}
