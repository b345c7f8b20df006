import type { Knex } from 'knex';

/**
 * Makes changes that may take `config.manage` from somebody wait for each other, until the end of the transaction: two
 * administrators who each leave it to the other must not both succeed (spec 03). Take it before anything is
 * changed; whoever deactivates people or takes roles from them takes the same one.
 */
export async function lockAdministrators(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan administrators'))`);
}

/** Whether any active person holds `config.manage`: asked under the lock, after the change. */
export async function hasAdministrator(trx: Knex.Transaction): Promise<boolean> {
  const row: unknown = await trx('users as u')
    .join('user_roles as h', 'h.user_id', 'u.id')
    .join('role_permissions as p', 'p.role_id', 'h.role_id')
    .where({ 'u.active': true, 'p.permission': 'config.manage' })
    .first('u.id');
  return row !== undefined;
}
