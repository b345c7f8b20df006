import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import type { Ctx } from '../../../src/context.ts';
import { sweepAttachments } from '../../../src/features/attachments/sweep-attachments.ts';
import { sweepExports } from '../../../src/features/exports/sweep-exports.ts';
import { workOffExports } from '../../../src/features/exports/work-off-exports.ts';
import { deliverOutbox } from '../../../src/features/notifications/deliver-outbox.ts';
import { createFolderStore } from '../../../src/storage/folder-store.ts';
import { answeredTickets, withListFields } from '../../support/answered-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { multiplyTickets } from '../../support/multiply-tickets.ts';
import { filesIn } from '../../support/stored-files.ts';

/** Large lists as files (spec 06, "Exporting"): made in the background, by one process, for one person, for a week. */

const DAY_MS = 86_400_000;
const MADE = 40;
const TIMES = 251;
const COUNT = MADE * TIMES;

let it: TestApp;
let company: Company;
let ctx: Ctx;
let manager: HttpClient;
let later = 0;
const now = (): Date => new Date(Date.now() + later);

beforeAll(async () => {
  it = await openTestApp({ now });
  company = await aCompany(it.db);
  await withListFields(it.db);
  await answeredTickets(it.db, company, MADE, 7);
  await multiplyTickets(it.db, TIMES);
  ctx = {
    db: it.db,
    files: createFolderStore(it.folder),
    now,
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
  };
  manager = await signedIn('manager');
});
afterAll(() => it.close());
afterEach(async () => {
  later = 0;
  await it.db('exports').delete();
  for (const file of await filesIn(it.folder)) await ctx.files.remove(file.split('/').at(-1) ?? '');
});

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

async function begin(query = 'view=all&format=csv'): Promise<number> {
  const { status, location } = await manager.get(`/tickets/export?${query}`);
  expect([status, location]).toEqual([303, '/exports']);
  const row = (await it.db('exports').orderBy('id', 'desc').first('id')) as { id: number };
  return row.id;
}

const stateOf = async (id: number): Promise<string> => {
  const row = (await it.db('exports').where('id', id).first('state')) as { state: string };
  return row.state;
};

async function untilRowsAreMade(id: number): Promise<void> {
  for (;;) {
    const row = (await it.db('exports').where('id', id).first('rows_done')) as { rows_done: number };
    if (row.rows_done > 0) return;
  }
}

const linesOf = (body: Buffer): string[] => body.toString('utf8').trimEnd().split('\r\n');

describe('a list of more than 5,000 rows', () => {
  test('answers at once, is made in the background, and is told, listed and downloaded', async () => {
    const id = await begin();
    const waiting = await manager.get('/exports');
    expect(waiting.text).toContain(`正在导出 ${COUNT.toLocaleString('en-US')} 行`);
    expect(waiting.page.querySelector('[data-export]')?.getAttribute('data-state')).toBe('waiting');
    expect((await manager.download(`/exports/${id}/file`)).status).toBe(404);

    expect(await workOffExports(ctx)).toEqual({ done: 1, failed: 0, stopped: 0, taken: 0 });
    await deliverOutbox(ctx);
    const inbox = await manager.get('/inbox');
    expect(inbox.text).toMatch(/“工单-全部-[\d-]+\.csv”已导出，共 10,040 行/);
    const message = (await it.db('inbox').orderBy('id', 'desc').first('id')) as { id: number };
    expect((await manager.submit(`/inbox/${message.id}/open`)).location).toBe('/exports');

    const list = await manager.get('/exports', { 'hx-request': 'true' });
    expect(list.page.querySelector(`a[href="/exports/${id}/file"]`)).not.toBeNull();
    const { status, headers, body } = await manager.download(`/exports/${id}/file`);
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('工单-全部-')}`);
    const [, ...rows] = linesOf(body);
    expect(rows).toHaveLength(COUNT);
    const listed = (await manager.get('/tickets?view=all')).page
      .querySelectorAll('tr[data-ticket]')
      .map((row) => row.getAttribute('data-ticket'));
    expect(rows.slice(0, listed.length).map((row) => /"([A-Z0-9]+-\d+)"/.exec(row)?.[1])).toEqual(listed);
  });

  test('as a workbook has all rows, and no formula', async () => {
    const id = await begin('view=all&format=xlsx');
    await workOffExports(ctx);
    const { headers, body } = await manager.download(`/exports/${id}/file`);
    expect(headers['content-length']).toBe(String(body.length));
    const book = XLSX.read(body);
    const [sheet = {}] = Object.values(book.Sheets);
    expect(XLSX.utils.decode_range(sheet['!ref'] ?? 'A1').e.r).toBe(COUNT);
    expect(Object.values(sheet).some((cell) => (cell as XLSX.CellObject).f !== undefined)).toBe(false);
  });

  test('is written into the audit log when it is asked for, and asked for twice is made once', async () => {
    const before = (await it.db('audit_log').where('action', 'tickets_exported')).length;
    const id = await begin('view=all&sort=created');
    expect(await begin('view=all&sort=created')).toBe(id);
    const entries = (await it.db('audit_log').where('action', 'tickets_exported').orderBy('id')) as {
      actor_id: number;
      changes: { list: string; count: number; format: string };
    }[];
    expect(entries).toHaveLength(before + 1);
    const entry = entries.at(-1);
    expect(entry?.actor_id).toBe(company.people.manager);
    expect(entry?.changes).toMatchObject({ list: '/tickets?view=all&sort=created', format: 'xlsx' });
    expect(entry?.changes.count).toBeGreaterThan(5000);
  });

  test('is its owner’s alone, as long as they may export', async () => {
    const id = await begin();
    await workOffExports(ctx);
    const admin = await signedIn('admin');
    expect((await admin.download(`/exports/${id}/file`)).status).toBe(404);
    expect((await admin.get('/exports')).page.querySelectorAll('[data-export]')).toEqual([]);
    const tier1 = await signedIn('tier1');
    expect((await tier1.get('/exports')).status).toBe(403);
    const held = it.db('role_permissions').where({ permission: 'ticket.export' });
    const rows = (await held.clone().select()) as object[];
    await held.clone().delete();
    try {
      expect((await manager.download(`/exports/${id}/file`)).status).toBe(403);
    } finally {
      await it.db('role_permissions').insert(rows);
    }
  });

  test('is not made for someone who may not export any more', async () => {
    const id = await begin();
    const held = it.db('role_permissions').where({ permission: 'ticket.export' });
    const rows = (await held.clone().select()) as object[];
    await held.clone().delete();
    try {
      expect(await workOffExports(ctx)).toMatchObject({ done: 0, failed: 1 });
    } finally {
      await it.db('role_permissions').insert(rows);
    }
    expect(await stateOf(id)).toBe('failed');
    expect(await filesIn(it.folder)).toEqual([]);
  });

  test('has what its owner may read when it is made', async () => {
    const role = it.db('roles').where('key', 'ticket_admin').select('id');
    const reading = it.db('role_permissions').where({ permission: 'ticket.read', role_id: role });
    const id = await begin();
    const rows = (await reading.clone().select()) as object[];
    await reading.clone().delete();
    try {
      await workOffExports(ctx);
    } finally {
      await it.db('role_permissions').insert(rows);
    }
    expect(linesOf((await manager.download(`/exports/${id}/file`)).body)).toHaveLength(1);
  });
});

describe('cancelled', () => {
  test('before it begins, it never does', async () => {
    const id = await begin();
    expect((await manager.submit(`/exports/${id}/cancel`, {}, { on: '/exports' })).location).toBe('/exports');
    expect(await workOffExports(ctx)).toMatchObject({ done: 0, stopped: 0 });
    expect(await stateOf(id)).toBe('cancelled');
  });

  test('while it is made, it stops, and leaves nothing', async () => {
    const id = await begin();
    const made = workOffExports(ctx);
    await untilRowsAreMade(id);
    const other = await signedIn('admin');
    await other.submit(`/exports/${id}/cancel`, {}, { on: '/exports' });
    expect(await stateOf(id)).toBe('running');
    await manager.submit(`/exports/${id}/cancel`, {}, { on: '/exports' });
    expect(await made).toMatchObject({ done: 0, stopped: 1 });
    expect(await stateOf(id)).toBe('cancelled');
    expect(await filesIn(it.folder)).toEqual([]);
  });
});

describe('interrupted', () => {
  test('by kill -9 it is begun again, and there is one whole file', async () => {
    const id = await begin();
    const script = fileURLToPath(new URL('../../support/work-off-exports.ts', import.meta.url));
    const worker = spawn(process.execPath, ['--import', 'tsx', script, it.url, it.folder]);
    await untilRowsAreMade(id);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    expect(await stateOf(id)).toBe('running');
    // The database notices a moment later that nobody is there any more, and lets the lock go.
    let counts = await workOffExports(ctx);
    while (counts.taken > 0) counts = await workOffExports(ctx);
    expect(counts.done).toBe(1);
    expect(linesOf((await manager.download(`/exports/${id}/file`)).body)).toHaveLength(COUNT + 1);
    expect(await filesIn(it.folder)).toHaveLength(1);
  });

  test('by the end of the process it is left to the next one', async () => {
    const id = await begin();
    const stopping = new AbortController();
    const made = workOffExports(ctx, stopping.signal);
    await untilRowsAreMade(id);
    stopping.abort();
    expect(await made).toMatchObject({ done: 0, failed: 0, stopped: 1 });
    expect(await stateOf(id)).toBe('running');
    expect(await workOffExports(ctx)).toMatchObject({ done: 1 });
  });

  test('two processes make it once', async () => {
    await begin();
    const counts = await Promise.all([workOffExports(ctx), workOffExports(ctx)]);
    expect(counts.map(({ done }) => done).sort()).toEqual([0, 1]);
  });
});

describe('after a week', () => {
  test('the file is gone, and said to be', async () => {
    const id = await begin();
    await workOffExports(ctx);
    later = 6 * DAY_MS;
    let client = await signedIn('manager');
    expect(await sweepExports(ctx)).toMatchObject({ expired: 0 });
    expect(await sweepAttachments(ctx)).toMatchObject({ strays: 0 });
    expect((await client.download(`/exports/${id}/file`)).status).toBe(200);
    later = 7 * DAY_MS + 60_000;
    client = await signedIn('manager');
    expect((await client.download(`/exports/${id}/file`)).status).toBe(404);
    expect(await sweepExports(ctx)).toMatchObject({ expired: 1 });
    expect(await filesIn(it.folder)).toEqual([]);
    expect((await client.get('/exports')).text).toContain('已过期');
  });
});
