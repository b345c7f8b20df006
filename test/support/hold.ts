import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';

/**
 * Holds a lock while requests queue up behind it, so that they truly run at the same time, and in an order the test
 * decides: the database lets them on in the order in which they came.
 */
export interface Hold {
  /** Until so many wait for a lock. */
  waiting(count: number): Promise<void>;
  release(): Promise<void>;
}

const PATIENCE_MS = 180_000;

/** @param lock a statement that locks rows or a table until its transaction ends */
export async function holdLock(db: Knex, lock: string, bindings: Knex.RawBinding[] = []): Promise<Hold> {
  const trx = await db.transaction();
  await trx.raw(lock, bindings);
  return {
    waiting: (count) => waitingForLocks(trx, count),
    release: async () => {
      await trx.commit();
    },
  };
}

/** Until so many statements on this database wait for a lock. */
export async function waitingForLocks(db: Knex, count: number): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; ;) {
    const { rows } = (await db.raw(
      `select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )) as { rows: [{ waiting: number }] };
    if (rows[0].waiting >= count) return;
    if (Date.now() > giveUpAt) throw new Error(`only ${rows[0].waiting} of ${count} wait`);
    await delay(5);
  }
}
