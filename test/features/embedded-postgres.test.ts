import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../../src/db/embedded/process-identity.ts';
import {
  runningEmbeddedPostgresUrl,
  startEmbeddedPostgres,
} from '../../src/db/embedded/start-embedded-postgres.ts';
import {
  keep,
  patience,
  query,
  start,
  startChild,
  storedNumbers,
  temporaryFolder,
  undo,
  undoAll,
} from '../fixtures/embedded-postgres.ts';

afterEach(undoAll);

/** A cluster made once, for one test after the other: most of a first start is initdb, and most tests are not about it. */
const prepared = await realpath(await mkdtemp(join(tmpdir(), 'gongdan-embedded-')));
beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataDir: prepared, log: () => undefined })).stop();
});
afterAll(() => rm(prepared, { recursive: true, force: true, maxRetries: 5 }));

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
