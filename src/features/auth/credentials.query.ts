import type { Knex } from 'knex';

/** The password hash of an active user, by user name in any case. */
export async function findCredentials(
  db: Knex,
  username: string,
): Promise<{ id: number; password_hash: string } | undefined> {
  return (await db('users')
    .whereRaw('lower(username) = lower(?)', [username])
    .where('active', true)
    .first('id', 'password_hash')) as { id: number; password_hash: string } | undefined;
}

/** Whether the installation has any user at all: without one, a set-up link is printed (spec 03). */
export async function hasUsers(db: Knex): Promise<boolean> {
  return (await db('users').first('id')) !== undefined;
}

/** The password hash of a user; undefined when there is none such. */
export async function findPasswordHash(db: Knex, userId: number): Promise<string | undefined> {
  const row = (await db('users').where('id', userId).first('password_hash')) as
    { password_hash: string } | undefined;
  return row?.password_hash;
}
