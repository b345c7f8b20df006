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
