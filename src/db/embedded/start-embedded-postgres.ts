import { randomInt } from 'node:crypto';
import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries.ts';
import type { Cluster, Tuning } from './cluster.ts';
import { clusterFolder, prepareCluster, readPassword, ROLE, rolePassword } from './cluster.ts';
import { lockDataDir, publishedPort } from './data-lock.ts';
import type { Postmaster } from './postmaster.ts';
import { launchPostmaster, rotateLog, stopLeftOver, stopPostmaster, waitUntilReady } from './postmaster.ts';
import { chooseAccount, isRoot } from './run-as.ts';
import { supervise } from './supervise.ts';

export interface EmbeddedPostgres {
  /** postgres://… of the application's database; stays the same when the server has to be restarted. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

interface EmbeddedPostgresOptions {
  /** The cluster lives in its folder `postgres`, the server's log in `postgres.log`. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  readonly database?: string;
  /** `test` trades the safety of the data for speed. */
  readonly tuning?: Tuning;
}

type Log = (message: string) => void;

const DATABASE = 'gongdan';
const START_WITHIN_MS = 60_000;
/** Below the ports that systems give to outgoing connections: while the server is down, none may take its port. */
const PORTS = { from: 20_000, to: 30_000 };

/**
 * Starts a real PostgreSQL server for this process alone, creates its cluster and database when
 * they are missing, and keeps it running until `stop`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, database = DATABASE, tuning = 'durable' } = options;
  const dataDir = await makeDataDir(options.dataDir);
  const lock = await lockDataDir(dataDir);
  try {
    const account = await chooseAccount([clusterFolder(dataDir), dataDir]);
    const binaries = await findBinaries({ account, dataDir, log });
    await stopLeftOver(clusterFolder(dataDir), binaries, log);
    const cluster = await prepareCluster({ dataDir, account, binaries, tuning }, log);
    const password = await rolePassword(cluster);
    await rotateLog(dataDir);
    const server = await startOnFreePort(cluster, password, log);
    try {
      await createDatabase(urlOf(server.port, password, 'postgres'), database);
      await lock.publishPort(server.port);
    } catch (error) {
      await stopPostmaster(binaries, server.pid, log);
      throw error;
    }
    return keepRunning(cluster, server, { password, database, log, release: lock.release });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The address of the embedded database that a running application has started on this folder, if one has. */
export async function runningEmbeddedPostgresUrl(
  dataDir: string,
  database = DATABASE,
): Promise<string | null> {
  const folder = await realpath(resolve(dataDir)).catch(() => null);
  if (folder === null) return null;
  const port = await publishedPort(folder);
  const password = port === null ? null : await readPassword(folder);
  return port === null || password === null ? null : urlOf(port, password, database);
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

async function makeDataDir(wanted: string): Promise<string> {
  const path = resolve(wanted);
  try {
    // As root the server runs under another account, which has to pass through.
    await mkdir(path, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The data folder ${path} can't be used (${reason}). Choose another with DATA_DIR.`);
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    const isFree = await new Promise<boolean>((settle) => {
      const probe = createServer();
      probe.once('error', () => settle(false));
      probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => settle(true)));
    });
    if (isFree) return port;
  }
}

/** Starts the server and waits for it; a server that is no use is not left behind. */
async function startOn(
  cluster: Cluster,
  port: number,
  password: string,
  log: Log,
  signal?: AbortSignal,
): Promise<Postmaster> {
  const server = await launchPostmaster(cluster, port);
  try {
    await waitUntilReady(server, urlOf(port, password, 'postgres'), signal);
    return server;
  } catch (error) {
    if (!server.hasEnded()) await stopPostmaster(cluster.binaries, server.pid, log);
    throw error;
  }
}

async function startOnFreePort(cluster: Cluster, password: string, log: Log): Promise<Postmaster> {
  const giveUpAt = Date.now() + START_WITHIN_MS;
  for (;;) {
    try {
      return await startOn(cluster, await freePort(), password, log);
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      // Somebody took the port in between; or queries of a server killed a moment ago are still running.
      const passes = /could not create any TCP\/IP sockets|pre-existing shared memory block/.test(reason);
      if (!passes || Date.now() > giveUpAt) throw error;
      await delay(100);
    }
  }
}

async function createDatabase(maintenanceUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

interface Keeping {
  readonly password: string;
  readonly database: string;
  readonly log: Log;
  readonly release: () => Promise<void>;
}

function keepRunning(cluster: Cluster, first: Postmaster, keeping: Keeping): EmbeddedPostgres {
  const { password, database, log, release } = keeping;
  const { binaries } = cluster;
  const restart = async ({ port }: Postmaster, signal: AbortSignal) => {
    await stopLeftOver(cluster.folder, binaries, log);
    return startOn(cluster, port, password, log, signal);
  };
  const supervised = supervise(first, restart, log);
  // A process that ends without stop() (an uncaught exception) takes its server along.
  const onExit = () => {
    const server = supervised.current();
    if (server.hasEnded() || process.platform === 'win32') return;
    try {
      process.kill(server.pid, 'SIGINT');
    } catch {
      // Gone already.
    }
  };
  process.once('exit', onExit);

  const stop = async () => {
    try {
      await supervised.end();
      const server = supervised.current();
      if (!server.hasEnded()) await stopPostmaster(binaries, server.pid, log);
    } finally {
      process.off('exit', onExit);
      await release();
    }
  };
  let stopped: Promise<void> | null = null;
  return {
    url: urlOf(first.port, password, database),
    get pid() {
      return supervised.current().pid;
    },
    stop: () => (stopped ??= stop()),
  };
}
