import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { seedDemo } from '../../seeds/demo/index.ts';
import { seedReference } from '../../seeds/reference/index.ts';
import { createApp } from '../../src/app.ts';
import { connect } from '../../src/db/connection.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { hasUsers } from '../../src/features/auth/credentials.query.ts';
import type { FileStore } from '../../src/storage/file-store.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import type { Origin } from '../support/visitor.ts';

/** The real application on a full database: in this process, so that its statements can be counted. */
export interface Installation {
  readonly db: Knex;
  readonly url: string;
  readonly origin: Origin;
  readonly tickets: number;
  /** Null when the folder was full already. */
  readonly load: { readonly seconds: number; readonly perSecond: number } | null;
  /** Server time in ms of every request answered since the last call: from its arrival to its last byte. */
  readonly takeTimes: () => number[];
  readonly close: () => Promise<void>;
}

const ZONE = 'Asia/Shanghai';

export async function openInstallation(options: {
  tickets: number;
  /** Kept for the next time; without one, a temporary folder. */
  dataDir: string | null;
  say: (message: string) => void;
}): Promise<Installation> {
  const { say } = options;
  const temporary = options.dataDir === null ? await temporaryFolder() : null;
  const dataDir = options.dataDir ?? path.join(temporary ?? '', 'data');
  const postgres = await startEmbeddedPostgres({ dataDir, log: say });
  const db = connect(postgres.url);
  const closing: (() => Promise<unknown>)[] = [
    ...(temporary === null ? [] : [() => rm(temporary, { recursive: true, force: true, maxRetries: 5 })]),
    postgres.stop,
    () => db.destroy(),
  ];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step();
  };
  try {
    await migrate(db);
    await seedReference(db);
    const load = (await hasUsers(db)) ? null : await loadDemo(db, options.tickets, say);
    const [{ count } = { count: 0 }] = (await db('tickets').count('* as count')) as { count: number }[];
    const { server, times, closeApp } = await serve(
      db,
      postgres.url,
      createFolderStore(path.join(dataDir, 'attachments')),
    );
    closing.push(closeApp);
    return {
      db,
      url: postgres.url,
      origin: { port: (server.address() as AddressInfo).port },
      tickets: count,
      load,
      takeTimes: () => times.splice(0),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function loadDemo(
  db: Knex,
  tickets: number,
  say: (message: string) => void,
): Promise<{ seconds: number; perSecond: number }> {
  say(`Loading ${tickets} tickets …`);
  const begun = performance.now();
  await seedDemo(db, { tickets, now: new Date(), zone: ZONE, say });
  const seconds = (performance.now() - begun) / 1000;
  // What autovacuum does by itself within minutes; measuring must not depend on whether it was there yet.
  await db.raw('vacuum analyze');
  return { seconds, perSecond: tickets / seconds };
}

async function serve(
  db: Knex,
  url: string,
  files: FileStore,
): Promise<{ server: ReturnType<typeof createServer>; times: number[]; closeApp: () => Promise<void> }> {
  const secret = 'a secret of the bench, which is long enough';
  const app = createApp({
    db,
    files,
    databaseUrl: url,
    sessionSecret: secret,
    log: pino({ level: 'silent' }),
    zone: ZONE,
  });
  const times: number[] = [];
  const server = createServer((req, res) => {
    const arrived = performance.now();
    res.on('finish', () => times.push(performance.now() - arrived));
    app.server(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const closeApp = async (): Promise<void> => {
    await new Promise<void>((done) => {
      server.close(() => {
        done();
      });
      server.closeAllConnections();
    });
    await app.close();
  };
  return { server, times, closeApp };
}

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-bench-')));
  // Under root the database server runs as somebody else, who has to pass through.
  await chmod(folder, 0o755);
  return folder;
}
