import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seedReference } from '../../seeds/reference/index.ts';
import { connect } from '../../src/db/connection.ts';
import { isAlive, isServerOf } from '../../src/db/embedded/process-identity.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';
import { aCompany, type Company } from '../support/company.ts';
import type { Origin } from '../support/visitor.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** As `npm run dev` starts it, without a build. */
const SOURCE = ['--import', 'tsx', 'src/server.ts'];
const START_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 30_000;
const KEPT_OUTPUT = 20_000;

/** The real application, as `npm start` runs it, in a process that can be killed. */
export interface AppProcess {
  readonly dataDir: string;
  readonly company: Company;
  readonly origin: Origin;
  /** What the process has said last. */
  readonly output: () => string;
  readonly isRunning: () => boolean;
  /** Its process number; null while it does not run. */
  readonly pid: () => number | null;
  start(): Promise<void>;
  /** `kill -9` of the application. */
  killApp(): Promise<void>;
  /** `kill -9` of the database server; answers its process number. */
  killPostmaster(): Promise<number>;
  /** An orderly stop; then the folder goes. */
  dispose(): Promise<void>;
}

/**
 * Prepares a data folder with the small company of the tests, whose people sign in like those of the demonstration.
 * The application finds users there and loads nothing: it is ready at once.
 * @param program what node is to run; from its sources unless told otherwise
 */
export async function prepareApp(program: readonly string[] = SOURCE): Promise<AppProcess> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-kill-')));
  // Under root the database server runs as somebody else, who has to pass through.
  await chmod(folder, 0o755);
  const dataDir = path.join(folder, 'data');
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const db = connect(server.url);
  let company: Company;
  try {
    await migrate(db);
    await seedReference(db);
    company = await aCompany(db);
  } finally {
    await db.destroy();
    await server.stop();
  }
  return appProcess({ folder, dataDir, company, program });
}

/** One of several processes at a database that runs elsewhere, and stays when they are gone. */
export async function appAt(databaseUrl: string, company: Company): Promise<AppProcess> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-process-')));
  const settings = { DATABASE_URL: databaseUrl, SESSION_SECRET: 'a secret of the proofs, long enough' };
  const dataDir = path.join(folder, 'data');
  return appProcess({
    folder,
    dataDir,
    company,
    program: SOURCE,
    settings: { ...settings, HOST: '127.0.0.1' },
  });
}

function appProcess({
  folder,
  dataDir,
  company,
  program,
  settings = {},
}: {
  folder: string;
  dataDir: string;
  company: Company;
  program: readonly string[];
  settings?: Readonly<Record<string, string>>;
}): AppProcess {
  const origin: Origin = { port: 0 };
  let child: ChildProcess | null = null;
  let output = '';

  const isRunning = (): boolean => child !== null && child.exitCode === null && child.signalCode === null;

  const start = async (): Promise<void> => {
    const { PATH, TMPDIR, HOME } = process.env;
    child = spawn(process.execPath, program, {
      cwd: repository,
      env: { PATH, TMPDIR, HOME, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    const from = output.length;
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const giveUpAt = Date.now() + START_WITHIN_MS;
    output = output.slice(0, from) + '\n--- start ---\n';
    while (isRunning() && Date.now() < giveUpAt) {
      const said = output.slice(output.lastIndexOf('--- start ---'));
      const port = /is ready: http:\/\/[^\s/]+:(\d+)/.exec(said)?.[1];
      if (port !== undefined) {
        origin.port = Number(port);
        return;
      }
      await delay(20);
    }
    throw new Error(`the application did not start:\n${output}`);
  };

  const killApp = async (): Promise<void> => {
    if (!child || !isRunning()) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  const killPostmaster = async (): Promise<number> => {
    const pid = await postmasterOf(dataDir);
    if (pid === null) throw new Error(`no database server runs on ${dataDir}`);
    process.kill(pid, 'SIGKILL');
    return pid;
  };

  const dispose = async (): Promise<void> => {
    if (child && isRunning()) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_WITHIN_MS, undefined, { ref: false })]);
      await killApp();
    }
    const left = await postmasterOf(dataDir);
    if (left !== null) process.kill(left, 'SIGQUIT');
    for (let waited = 0; left !== null && isAlive(left) && waited < 100; waited += 1) await delay(100);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };

  return {
    dataDir,
    company,
    origin,
    output: () => output,
    isRunning,
    pid: () => (isRunning() ? (child?.pid ?? null) : null),
    start,
    killApp,
    killPostmaster,
    dispose,
  };
}

/** The server's process number, if it lives and is beyond doubt the server of this very folder. */
async function postmasterOf(dataDir: string): Promise<number | null> {
  const folder = path.join(dataDir, 'postgres');
  const text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 1 && isAlive(pid) && (await isServerOf(pid, folder)) ? pid : null;
}
