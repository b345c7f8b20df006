import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';

const EVERY_MS = 1000;
const SAY_EVERY = 10;

/** Waits until the database answers, however long that takes, and says so now and then (spec 10). */
export async function waitForDatabase(db: Knex, say: (message: string) => void): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { rows } = (await db.raw('show server_version_num')) as {
        rows: { server_version_num: string }[];
      };
      const version = Number(rows[0]?.server_version_num ?? 0);
      if (version < 140_000) say(`PostgreSQL 14 or newer is needed; this one reports ${version}.`);
      return;
    } catch (error) {
      if (attempt % SAY_EVERY === 0) {
        say(
          `Waiting for the database: ${error instanceof Error ? error.message || error.name : String(error)}`,
        );
      }
      await pause(EVERY_MS);
    }
  }
}
