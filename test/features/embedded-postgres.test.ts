import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBinaries } from '../../src/db/embedded/binaries.ts';
import { isAlive } from '../../src/db/embedded/process-identity.ts';
import { canReach, chooseAccount, run } from '../../src/db/embedded/run-as.ts';
import {
  type EmbeddedPostgres,
  runningEmbeddedPostgresUrl,
  startEmbeddedPostgres,
} from '../../src/db/embedded/start-embedded-postgres.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.geteuid?.() === 0;
const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
const nobodyCanRunUs =
  isRoot && (await canReach(repository, nobody)) && (await canReach(dirname(process.execPath), nobody));
const patience = { timeout: 20_000, interval: 20 };

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gongdan-embedded-')));
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A cluster made once, for one test after the other: most of a first start is initdb, and most tests are not about it. */
const prepared = await realpath(await mkdtemp(join(tmpdir(), 'gongdan-embedded-')));
beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataDir: prepared, log: () => undefined })).stop();
});
afterAll(() => rm(prepared, { recursive: true, force: true, maxRetries: 5 }));

async function start(dataDir: string, log: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir,
    tuning: 'durable',
    log: (message) => log.push(message),
  });
  undo.push(() => server.stop());
  return server;
}

async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function keep(url: string, n: number): Promise<void> {
  await query(url, `drop table if exists kept; create table kept as select ${n} as n`);
}

async function storedNumbers(url: string): Promise<number[]> {
  return (await query<{ n: number }>(url, 'select n from kept order by n')).map(({ n }) => n);
}

interface Child {
  readonly process: ChildProcess & { readonly pid: number };
  readonly url: string;
  readonly pid: number;
}

/** A second application; resolves when its database answers, rejects with what it said when it gives up. */
async function startChild(dataDir: string, account: { uid?: number; gid?: number } = {}): Promise<Child> {
  const script = fileURLToPath(new URL('../fixtures/run-embedded-postgres.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    cwd: repository,
    ...account,
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(child, 'exit');
  undo.push(() => {
    child.stdin.end();
    return ended;
  });
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'close').then(() => Promise.reject(new Error(said.join('')))),
  ]);
  const { url, pid } = JSON.parse(String(line[0])) as { url: string; pid: number };
  if (child.pid === undefined) throw new Error('the child has no process number');
  return { process: Object.assign(child, { pid: child.pid }), url, pid };
}

describe('embedded PostgreSQL', () => {
  it('creates the database, and keeps its rows over a restart', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    const first = await start(dataDir);
    await query(first.url, 'create extension pg_trgm');
    const [facts] = await query(
      first.url,
      `select current_database() as database, current_setting('server_encoding') as encoding,
              current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync,
              array_length(show_trgm('工单系统'), 1) > 0 as has_chinese_trigrams,
              (select rolsuper from pg_roles where rolname = current_user) as superuser`,
    );
    expect(facts).toEqual({
      database: 'gongdan',
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      fsync: 'on',
      has_chinese_trigrams: true,
      superuser: false,
    });
    await keep(first.url, 7);
    expect(await runningEmbeddedPostgresUrl(dataDir)).toBe(first.url);
    await first.stop();

    expect(isAlive(first.pid)).toBe(false);
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
    expect(await runningEmbeddedPostgresUrl(dataDir)).toBeNull();
    const second = await start(dataDir);
    expect(await storedNumbers(second.url)).toEqual([7]);
  });

  it('lets nobody in without the password, which only this user can read', async () => {
    const dataDir = prepared;
    const { url } = await start(dataDir);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    wrong.username = 'postgres';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  });

  it('comes back on the same address after kill -9 of the server, with every committed row', async () => {
    const log: string[] = [];
    const server = await start(prepared, log);
    await query(server.url, 'drop table if exists kept; create table kept (n integer primary key)');
    const committed: number[] = [];
    const writer = new pg.Client({ connectionString: server.url });
    writer.on('error', () => undefined);
    await writer.connect();
    const write = async () => {
      for (let n = 0; ; n += 1) {
        await writer.query('insert into kept values ($1)', [n]);
        committed.push(n);
      }
    };
    const interrupted = write().catch((error: unknown) => error);
    await vi.waitFor(() => expect(committed.length).toBeGreaterThan(200), patience);
    const killed = server.pid;
    process.kill(killed, 'SIGKILL');
    await interrupted;

    const stored = await vi.waitFor(() => storedNumbers(server.url), patience);
    expect(stored.slice(0, committed.length)).toEqual(committed);
    // One more may have been committed without its answer having arrived.
    expect(stored.length - committed.length).toBeLessThanOrEqual(1);
    await vi.waitFor(() => expect(server.pid).not.toBe(killed), patience);
    expect(log.join('\n')).toContain('stopped unexpectedly (signal SIGKILL)');
  });

  it('stays stopped when it is stopped in the middle of a restart', async () => {
    const dataDir = prepared;
    const log: string[] = [];
    const server = await start(dataDir, log);
    process.kill(server.pid, 'SIGKILL');
    await vi.waitFor(() => expect(log.join('\n')).toContain('stopped unexpectedly'), patience);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('takes over from an application that was killed and left its server running', async () => {
    const dataDir = prepared;
    const child = await startChild(dataDir);
    await keep(child.url, 1);
    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
    expect(isAlive(child.pid)).toBe(true);

    const log: string[] = [];
    const server = await start(dataDir, log);
    expect(isAlive(child.pid)).toBe(false);
    expect(log.join('\n')).toContain(`earlier run (process ${child.pid})`);
    expect(await storedNumbers(server.url)).toEqual([1]);
  });

  it('takes its server along when the application ends without stopping it', async () => {
    const child = await startChild(prepared);
    child.process.stdin?.write('leave');
    expect(await once(child.process, 'exit')).toEqual([3, null]);
    await vi.waitFor(() => expect(isAlive(child.pid)).toBe(false), patience);
  });

  it('refuses a second application on the same folder, and names the first', async () => {
    const dataDir = prepared;
    const child = await startChild(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`in use by process ${child.process.pid}`);
    await expect(startChild(dataDir)).rejects.toThrow(`in use by process ${child.process.pid}`);
    expect(await query(child.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await runningEmbeddedPostgresUrl(dataDir)).toBe(child.url);
  });

  it('lets one of several that start in the same instant go on, and never two', async () => {
    const dataDir = prepared;
    const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => start(dataDir)));
    const started = attempts.filter(({ status }) => status === 'fulfilled');
    expect(started).toHaveLength(1);
  });

  it('starts in spite of a postmaster.pid of another process and without its password file', async () => {
    const dataDir = prepared;
    const first = await start(dataDir);
    await keep(first.url, 2);
    await first.stop();
    await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n`);
    await rm(join(dataDir, 'postgres.password'));

    const log: string[] = [];
    const second = await start(dataDir, log);
    expect(log.join('\n')).toContain(`names process ${process.pid}`);
    expect(second.url.split('@')[0]).not.toBe(first.url.split('@')[0]);
    expect(await storedNumbers(second.url)).toEqual([2]);
  });

  it('says what is wrong with a folder that holds something else', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'letter.txt'), 'not a database');
    await expect(start(dataDir)).rejects.toThrow('Choose another DATA_DIR');
    expect(await readdir(join(dataDir, 'postgres'))).toEqual(['letter.txt']);
  });

  it('shows the last words of a server that does not start', async () => {
    const dataDir = prepared;
    const settings = join(dataDir, 'postgres', 'postgresql.conf');
    const before = await readFile(settings);
    undo.push(() => writeFile(settings, before));
    await writeFile(settings, 'shared_buffers = lots\n');
    await expect(start(dataDir)).rejects.toThrow(/shared_buffers/);
  });
});

describe.runIf(isRoot)('embedded PostgreSQL, started by root', () => {
  it('runs the server as somebody else, also below a folder that only root may enter', async () => {
    const closed = join(await temporaryFolder(), 'home');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const first = await start(dataDir);
    expect((await stat(`/proc/${first.pid}`)).uid).not.toBe(0);
    await keep(first.url, 3);
    process.kill(first.pid, 'SIGKILL');
    expect(await vi.waitFor(() => storedNumbers(first.url), patience)).toEqual([3]);
    await first.stop();
    expect(await storedNumbers((await start(dataDir)).url)).toEqual([3]);
  });

  it('copies programs without links, in a folder that only root may enter, to where they can be run', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const account = await chooseAccount([]);
    const installed = await findBinaries({ account, dataDir: folder, log: () => undefined });
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await cp(join(dirname(installed.postgres), '..', '..'), closed, {
      recursive: true,
      filter: (source) => !/\.a$|\/(share|postgresql)$/.test(source),
    });
    const links = JSON.parse(await readFile(join(closed, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) await rm(join(closed, target), { force: true });

    const log: string[] = [];
    const options = {
      account,
      dataDir: folder,
      packageFolder: closed,
      log: (message: string) => log.push(message),
    };
    const { postgres } = await findBinaries(options);
    expect(postgres.startsWith(join(folder, 'postgres-binaries-'))).toBe(true);
    expect(log.join('\n')).toContain("can't be run from there");
    expect((await run(postgres, ['--version'], { account, cwd: '/' })).output).toContain('PostgreSQL');
  });

  it.runIf(nobodyCanRunUs)('leaves a folder of an ordinary user usable for that user', async () => {
    const dataDir = await temporaryFolder();
    await chown(dataDir, nobody.uid, nobody.gid);
    const child = await startChild(dataDir, { uid: nobody.uid, gid: nobody.gid });
    expect((await stat(`/proc/${child.pid}`)).uid).toBe(nobody.uid);
    await keep(child.url, 4);
    child.process.stdin?.end();
    await once(child.process, 'exit');

    const asRoot = await start(dataDir);
    expect((await stat(`/proc/${asRoot.pid}`)).uid).toBe(nobody.uid);
    expect(await storedNumbers(asRoot.url)).toEqual([4]);
    await asRoot.stop();

    const again = await startChild(dataDir, { uid: nobody.uid, gid: nobody.gid });
    expect(await storedNumbers(again.url)).toEqual([4]);
  });

  it.runIf(nobodyCanRunUs)('tells an ordinary user that a folder is out of bounds', async () => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, 0o755);
    await expect(startChild(dataDir, { uid: nobody.uid, gid: nobody.gid })).rejects.toThrow('DATA_DIR');
  });
});
