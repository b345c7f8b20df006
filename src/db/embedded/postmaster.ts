import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import type { Cluster, Tuning } from './cluster.ts';
import { folderMark, lastLines } from './cluster.ts';
import { exists, isAlive, isServerOf } from './process-identity.ts';
import { identityOf, leaveToOwner, run, serverEnvironment } from './run-as.ts';

/** A running database server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves to how it ended, in words. */
  readonly ended: Promise<string>;
  readonly hasEnded: () => boolean;
  /** What the server has logged since it was started. */
  readonly readLog: () => Promise<string>;
}

const TUNINGS: Record<Tuning, Record<string, string>> = {
  durable: {},
  test: {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_connections: '200',
    shared_buffers: '64MB',
  },
};

const READY_WITHIN_MS = 60_000;
/** Replaying what a crash left behind may take its time, as long as the server says that it is at it. */
const RECOVERED_WITHIN_MS = 600_000;
const LOG_LIMIT_BYTES = 10_000_000;
const STOP_STEPS = [
  { signal: 'INT', withinMs: 20_000 },
  { signal: 'QUIT', withinMs: 10_000 },
  { signal: 'KILL', withinMs: 5_000 },
] as const;

function serverLog(dataDir: string): string {
  return join(dataDir, 'postgres.log');
}

/** Keeps the log of a long life from filling the disk: one older file, then a fresh one. */
export async function rotateLog(dataDir: string): Promise<void> {
  const size = (await stat(serverLog(dataDir)).catch(() => null))?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) await rename(serverLog(dataDir), `${serverLog(dataDir)}.1`);
}

function serverArguments(cluster: Cluster, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A socket would need a short path that no other account can put one of its own in.
    unix_socket_directories: '',
    ...TUNINGS[cluster.tuning],
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster.dataArgument, ...folderMark(cluster.folder), ...flags];
}

/** Starts the server in a process group of its own: Ctrl+C reaches the application, which stops it last. */
export async function launchPostmaster(cluster: Cluster, port: number): Promise<Postmaster> {
  const file = serverLog(cluster.dataDir);
  const log = openSync(file, 'a', 0o600);
  await leaveToOwner(file, cluster.dataDir);
  const logStart = (await stat(file)).size;
  const child = spawn(cluster.binaries.postgres, serverArguments(cluster, port), {
    ...identityOf(cluster.account),
    cwd: cluster.folder,
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string) => {
      over = true;
      resolve(how);
    };
    child.once('exit', (code, signal) =>
      end(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`),
    );
    child.once('error', (error) => end(error.message));
  });
  if (child.pid === undefined) {
    throw new Error(`${cluster.binaries.postgres} could not be started: ${await ended}`);
  }
  child.unref();
  const readLog = () => readFrom(file, logStart);
  return { pid: child.pid, port, ended, hasEnded: () => over, readLog };
}

async function readFrom(file: string, start: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.min(Math.max(size - start, 0), 64_000);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Resolves when the server answers queries; throws a sentence with its last words when it does not. */
export async function waitUntilReady(server: Postmaster, url: string, signal?: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  let limit = READY_WITHIN_MS;
  while (!server.hasEnded()) {
    const refusal = await tryToConnect(url);
    if (refusal === null) return;
    signal?.throwIfAborted();
    if (refusal.code === '57P03') limit = RECOVERED_WITHIN_MS;
    if (refusal.code === '28P01') {
      throw new Error(
        'The database does not accept the password in postgres.password of the data folder. ' +
          'Remove that file and start again: a new password is set then.',
      );
    }
    if (Date.now() - startedAt > limit) {
      throw await failure(
        server,
        `The database server is not ready after ${limit / 1000} s (${refusal.message})`,
      );
    }
    await Promise.race([delay(50), server.ended]);
  }
  throw await failure(server, `The database server stopped while starting (${await server.ended})`);
}

async function failure(server: Postmaster, sentence: string): Promise<Error> {
  return new Error(`${sentence}. Its last words:\n${lastLines(await server.readLog())}`);
}

async function tryToConnect(url: string): Promise<{ code: string; message: string } | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that dies meanwhile is reported by the failing call; unheard, the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return { code: '', message: String(error) };
    return { code: 'code' in error ? String(error.code) : '', message: error.message };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function signalServer(binaries: Binaries, pid: number, signal: 'INT' | 'QUIT' | 'KILL'): Promise<void> {
  // Windows has no signals; PostgreSQL brings its own there.
  if (process.platform === 'win32') {
    await run(binaries.pgCtl, ['kill', signal, String(pid)], { account: null, cwd: process.cwd() });
    return;
  }
  try {
    process.kill(pid, `SIG${signal}`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return;
    throw new Error(
      `A database server of an earlier run (process ${pid}) still works on this data folder and belongs to another user. ` +
        'Stop it as that user or as root, then start again.',
    );
  }
}

/** Fast shutdown (open transactions are rolled back); what does not end in time is ended the hard way. */
export async function stopPostmaster(
  binaries: Binaries,
  pid: number,
  log: (message: string) => void,
): Promise<void> {
  for (const { signal, withinMs } of STOP_STEPS) {
    await signalServer(binaries, pid, signal);
    const giveUpAt = Date.now() + withinMs;
    while (isAlive(pid) && Date.now() < giveUpAt) await delay(20);
    if (!isAlive(pid)) return;
    log(`The database server (process ${pid}) has not stopped within ${withinMs / 1000} s of SIG${signal}.`);
  }
  throw new Error(`The database server (process ${pid}) can't be stopped.`);
}

/**
 * After a kill -9 of the application its server may still run, and after a power cut the number in
 * postmaster.pid may by now be somebody else's. A server refuses to start while the number is taken,
 * even by a zombie; once it is free, the file is left to the server. In any case that also looks for
 * surviving children of the last one before it touches the data.
 */
export async function stopLeftOver(
  folder: string,
  binaries: Binaries,
  log: (message: string) => void,
): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  // A negative number is a server in single-user mode.
  const pid = Math.abs(Number.parseInt(text, 10));
  if (!(pid > 0)) return;
  if (isAlive(pid)) {
    if (await isServerOf(pid, folder)) {
      log(
        `A database server of an earlier run (process ${pid}) still works on ${folder}; stopping it first.`,
      );
      await stopPostmaster(binaries, pid, log);
    } else {
      log(
        `postmaster.pid names process ${pid}, which is not a database server of this folder; removing the file.`,
      );
    }
  }
  if (exists(pid)) await rm(file, { force: true });
}
