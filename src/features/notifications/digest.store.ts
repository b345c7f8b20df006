import type { Knex } from 'knex';

/** True for the first who claims the day; another process waits until it is known whether the first has done it. */
export async function claimDay(trx: Knex.Transaction, day: string, now: Date): Promise<boolean> {
  const claimed = (await trx('digest_days')
    .insert({ day, queued_at: now })
    .onConflict('day')
    .ignore()
    .returning('day')) as unknown[];
  return claimed.length > 0;
}
