import type { Knex } from 'knex';

export async function updatePreferences(
  db: Knex,
  userId: number,
  wish: { language?: string | undefined; theme?: string | undefined; afterAction?: string | undefined },
): Promise<void> {
  const { language, theme, afterAction } = wish;
  const set = {
    ...(language && { language }),
    ...(theme && { theme }),
    ...(afterAction && { after_action: afterAction }),
  };
  if (Object.keys(set).length > 0) await db('users').where('id', userId).update(set);
}

export interface ProfileColumns {
  readonly name: string;
  readonly pinyin: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly wecom_id: string | null;
  readonly language: string;
  readonly theme: string;
  readonly after_action: string;
}

/** False when the user has another version by now. */
export async function updateProfile(
  db: Knex,
  userId: number,
  version: number,
  columns: ProfileColumns,
): Promise<boolean> {
  const count = await db('users')
    .where({ id: userId, version })
    .update({ ...columns, version: version + 1, updated_at: db.fn.now() });
  return count === 1;
}

/** A password that nobody else knows. */
export async function updateOwnPassword(db: Knex, userId: number, hash: string): Promise<void> {
  await db('users')
    .where('id', userId)
    .update({ password_hash: hash, must_change_password: false, updated_at: db.fn.now() });
}
