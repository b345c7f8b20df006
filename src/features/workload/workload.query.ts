import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { Status } from '../../domain/ticket/status.ts';
import type { Language } from '../../i18n.ts';
import { onlyVisible } from '../tickets/visible-tickets.to-sql.ts';

export type DutyState = 'on_duty' | 'away' | 'offline';

/** A person as a group has them; one without members comes once, without a person. */
export interface StaffRow {
  readonly group_id: number;
  readonly group_name: string;
  readonly stage: string;
  readonly user_id: number | null;
  readonly user_name: string | null;
  readonly duty: DutyState | null;
  /** Unfinished tickets at which they are given no more; null without a limit. */
  readonly capacity: number | null;
  /** Unfinished tickets in their hands, wherever these belong: what the capacity is about. */
  readonly load: number;
}

/**
 * Everyone that work can be given to, group by group in the order of these (spec 04, "Manual assignment").
 * @param capacity of those who have none of their own; 0 for no limit
 */
export async function findStaff(db: Knex, language: Language, capacity: number): Promise<StaffRow[]> {
  const { rows } = (await db.raw(
    `select g.id as group_id, g.name as group_name, ?? as stage, u.id as user_id, u.name as user_name,
       d.state as duty, coalesce(u.capacity, nullif(?::int, 0)) as capacity, coalesce(l.load, 0) as load
     from groups g
     join stages s on s.key = g.stage_key
     left join (group_members m join users u on u.id = m.user_id and u.active) on m.group_id = g.id
     left join duty d on d.user_id = u.id
     left join (
       select assignee_id, count(*)::int as load from tickets
       where status <> 'closed' and status <> 'resolved' and assignee_id is not null group by assignee_id
     ) l on l.assignee_id = u.id
     where g.active
     order by s.position, g.position, g.id, u.name, u.id`,
    [language === 'en' ? 's.name_en' : 's.name_zh', capacity],
  )) as { rows: StaffRow[] };
  return rows;
}

/** The open tickets of one place in one status. */
export interface HeldRow {
  readonly group_id: number | null;
  readonly group_name: string | null;
  /** Null for the pool of the group. */
  readonly user_id: number | null;
  readonly user_name: string | null;
  readonly user_active: boolean | null;
  readonly status: Status;
  readonly count: number;
  /** When the oldest of them was created. */
  readonly oldest: Date;
}

/**
 * How many open tickets are where, of those that the actor may see (spec 04): in one statement, out of an index alone.
 * @param groupIds only these groups; null for all, and for what is in none
 */
export async function findHeld(
  { db, actor }: ActorCtx,
  groupIds: readonly number[] | null,
): Promise<HeldRow[]> {
  const counted = onlyVisible(db('tickets as t'), actor, 't')
    .whereRaw(`t.status <> 'closed'`)
    .modify((query) => (groupIds === null ? query : query.whereRaw('t.group_id = any(?)', [[...groupIds]])))
    .groupBy('t.group_id', 't.assignee_id', 't.status')
    .select('t.group_id', 't.assignee_id', 't.status', db.raw('count(*)::int as count'), {
      oldest: db.raw('min(t.created_at)'),
    });
  return (await db
    .from(counted.as('c'))
    .leftJoin('groups as g', 'g.id', 'c.group_id')
    .leftJoin('users as u', 'u.id', 'c.assignee_id')
    .orderBy(['g.position', 'g.id', 'u.name', 'u.id'])
    .select('c.group_id', 'g.name as group_name', 'c.assignee_id as user_id', 'u.name as user_name', {
      user_active: 'u.active',
      status: 'c.status',
      count: 'c.count',
      oldest: 'c.oldest',
    })) as HeldRow[];
}
