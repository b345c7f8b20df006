import type { Knex } from 'knex';

/** Write model of the one-time set-up link; only the hash of its token is kept. */

export async function insertSetupLink(
  db: Knex,
  tokenHash: string,
  createdAt: Date,
  expiresAt: Date,
): Promise<void> {
  await db('setup_links').insert({ token_hash: tokenHash, created_at: createdAt, expires_at: expiresAt });
}

export async function isUsable(db: Knex, tokenHash: string, now: Date): Promise<boolean> {
  const row = (await db('setup_links')
    .where('token_hash', tokenHash)
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .first('token_hash')) as unknown;
  return row !== undefined;
}

export async function lockSetup(trx: Knex.Transaction): Promise<void> {
  await trx.raw('lock table setup_links in exclusive mode');
}

/** Uses the link up; false when someone else just did. */
export async function useUp(trx: Knex.Transaction, tokenHash: string, now: Date): Promise<boolean> {
  const used = await trx('setup_links')
    .where('token_hash', tokenHash)
    .whereNull('used_at')
    .update({ used_at: now });
  return used === 1;
}

export async function insertSuperAdmin(
  trx: Knex.Transaction,
  user: { username: string; name: string; pinyin: string; passwordHash: string },
): Promise<number> {
  const [row] = (await trx('users')
    .insert({
      username: user.username,
      name: user.name,
      pinyin: user.pinyin,
      password_hash: user.passwordHash,
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('insert into users answered nothing');
  await trx.raw(
    `insert into user_roles (user_id, role_id) select ?, id from roles where key = 'super_admin'`,
    [row.id],
  );
  return row.id;
}
