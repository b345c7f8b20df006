import type { Knex } from 'knex';
import { type Actor, scopesOf } from '../../domain/people/permissions.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

/** What somebody should see to (spec 05): by now, until the day ends, and because nobody has accepted it. */
export interface DigestCounts {
  readonly overdue: number;
  readonly today: number;
  /** In a pool, and in the hands of somebody who has not accepted it. */
  readonly pooled: number;
  readonly offered: number;
}

export interface DigestRow extends DigestCounts {
  readonly groupId: number | null;
  readonly group: string | null;
}

/** Tickets of all groups, or of those below the departments that somebody leads. */
export type DigestScope = { readonly groupIds: readonly number[] | null };

/** People who get a digest: leaders of departments, and administrators of tickets. */
export async function findDigestReaders(db: Knex): Promise<number[]> {
  return (await db('users as u')
    .where('u.active', true)
    .where((some) =>
      some
        .whereExists(db('departments as d').whereRaw('d.leader_id = u.id').select(db.raw('1')))
        .orWhereExists(administrators(db).whereRaw('ur.user_id = u.id')),
    )
    .orderBy('u.id')
    .pluck('u.id')) as number[];
}

function administrators(db: Knex): Knex.QueryBuilder {
  return db('user_roles as ur')
    .join('roles as r', 'r.id', 'ur.role_id')
    .whereIn('r.key', ['ticket_admin', 'super_admin'])
    .select(db.raw('1'));
}

/** Whose tickets a person's digest is about; undefined when they get none (spec 03: never more than they may read). */
export async function findDigestScope(db: Knex, actor: Actor): Promise<DigestScope | undefined> {
  const administrator: unknown = await administrators(db).where('ur.user_id', actor.id).first();
  if (administrator && scopesOf(actor, 'ticket.read').includes('all')) return { groupIds: null };
  const { rows } = (await db.raw(
    `with recursive led as (
       select id from departments where leader_id = ?
       union select d.id from departments d join led on d.parent_id = led.id
     ) select g.id from groups g join led on led.id = g.department_id
       union select null from led where not exists (select 1 from groups where department_id in (select id from led))`,
    [actor.id],
  )) as { rows: { id: number | null }[] };
  if (rows.length === 0) return undefined;
  return { groupIds: rows.flatMap(({ id }) => id ?? []) };
}

interface Moments {
  readonly now: Date;
  readonly endOfDay: Date;
}

/** The counts by group, in one statement over the tickets that are open; groups without any are left out. */
export async function findDigest(
  db: Knex,
  actor: Actor,
  { groupIds }: DigestScope,
  { now, endOfDay }: Moments,
): Promise<DigestRow[]> {
  const query = onlyVisible(db('tickets as t'), actor, 't')
    .join('assignments as a', (on) => on.on('a.ticket_id', 't.id').andOnNull('a.left_at'))
    .leftJoin('ticket_clocks as c', 'c.ticket_id', 't.id')
    .leftJoin('groups as g', 'g.id', 't.group_id')
    .leftJoin('stages as s', 's.key', 'g.stage_key')
    .whereNot('t.status', 'closed')
    .whereRaw('(c.due_at < ? or a.accepted_at is null)', [endOfDay])
    .groupBy('g.id', 's.position')
    .orderByRaw('s.position nulls last, g.position, g.id')
    .select(
      'g.id as groupId',
      'g.name as group',
      db.raw(
        `(count(*) filter (where c.due_at <= ?))::int as overdue,
         (count(*) filter (where c.due_at > ? and c.due_at < ?))::int as today,
         (count(*) filter (where a.accepted_at is null and t.assignee_id is null))::int as pooled,
         (count(*) filter (where a.accepted_at is null and t.assignee_id is not null))::int as offered`,
        [now, now, endOfDay],
      ),
    );
  if (groupIds !== null) void query.whereRaw('t.group_id = any(?)', [[...groupIds]]);
  return (await query) as DigestRow[];
}

export function sumOf(rows: readonly DigestCounts[]): DigestCounts {
  const sum = (of: keyof DigestCounts): number => rows.reduce((total, row) => total + row[of], 0);
  return { overdue: sum('overdue'), today: sum('today'), pooled: sum('pooled'), offered: sum('offered') };
}
