import type { Knex } from 'knex';

/** Makes changes that could take the last administrator away go one after the other, until the transaction ends. */
export async function lockAdministrators(db: Knex): Promise<void> {
  await db.raw(`select pg_advisory_xact_lock(hashtext('gongdan administrators'))`);
}

/** Whether anyone active holds the permission to configure. */
export async function isAnyoneAdministrator(db: Knex): Promise<boolean> {
  const row: unknown = await db('users as u')
    .join('user_roles as r', 'r.user_id', 'u.id')
    .join('role_permissions as p', 'p.role_id', 'r.role_id')
    .where({ 'u.active': true, 'p.permission': 'config.manage' })
    .first('u.id');
  return row !== undefined;
}
