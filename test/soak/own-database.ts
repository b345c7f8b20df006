import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { seedReference } from '../../seeds/reference/index.ts';
import { connect } from '../../src/db/connection.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { aCompany, type Company } from '../support/company.ts';

export interface OwnDatabase {
  readonly db: Knex;
  readonly url: string;
  readonly company: Company;
}

/** The small company of the tests on a database server of its own, which is gone again afterwards. */
export async function onOwnDatabase<T>(work: (own: OwnDatabase) => Promise<T>): Promise<T> {
  const dataDir = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-soak-')));
  await chmod(dataDir, 0o755);
  try {
    const server = await startEmbeddedPostgres({ dataDir, tuning: 'test', log: () => undefined });
    const db = connect(server.url);
    try {
      await migrate(db);
      await seedReference(db);
      return await work({ db, url: server.url, company: await aCompany(db) });
    } finally {
      await db.destroy();
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
