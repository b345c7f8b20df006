import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedReference } from '../../seeds/reference/index.ts';
import { connect } from '../../src/db/connection.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { aCompany } from '../support/company.ts';
import { randomWalk, type WalkReport } from '../support/random-walk.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';

/** The random walk of the tests, much longer, on a database of its own; each run with another seed goes elsewhere. */
export async function walkAtRandom({ steps, seed }: { steps: number; seed: number }): Promise<WalkReport> {
  const dataDir = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-walk-')));
  await chmod(dataDir, 0o755);
  try {
    const server = await startEmbeddedPostgres({ dataDir, tuning: 'test', log: () => undefined });
    const db = connect(server.url);
    try {
      await migrate(db);
      await seedReference(db);
      const report = await randomWalk({ db, company: await aCompany(db), seed, steps, tickets: 40 });
      return { ...report, problems: [...report.problems, ...(await findBrokenInvariants(db))] };
    } finally {
      await db.destroy();
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
