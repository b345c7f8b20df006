import type { Knex } from 'knex';
import type { FieldValues } from '../../domain/form/field.ts';
import { readGrants, type RoleGrants } from '../../domain/people/permission-scopes.ts';
import type { Grants, Permission, Scope } from '../../domain/people/permissions.ts';

export interface RoleRow {
  readonly id: number;
  readonly name_zh: string;
  readonly name_en: string;
  readonly description: string;
  readonly built_in: boolean;
  /** The scope of reading; null when it reads nothing. */
  readonly reads: Scope | null;
  /** How many active people hold it, and the first few of them by name. */
  readonly holders: number;
  readonly names: readonly string[];
}

const NAMES_SHOWN = 3;

/** All roles whose name holds the words, in their order (spec 03), in one statement. */
export async function findRoles(db: Knex, q: string): Promise<RoleRow[]> {
  const query = db('roles as r')
    .orderBy(['r.position', 'r.id'])
    .select(
      'r.id',
      'r.name_zh',
      'r.name_en',
      'r.description',
      'r.built_in',
      db.raw(
        `(select scope from role_permissions where role_id = r.id and permission = 'ticket.read') as reads`,
      ),
      db.raw(`(select count(*)::int from user_roles h join users u on u.id = h.user_id
               where h.role_id = r.id and u.active) as holders`),
      db.raw(
        `array(select u.name from user_roles h join users u on u.id = h.user_id
               where h.role_id = r.id and u.active order by u.name, u.id limit ?) as names`,
        [NAMES_SHOWN],
      ),
    );
  if (q !== '')
    void query.whereRaw('position(lower(?) in lower(r.name_zh || chr(10) || r.name_en)) > 0', [q]);
  return (await query) as RoleRow[];
}

export interface RoleRecord {
  readonly id: number;
  readonly key: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly built_in: boolean;
  readonly version: number;
  readonly grants: RoleGrants;
  /** How many people hold it, whether active or not. */
  readonly holders: number;
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One role with its grants; undefined when there is none. */
export async function findRole(db: Knex, id: number): Promise<RoleRecord | undefined> {
  const row = (await db('roles as r')
    .where('r.id', id)
    .first(
      'r.*',
      db.raw('(select count(*)::int from user_roles where role_id = r.id) as holders'),
      db.raw(
        `coalesce((select jsonb_object_agg(permission, scope) from role_permissions where role_id = r.id), '{}') as grants`,
      ),
    )) as
    | (Omit<RoleRecord, 'grants' | 'values'> & { description: string; grants: Record<string, string> })
    | undefined;
  if (!row) return undefined;
  const grants = readGrants(Object.entries(row.grants));
  return {
    id: row.id,
    key: row.key,
    name_zh: row.name_zh,
    name_en: row.name_en,
    built_in: row.built_in,
    version: row.version,
    holders: row.holders,
    grants,
    values: {
      name_zh: row.name_zh,
      name_en: row.name_en,
      ...(row.description !== '' && { description: row.description }),
      ...grants,
    },
  };
}

/** Whether another role is called so already, in either language. */
export async function findNamesakes(
  db: Knex,
  { id, zh, en }: { id: number | null; zh: string; en: string },
): Promise<{ zh: boolean; en: boolean }> {
  const rows = (await db('roles')
    .whereNot('id', id ?? 0)
    .whereRaw('(name_zh = ? or lower(name_en) = lower(?))', [zh, en])
    .select('name_zh', 'name_en')) as { name_zh: string; name_en: string }[];
  return {
    zh: rows.some((row) => row.name_zh === zh),
    en: rows.some((row) => row.name_en.toLowerCase() === en.toLowerCase()),
  };
}

/** The keys in use that begin so. */
export async function findKeysLike(db: Knex, key: string): Promise<readonly string[]> {
  return (await db('roles').whereRaw('starts_with(key, ?)', [key]).pluck('key')) as string[];
}

/** What a person's other roles grant, and whether they hold this one. */
export async function findOtherGrants(
  db: Knex,
  userId: number,
  roleId: number,
): Promise<{ holdsIt: boolean; grants: Grants }> {
  const rows = (await db('user_roles as h')
    .leftJoin('role_permissions as p', 'p.role_id', 'h.role_id')
    .where('h.user_id', userId)
    .select('h.role_id', 'p.permission', 'p.scope')) as {
    role_id: number;
    permission: Permission | null;
    scope: Scope;
  }[];
  const grants: Partial<Record<Permission, Scope[]>> = {};
  for (const { role_id: id, permission, scope } of rows)
    if (id !== roleId && permission !== null) (grants[permission] ??= []).push(scope);
  return { holdsIt: rows.some((row) => row.role_id === roleId), grants };
}
