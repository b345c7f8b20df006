import type { Knex } from 'knex';
import type { FieldOption, FieldValues } from '../../domain/form/field.ts';
import type { Language } from '../../i18n.ts';

export interface UserRecord {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly version: number;
  readonly active: boolean;
  readonly mustChangePassword: boolean;
  readonly lastSignedInAt: Date | null;
  /** As the form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

interface Row {
  id: number;
  username: string;
  name: string;
  version: number;
  active: boolean;
  must_change_password: boolean;
  last_signed_in_at: Date | null;
  phone: string | null;
  email: string | null;
  wecom_id: string | null;
  language: string;
  department_id: number | null;
  manager_id: number | null;
  capacity: number | null;
  group_ids: (number | string)[];
  role_ids: (number | string)[];
}

/** One person with groups and roles; undefined when there is none (spec 03). */
export async function findUser(db: Knex, id: number): Promise<UserRecord | undefined> {
  const [user] = await usersWhere(db, (query) => query.where('u.id', id));
  return user;
}

/** The same by user name, in any case. */
export async function findUsersByName(db: Knex, usernames: readonly string[]): Promise<UserRecord[]> {
  return usersWhere(db, (query) =>
    query.whereRaw('lower(u.username) = any(?)', [usernames.map((name) => name.toLowerCase())]),
  );
}

async function usersWhere(
  db: Knex,
  restrict: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<UserRecord[]> {
  const rows = (await restrict(db('users as u')).select(
    'u.*',
    db.raw('array(select group_id from group_members where user_id = u.id order by 1)::int8[] as group_ids'),
    db.raw('array(select role_id from user_roles where user_id = u.id order by 1)::int8[] as role_ids'),
  )) as Row[];
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    name: row.name,
    version: row.version,
    active: row.active,
    mustChangePassword: row.must_change_password,
    lastSignedInAt: row.last_signed_in_at,
    values: {
      username: row.username,
      name: row.name,
      ...(row.phone !== null && { phone: row.phone }),
      ...(row.email !== null && { email: row.email }),
      ...(row.wecom_id !== null && { wecom_id: row.wecom_id }),
      language: row.language,
      ...(row.department_id !== null && { department_id: String(row.department_id) }),
      ...(row.manager_id !== null && { manager_id: String(row.manager_id) }),
      ...(row.capacity !== null && { capacity: row.capacity }),
      group_ids: row.group_ids.map(String),
      role_ids: row.role_ids.map(String),
    },
  }));
}

/** Groups in the order of every list; those out of use stay readable where they are chosen. */
export async function findGroupOptions(db: Knex): Promise<FieldOption[]> {
  return (await db('groups as g')
    .join('stages as s', 's.key', 'g.stage_key')
    .orderBy(['s.position', 'g.position', 'g.id'])
    .select(
      db.raw('g.id::text as value'),
      'g.name as label',
      db.raw('not g.active as retired'),
    )) as FieldOption[];
}

export async function findRoleOptions(db: Knex, language: Language): Promise<FieldOption[]> {
  return (await db('roles')
    .orderBy(['position', 'id'])
    .select(
      db.raw('id::text as value'),
      `${language === 'en' ? 'name_en' : 'name_zh'} as label`,
    )) as FieldOption[];
}

export interface Posts {
  readonly departments: readonly { id: number; name: string }[];
  readonly groups: readonly { id: number; name: string }[];
  /** Active people who have this person set as their manager. */
  readonly reports: number;
}

/** What else depends on a person: departments they lead, groups on duty, people they manage. */
export async function findPosts(db: Knex, userId: number): Promise<Posts> {
  const [departments, groups, counted] = await Promise.all([
    db('departments').where('leader_id', userId).orderBy('name').select('id', 'name') as Promise<
      { id: number; name: string }[]
    >,
    db('groups')
      .where({ duty_leader_id: userId, active: true })
      .orderBy('name')
      .select('id', 'name') as Promise<{ id: number; name: string }[]>,
    db('users').where({ manager_id: userId, active: true }).count('* as count') as Promise<
      { count: string | number }[]
    >,
  ]);
  return { departments, groups, reports: Number(counted[0]?.count ?? 0) };
}
