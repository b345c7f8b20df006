import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { connect } from '../../../src/db/connection.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { listen } from '../../support/raw-http.ts';
import { noFiles } from '../../support/tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** Errors in words: what happened, what to do, the request id, and the way on. */

let it: TestApp;
let company: Company;
let tier1: HttpClient;
const lines: string[] = [];

beforeAll(async () => {
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  it = await openTestApp({ log });
  company = await aCompany(it.db);
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

function idOn(answer: Answer): string {
  return answer.page.querySelector('.g-errpage code')?.text ?? '';
}

/** What the log says of a request. */
function logged(id: string): Record<string, unknown>[] {
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((entry) => (entry['req'] as { id?: string } | undefined)?.id === id);
}

describe('404', () => {
  test('in the frame for who is signed in, with the way back', async () => {
    const answer = await tier1.get('/nothing/here?with=query');
    expect(answer.status).toBe(404);
    expect(answer.page.querySelector('.g-errpage h1')?.text).toBe('没有找到');
    expect(answer.page.querySelectorAll('.g-errlinks a').map((link) => link.getAttribute('href'))).toEqual([
      '/',
      '/tickets',
    ]);
    expect(answer.page.querySelector('.g-nav')).not.toBeNull();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('without it for a stranger, who is told where to sign in', async () => {
    const answer = await it.client().get('/nothing');
    expect(answer.status).toBe(404);
    expect(answer.page.querySelector('.g-nav')).toBeNull();
    expect(answer.page.querySelector('.g-errlinks a')?.text).toBe('登录');
  });
});

test('403 says which right is missing and whom to ask', async () => {
  const number = await aTicket(it.db, company);
  const answer = await tier1.get(`/tickets/${number}/reassign`);
  expect(answer.status).toBe(403);
  expect(answer.page.querySelector('.g-errpage h1')?.text).toBe('没有权限');
  expect(answer.page.text).toContain('需要的话请联系管理员');
});

test('409 says what is in the way', async () => {
  const number = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', number, 'close', CLOSING);
  const answer = await tier1.get(`/tickets/${number}/escalate`);
  expect(answer.status).toBe(409);
  expect(answer.page.querySelector('.g-errpage h1')?.text).toBe('现在不能这样做');
  expect(answer.page.text).toContain(`${number} 已关闭`);
});

describe('500', () => {
  test('tells nothing of the inside, carries the request id, and the log has both', async () => {
    const number = await aTicket(it.db, company);
    await it.db.raw('alter table ticket_collaborators rename to gone');
    const answer = await tier1.get(`/tickets/${number}`);
    await it.db.raw('alter table gone rename to ticket_collaborators');
    expect(answer.status).toBe(500);
    expect(answer.page.querySelector('.g-errpage h1')?.text).toBe('系统出错了');
    expect(answer.text).not.toMatch(/ticket_collaborators|does not exist|node_modules|\.ts:/);
    const entries = logged(idOn(answer));
    expect(
      entries.some(
        (entry) =>
          entry['msg'] === 'request failed' && JSON.stringify(entry['err']).includes('ticket_collaborators'),
      ),
    ).toBe(true);
    expect((await tier1.get(`/tickets/${number}`)).status).toBe(200);
  });

  test('an action that broke half way has changed nothing', async () => {
    const number = await aTicket(it.db, company);
    await it.db
      .raw(`create function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
      create trigger break_it before update on assignments for each row execute function break_it()`);
    const path = `/tickets/${number}/escalate`;
    const answer = await tier1.submit(path, { remark: 'x' }, { on: path, hidden: ['version'] });
    await it.db.raw('drop trigger break_it on assignments');
    expect(answer.status).toBe(500);
    expect(await it.db('tickets').where({ number }).first('version', 'status')).toEqual({
      version: 1,
      status: 'new',
    });
    expect((await tier1.submit(path, { remark: 'x' }, { on: path, hidden: ['version'] })).status).toBe(303);
  });
});

test.each(['/tickets/GD261122-9999', '/nothing', '/tickets?view=x'])(
  'in a dialog the error of %s is a fragment, not a page within the page',
  async (path) => {
    const answer = await tier1.get(path, { 'hx-request': 'true' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text.includes('<html')).toBe(false);
    expect(idOn(answer)).not.toBe('');
  },
);

test('every request has an id of its own, which nobody can choose', async () => {
  const ids = [
    idOn(await tier1.get('/nothing')),
    idOn(await tier1.get('/nothing', { 'x-request-id': 'mine' })),
  ];
  expect(ids[0]).not.toBe(ids[1]);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-/);
});

test('the log keeps no passwords, no bodies, no cookies and no searches', async () => {
  lines.length = 0;
  const stranger = it.client();
  await stranger.submit('/login', { username: 'review', password: 'Geheim-Passwort-1' }, { on: '/login' });
  await stranger.signIn('review');
  await tier1.get('/tickets?view=all&q=13812342046');
  await tier1.get('/tickets/new?phone=13812342046');
  const text = lines.join('');
  expect(lines.length).toBeGreaterThan(4);
  for (const secret of ['Geheim-Passwort-1', 'Gongdan-2026', '13812342046', 'gongdan.sid', '_csrf'])
    expect([secret, text.includes(secret)]).toEqual([secret, false]);
});

describe('without a database', () => {
  test('every page is an answer in words with the request id, and the machines are told', async () => {
    const url = 'postgres://nobody:x@127.0.0.1:9/none';
    const db = connect(url);
    const sessionSecret = 'a secret of the tests, long enough';
    const app = createApp({
      db,
      files: noFiles,
      databaseUrl: url,
      sessionSecret,
      log: pino({ level: 'silent' }),
      zone: 'Asia/Shanghai',
    });
    const server = await listen(app.server);
    try {
      const signature = createHmac('sha256', sessionSecret)
        .update('an-id')
        .digest('base64')
        .replace(/=+$/, '');
      const cookie = `gongdan.sid=${encodeURIComponent(`s:an-id.${signature}`)}`;
      for (const [path, headers] of [
        ['/login', {}],
        ['/login', { cookie }],
        ['/tickets', { cookie }],
      ] as const) {
        const answer = await server.session().send(path, { headers });
        expect([path, answer.status]).toEqual([path, 500]);
        expect(answer.text).toContain('这是我们的问题，已经记录下来。');
        expect(answer.text).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
        expect(answer.text).not.toMatch(/ECONNREFUSED|node_modules/);
      }
      expect((await server.session().send('/healthz')).status).toBe(200);
      const ready = await server.session().send('/readyz');
      expect([ready.status, JSON.parse(ready.text)]).toEqual([503, { status: 'database unreachable' }]);
    } finally {
      await server.close();
      await app.close();
      await db.destroy();
    }
  });
});
