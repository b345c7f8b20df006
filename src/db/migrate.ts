import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Knex } from 'knex';

// Beside this file both before the build (src/db → migrations) and after it (dist/src/db → dist/migrations).
const folder = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Migrations by name without extension, so that `.ts` under tsx and `.js` after the build are the same migration.
 */
const source: Knex.MigrationSource<string> = {
  getMigrations: async () =>
    (await readdir(folder))
      .filter((file) => /^\d{14}_.+\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
      .sort(),
  getMigrationName: (file) => path.basename(file).replace(/\.(ts|js)$/, ''),
  getMigration: async (file) => {
    const migration = (await import(pathToFileURL(path.join(folder, file)).href)) as {
      up: Knex.Migration['up'];
    };
    return { up: migration.up, down: () => Promise.reject(new Error('migrations go forward only')) };
  },
};

const settings: Knex.MigratorConfig = {
  migrationSource: source,
  tableName: 'schema_migrations',
  // An older version may restart beside a newer schema: it knows fewer migrations than were applied.
  disableMigrationsListValidation: true,
};

// Any constant; every process of every version of gongdan asks for the same one.
const MIGRATION_LOCK = 7_304_125;

/** Brings the schema up to date. Several processes may start at once: one migrates, the others wait. */
export async function migrate(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    // Held until this transaction ends; the migrations run beside it, in transactions of their own.
    await trx.raw('set local statement_timeout = 0');
    await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    await db.migrate.latest(settings);
  });
}

/** Whether every migration this code knows has been applied. */
export async function isMigrated(db: Knex): Promise<boolean> {
  const [, pending] = (await db.migrate.list(settings)) as [unknown[], unknown[]];
  return pending.length === 0;
}
