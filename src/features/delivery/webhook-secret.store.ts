import type { Knex } from 'knex';

const KEY = 'webhook_secret';

/** The sealed secret; undefined before its first use. */
export async function findStoredSecret(db: Knex): Promise<string | undefined> {
  const row = (await db('settings').where('key', KEY).first('value')) as { value: unknown } | undefined;
  return typeof row?.value === 'string' ? row.value : undefined;
}

/** Keeps a secret in place of the one that was there, if any; whoever came first has kept theirs. */
export async function storeSecret(db: Knex, sealed: string, instead: string | undefined): Promise<void> {
  const value = JSON.stringify(sealed);
  if (instead === undefined) {
    await db('settings').insert({ key: KEY, value }).onConflict('key').ignore();
    return;
  }
  await db('settings')
    .where('key', KEY)
    .whereRaw('value = ?::jsonb', [JSON.stringify(instead)])
    .update({ value });
}
