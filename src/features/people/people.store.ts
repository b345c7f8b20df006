import type { Knex } from 'knex';

export async function updatePreferences(
  db: Knex,
  userId: number,
  { language, theme }: { language?: string | undefined; theme?: string | undefined },
): Promise<void> {
  const set = { ...(language && { language }), ...(theme && { theme }) };
  if (Object.keys(set).length > 0) await db('users').where('id', userId).update(set);
}
