import type { Knex } from 'knex';
import type { RoleGrants } from '../../domain/people/permission-scopes.ts';

export interface RoleColumns {
  readonly name_zh: string;
  readonly name_en: string;
  readonly description: string;
}

export async function insertRole(db: Knex, columns: RoleColumns & { readonly key: string }): Promise<number> {
  const [row] = (await db('roles')
    .insert({ ...columns, position: db.raw('(select coalesce(max(position), 0) + 1 from roles)') })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the role was not inserted');
  return row.id;
}

/** False when the role has another version by now. */
export async function updateRole(
  db: Knex,
  id: number,
  version: number,
  columns: Partial<RoleColumns>,
): Promise<boolean> {
  const count = await db('roles')
    .where({ id, version })
    .update({ ...columns, version: version + 1 });
  return count === 1;
}

export async function replaceGrants(db: Knex, roleId: number, grants: RoleGrants): Promise<void> {
  const rows = Object.entries(grants).map(([permission, scope]) => ({ role_id: roleId, permission, scope }));
  await db('role_permissions')
    .where('role_id', roleId)
    .whereNotIn(
      'permission',
      rows.map((row) => row.permission),
    )
    .delete();
  if (rows.length > 0)
    await db('role_permissions').insert(rows).onConflict(['role_id', 'permission']).merge(['scope']);
}

/** False when the role has another version by now. */
export async function deleteRole(db: Knex, id: number, version: number): Promise<boolean> {
  return (await db('roles').where({ id, version }).delete()) === 1;
}

/** Waits for whoever is giving it to somebody at this moment. */
export async function lockRole(db: Knex, id: number): Promise<void> {
  await db('roles').where('id', id).forUpdate().first('id');
}
