import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkBaseUrl,
  checkDatabaseSource,
  checkDataDir,
  checkJobs,
  checkMigrations,
  checkNode,
  checkReached,
  checkSecret,
  checkServer,
  type Finding,
} from '../../src/commands/checks.ts';
import { examine } from '../../src/commands/examine.ts';
import type { ServerFacts } from '../../src/commands/installation.query.ts';
import { readConfig } from '../../src/config.ts';
import { isAlive } from '../../src/db/embedded/process-identity.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const GOOD_SECRET = '3f9ac1d07be24586a0c9e1f7725d84b3';
const PRODUCTION = { DATABASE_URL: 'postgres://u:p@db/gongdan', SESSION_SECRET: GOOD_SECRET };
const GB = 1024 ** 3;

const states = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ subject, state }) => [subject, state]));

describe('each check', () => {
  test.each([
    ['v20.20.2', 'ok'],
    ['v20.19.0', 'ok'],
    ['v20.18.3', 'fail'],
    ['v18.20.0', 'fail'],
    ['v24.1.0', 'ok'],
  ])('Node.js %s: %s', (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  test('either the package with the database programs or an address of a database', () => {
    const demo = readConfig({});
    expect(checkDatabaseSource(demo, '@embedded-postgres/x', true).state).toBe('ok');
    expect(checkDatabaseSource(readConfig(PRODUCTION), '@embedded-postgres/x', false).state).toBe('ok');
    const missing = checkDatabaseSource(demo, '@embedded-postgres/x', false);
    expect(missing.state).toBe('fail');
    expect(missing.advice).toContain('DATABASE_URL');
  });

  test('a refusal without words of its own still gets a reason', () => {
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    expect(checkReached(refused, '')).toMatchObject({ state: 'fail', found: 'ECONNREFUSED' });
    expect(checkReached(null, 'DATABASE_URL').state).toBe('ok');
  });

  const healthy: ServerFacts = {
    version: 180_004,
    encoding: 'UTF8',
    readOnly: false,
    mayCreate: true,
    knowsZone: true,
    maxConnections: 100,
    clockAheadMs: 3,
  };
  test.each<[Partial<ServerFacts>, string, string]>([
    [{ version: 130_011 }, 'Database version', 'fail'],
    [{ version: 140_000 }, 'Database version', 'ok'],
    [{ version: 190_000 }, 'Database version', 'warn'],
    [{ encoding: 'SQL_ASCII' }, 'Encoding', 'fail'],
    [{ readOnly: true }, 'Database rights', 'fail'],
    [{ mayCreate: false }, 'Database rights', 'fail'],
    [{ knowsZone: false }, 'Time zone', 'fail'],
    [{ maxConnections: 20 }, 'Connections', 'warn'],
    [{ clockAheadMs: -5_000 }, 'Clocks', 'warn'],
    [{ clockAheadMs: 120_000 }, 'Clocks', 'fail'],
  ])('a server with %o: %s is %s, the rest well', (change, subject, state) => {
    const findings = states(checkServer({ ...healthy, ...change }, 'Asia/Shanghai'));
    expect(findings[subject]).toBe(state);
    const others = Object.entries(findings).filter(([name]) => name !== subject);
    expect(others.every(([, each]) => each === 'ok')).toBe(true);
  });

  test.each([
    [null, 'ok'],
    [GOOD_SECRET, 'ok'],
    ['k3wq0Zr7VYt1mXo9aLdPfS4hJc8uEbNi', 'ok'],
    ['a'.repeat(64), 'fail'],
    ['abababababababababababababababab', 'fail'],
    ['0123456789012345678901234567890123456789', 'fail'],
    ['please-change-me-please-change-me-now', 'fail'],
  ])('SESSION_SECRET %s: %s', (secret, state) => {
    expect(checkSecret(readConfig({ SESSION_SECRET: secret ?? '' })).state).toBe(state);
  });

  test.each([
    [{}, 'ok'],
    [PRODUCTION, 'warn'],
    [{ ...PRODUCTION, BASE_URL: 'http://gongdan.example.com' }, 'warn'],
    [{ ...PRODUCTION, BASE_URL: 'http://127.0.0.1:3000' }, 'ok'],
    [{ ...PRODUCTION, BASE_URL: 'https://gongdan.example.com' }, 'fail'],
    [{ ...PRODUCTION, BASE_URL: 'https://gongdan.example.com', TRUST_PROXY: '1' }, 'ok'],
  ])('addresses: %o is %s', (environment, state) => {
    expect(checkBaseUrl(readConfig(environment)).state).toBe(state);
  });

  test('folder, disk, jobs and migrations', () => {
    const facts = { exists: true, writable: true, freeBytes: 20 * GB };
    expect(states(checkDataDir('/data', facts))).toEqual({ DATA_DIR: 'ok', Disk: 'ok' });
    expect(states(checkDataDir('/data', { ...facts, writable: false }))['DATA_DIR']).toBe('fail');
    expect(states(checkDataDir('/data', { ...facts, freeBytes: GB }))['Disk']).toBe('warn');
    expect(states(checkDataDir('/data', { ...facts, freeBytes: 1000 }))['Disk']).toBe('fail');
    expect(checkJobs(readConfig({ JOBS: 'off' })).state).toBe('warn');
    expect(checkJobs(readConfig({})).state).toBe('ok');
    expect([checkMigrations(true).state, checkMigrations(false).state]).toEqual(['ok', 'warn']);
  });
});

async function examined(environment: Record<string, string | undefined>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine(environment, () => undefined)) findings.push(finding);
  return findings;
}

describe('the whole examination', () => {
  let it: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    it = await openTestDatabase();
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'gongdan-doctor-')));
  });
  afterAll(async () => {
    await it.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('of a production on a migrated database has nothing to mend', async () => {
    const environment = { DATABASE_URL: it.url, SESSION_SECRET: GOOD_SECRET, DATA_DIR: folder };
    const findings = await examined(environment);
    expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(states(findings)).toMatchObject({ Database: 'ok', Migrations: 'ok', BASE_URL: 'warn' });
  });

  test('says why a database is out of reach, and a configuration is no use', async () => {
    const nowhere = { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/none', SESSION_SECRET: GOOD_SECRET };
    const unreached = await examined({ ...nowhere, DATA_DIR: folder });
    expect(unreached.at(-1)).toMatchObject({ state: 'fail', subject: 'Database' });
    expect(unreached.at(-1)?.found).toContain('ECONNREFUSED');
    const unread = await examined({ TZ_NAME: 'Mars/Olympus', PORT: 'many' });
    expect(unread.at(-1)).toMatchObject({ state: 'fail', subject: 'Environment' });
    expect(unread.at(-1)?.found).toContain('TZ_NAME');
  });

  test('works beside a running application, and alone, on the embedded database', async () => {
    const dataDir = path.join(folder, 'embedded');
    const server = await startEmbeddedPostgres({ dataDir, tuning: 'test', log: () => undefined });
    const { pid } = server;
    const beside = await doctor(dataDir);
    expect(beside).toContain('answers (running application)');
    expect(beside).toMatch(/0 to mend\s*$/);
    expect(isAlive(pid)).toBe(true);
    await server.stop();

    // And stops what it has started: else the second time it would find a running one.
    await doctor(dataDir);
    const alone = await doctor(dataDir);
    expect(alone).toContain('answers (this command)');
    expect(alone).toMatch(/0 to mend\s*$/);
    const [again] = await Promise.all([
      startEmbeddedPostgres({ dataDir, tuning: 'test', log: () => undefined }),
    ]);
    await again.stop();
  });
});

/** `npm run doctor` as a process of its own; rejects when it ends with another code than 0. */
async function doctor(dataDir: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'src/commands/doctor.ts'],
    {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: { PATH: process.env['PATH'], TMPDIR: tmpdir(), DATA_DIR: dataDir },
    },
  );
  return stdout;
}
