import type { Knex } from 'knex';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Language } from '../../i18n.ts';

export interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  readonly stageKey: string;
  readonly department: string | null;
  readonly leader: string | null;
  readonly leaderIsActive: boolean;
  readonly members: number;
  readonly active: boolean;
}

/** All groups whose name holds the words, in their order, those out of use last (spec 03). */
export async function findGroups(db: Knex, q: string, language: Language): Promise<GroupRow[]> {
  const query = db('groups as g')
    .join('stages as s', 's.key', 'g.stage_key')
    .leftJoin('departments as d', 'd.id', 'g.department_id')
    .leftJoin('users as l', 'l.id', 'g.duty_leader_id')
    .orderByRaw('g.active desc, s.position, g.position, g.id')
    .select(
      'g.id',
      'g.name',
      'd.name as department',
      'l.name as leader',
      db.raw('coalesce(l.active, true) as "leaderIsActive"'),
      'g.active',
      'g.stage_key as stageKey',
      language === 'en' ? 's.name_en as stage' : 's.name_zh as stage',
      db.raw(`(select count(*)::int from group_members m join users u on u.id = m.user_id
               where m.group_id = g.id and u.active) as members`),
    );
  if (q !== '') void query.whereRaw('position(lower(?) in lower(g.name)) > 0', [q]);
  return (await query) as GroupRow[];
}

export interface GroupRecord {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One group with its members and the groups it may hand over to; undefined when there is none. */
export async function findGroup(db: Knex, id: number): Promise<GroupRecord | undefined> {
  const row = (await db('groups as g')
    .where('g.id', id)
    .first(
      'g.*',
      db.raw(`array(select user_id from group_members where group_id = g.id order by 1) as member_ids`),
      db.raw(
        `array(select to_group_id from group_handovers where group_id = g.id order by 1) as handover_ids`,
      ),
    )) as
    | {
        id: number;
        name: string;
        version: number;
        stage_key: string;
        department_id: number | null;
        duty_leader_id: number | null;
        active: boolean;
        strategy: string;
        fallback: string;
        calendar_id: number | null;
        requires_online: boolean;
        accept_minutes: number | null;
        accept_rounds: number;
        member_ids: number[];
        handover_ids: number[];
      }
    | undefined;
  if (!row) return undefined;
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    values: {
      name: row.name,
      stage_key: row.stage_key,
      ...(row.department_id !== null && { department_id: String(row.department_id) }),
      ...(row.duty_leader_id !== null && { duty_leader_id: String(row.duty_leader_id) }),
      member_ids: row.member_ids.map(String),
      handover_ids: row.handover_ids.map(String),
      active: row.active,
      strategy: row.strategy,
      fallback: row.fallback,
      ...(row.calendar_id !== null && { calendar_id: String(row.calendar_id) }),
      requires_online: row.requires_online,
      ...(row.accept_minutes !== null && { accept_minutes: row.accept_minutes }),
      accept_rounds: row.accept_rounds,
    },
  };
}

/** Unfinished tickets that a group holds; counting stops at the limit. */
export async function countHeldBy(db: Knex, groupId: number, limit: number): Promise<number> {
  const held = db('tickets').where('group_id', groupId).whereNot('status', 'closed').limit(limit);
  const [row] = (await db.count('* as count').from(held.select(db.raw('1')).as('held'))) as {
    count: string;
  }[];
  return Number(row?.count ?? 0);
}

/** Whether other groups name this one among those they may hand over to. */
export async function isHandoverTarget(db: Knex, groupId: number): Promise<boolean> {
  const row: unknown = await db('group_handovers').where('to_group_id', groupId).first('group_id');
  return row !== undefined;
}
