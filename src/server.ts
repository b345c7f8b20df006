import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Knex } from 'knex';
import { type Logger, pino } from 'pino';
import { seedDemo } from '../seeds/demo/index.ts';
import { seedReference } from '../seeds/reference/index.ts';
import { type App, createApp } from './app.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import type { Ctx } from './context.ts';
import { connect } from './db/connection.ts';
import { startEmbeddedPostgres } from './db/embedded/start-embedded-postgres.ts';
import { migrate } from './db/migrate.ts';
import { waitForDatabase } from './db/wait-for-database.ts';
import { makeSetupLink } from './features/auth/complete-setup.ts';
import { hasUsers } from './features/auth/credentials.query.ts';
import { keepMailOfEnvironment } from './features/delivery/keep-mail-of-environment.ts';
import { startJobs } from './jobs/schedule.ts';
import { createOutside } from './net/outside.ts';
import { createFolderStore } from './storage/folder-store.ts';
import { paths } from './web/paths.ts';

const DEMO_TICKETS = 2000;
const DRAIN_MS = 10_000;
const PARENT_CHECK_MS = 1000;

/** Configuration → database → app → jobs → graceful stop. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, redact: ['req.headers.cookie', 'req.headers.authorization'] });
  const database = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  const url = config.databaseUrl ?? database?.url ?? '';
  const db = connect(url);
  const files = createFolderStore(path.join(config.dataDir, 'attachments'));
  const ctx: Ctx = { db, files, now: () => new Date(), log, zone: config.zone, sourceIp: null };

  await waitForDatabase(db, say);
  await migrate(db);
  await seedReference(db);
  const isDemo = database !== null;
  if (isDemo && !(await hasUsers(db))) {
    say(`Loading the demonstration company with ${DEMO_TICKETS} tickets …`);
    await seedDemo(db, { tickets: DEMO_TICKETS, now: ctx.now(), zone: config.zone });
  }

  const sessionSecret = config.sessionSecret ?? keptSecret(config.dataDir);
  const app = createApp({
    db,
    files,
    databaseUrl: url,
    listenUrl: config.listenUrl ?? url,
    sessionSecret,
    outside: createOutside({ ...config, sessionSecret, allow: config.outgoingAllow }),
    log,
    zone: config.zone,
    https: config.baseUrl?.startsWith('https:') ?? false,
    trustProxy: config.trustProxy,
  });
  const server = createServer(app.server);
  await keepMailOfEnvironment(ctx, app.outside);
  await listen(server, config);
  const stopJobs = config.jobs ? startJobs(ctx, app.channel, app.outside) : null;
  await greet(ctx, config, server, isDemo);

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: finishing what is in flight …`);
    shutDown({ server, db, stopJobs, app, stopDatabase: database?.stop ?? null }, log).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  if (process.env['npm_lifecycle_event'])
    stopWithShell(() => {
      stop('npm has ended');
    });
}

/** npm hands signals to a shell, which keeps them to itself: when that shell is gone, so are we. */
function stopWithShell(stop: () => void): void {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) stop();
  }, PARENT_CHECK_MS).unref();
}

interface Running {
  readonly server: Server;
  readonly db: Knex;
  readonly stopJobs: (() => Promise<void>) | null;
  readonly app: App;
  readonly stopDatabase: (() => Promise<void>) | null;
}

/** No new requests, streams end, the running requests finish, then jobs, pools, and the database last. */
async function shutDown(running: Running, log: Logger): Promise<void> {
  const drained = new Promise<void>((done) => {
    running.server.close(() => {
      done();
    });
  });
  const streamsEnded = running.app.endStreams();
  running.server.closeIdleConnections();
  const limit = setTimeout(() => {
    running.server.closeAllConnections();
  }, DRAIN_MS);
  await running.stopJobs?.();
  await drained;
  await streamsEnded;
  clearTimeout(limit);
  await running.app.close();
  await running.db.destroy();
  await running.stopDatabase?.();
  log.info('stopped');
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      fail(taken ? new ConfigError(`Port ${config.port} is taken: set PORT to a free one.`) : error);
    });
    server.listen(config.port, config.host, done);
  });
}

async function greet(ctx: Ctx, config: Config, server: Server, isDemo: boolean): Promise<void> {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const home = config.baseUrl ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`;
  say(`gongdan is ready: ${home}`);
  if (isDemo) {
    say('Accounts (password Gongdan-2026): admin manager tier1 tier1b review aftersales aftersales2 ops rd');
  } else if (!(await hasUsers(ctx.db))) {
    say(
      `No user yet. Create the super administrator within a day: ${home}${paths.setup.to(await makeSetupLink(ctx))}`,
    );
  }
}

/** The demonstration keeps its own secret beside its data, so that sessions outlive a restart. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, 'session-secret');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError || !(error instanceof Error) ? String(error) : (error.stack ?? '')}\n`,
  );
  process.exit(1);
});
