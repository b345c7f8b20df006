import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../src/app.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { waitingForLocks } from '../../support/hold.ts';
import { listenWith, type Ear, type Listening } from '../../support/live.ts';
import { act, aTicket, noFiles } from '../../support/tickets.ts';
import { pino } from 'pino';

/** What open pages hear (spec 07): through two processes on one database, as if behind a balancer. */

let one: TestApp;
let two: App;
let here: Listening;
let there: Listening;
let company: Company;
const ears: Ear[] = [];

beforeAll(async () => {
  one = await openTestApp({ heartbeatMs: 150 });
  company = await aCompany(one.db);
  two = createApp({
    db: one.db,
    files: noFiles,
    databaseUrl: one.url,
    sessionSecret: 'a secret of the tests, long enough',
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    heartbeatMs: 150,
  });
  here = await listenWith(one.app);
  there = await listenWith(two);
});
afterEach(() => {
  for (const ear of ears.splice(0)) ear.leave();
});
afterAll(async () => {
  await here.close();
  await there.close();
  await two.close();
  await one.close();
});

async function open(
  place: Listening,
  username: string,
  query: Readonly<Record<string, string | number>> = {},
): Promise<Ear> {
  const ear = await (await place.signIn(username)).listen(query);
  ears.push(ear);
  return ear;
}

const quiet = (): Promise<void> => new Promise((done) => setTimeout(done, 400));

describe('a stream', () => {
  test('is not compressed, not stored, and leaves the session alone', async () => {
    const person = await here.signIn('tier1');
    const before = await one.db('sessions').max('expire as expire').first();
    const ear = await person.listen();
    ears.push(ear);
    expect(ear.status).toBe(200);
    expect(ear.headers['content-type']).toContain('text/event-stream');
    expect(ear.headers['content-encoding']).toBeUndefined();
    expect(ear.headers['set-cookie']).toBeUndefined();
    await ear.next('inbox');
    ear.leave();
    await ear.ended.catch(() => undefined);
    await quiet();
    expect(await one.db('sessions').max('expire as expire').first()).toEqual(before);
  });

  test('needs a sign-in', async () => {
    const answer = await fetch(`${here.origin}/live?connection=x`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
  });

  test('of a ticket that is out of sight is a 404; a name that is none a 422', async () => {
    const number = await aTicket(one.db, company);
    const ops = await here.signIn('ops');
    expect(
      (await ops.get(`/live?connection=0b0e1b5e-7a52-4b8f-9d4e-0a3e6c8d1f21&ticket=${number}`)).status,
    ).toBe(404);
    expect((await ops.get('/live?connection=me')).status).toBe(422);
  });

  test('of one too many is refused in words', async () => {
    const person = await here.signIn('rd');
    for (let many = 0; many < 20; many += 1) ears.push(await person.listen());
    const refused = await person.get('/live?connection=0b0e1b5e-7a52-4b8f-9d4e-0a3e6c8d1f21');
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('您打开的页面太多，请关掉一些。');
    await one.db('users').where('username', 'rd').update({ language: 'en' });
    const english = await person.get('/live?connection=0b0e1b5e-7a52-4b8f-9d4e-0a3e6c8d1f21');
    await one.db('users').where('username', 'rd').update({ language: 'zh-CN' });
    expect(english.text).toContain('You have too many pages open; close some.');
  });

  test('ends when its user signs out, and when they are deactivated', async () => {
    const person = await here.signIn('ops2');
    const ear = await person.listen();
    await ear.next('inbox');
    expect(await person.post('/logout', {})).toBe(303);
    await ear.next('signed_out');
    await ear.ended;

    const other = await open(there, 'ops2');
    await other.next('inbox');
    await one.db('users').where('username', 'ops2').update({ active: false });
    await other.ended;
    await one.db('users').where('username', 'ops2').update({ active: true });
  });

  test('beats, so that proxies keep it', async () => {
    const ear = await open(here, 'tier1');
    await expect.poll(() => ear.text()).toContain(': beat');
  });
});

describe('presence', () => {
  test('is seen from one process to the other, by person, and ends', async () => {
    const number = await aTicket(one.db, company);
    const mine = await open(here, 'tier1', { ticket: number, version: 1 });
    await mine.next('presence', (data) => data['text'] === '');
    const theirs = await open(there, 'aftersales2', { ticket: number, version: 1 });
    expect(await mine.next('presence', (data) => data['text'] !== '')).toMatchObject({
      people: [{ name: '韩屿', typing: false }],
      text: '韩屿正在查看',
      initial: '韩',
    });
    expect(await theirs.next('presence', (data) => data['text'] !== '')).toMatchObject({
      text: '陈晓正在查看',
    });
    theirs.leave();
    await mine.next('presence', (data) => data['text'] === '');
  });

  test('tells who types, and only of their own connection', async () => {
    const number = await aTicket(one.db, company);
    const mine = await open(here, 'tier1', { ticket: number, version: 1 });
    const person = await there.signIn('aftersales2');
    const theirs = await person.listen({ ticket: number, version: 1 });
    ears.push(theirs);
    await mine.next('presence', (data) => data['text'] === '韩屿正在查看');
    // Somebody else's connection is none of theirs.
    expect(await person.post('/live/typing', { connection: mine.connection, typing: '1' })).toBe(204);
    expect(await person.post('/live/typing', { connection: theirs.connection, typing: '1' })).toBe(204);
    await mine.next('presence', (data) => data['text'] === '韩屿正在输入');
    expect(await person.post('/live/typing', { connection: theirs.connection, typing: '0' })).toBe(204);
    await mine.next('presence', (data) => data['text'] === '韩屿正在查看');
    expect(theirs.heard.filter(({ data }) => String(data['text']).includes('输入'))).toEqual([]);
    expect(await person.post('/live/typing', { connection: 'x', typing: '1' })).toBe(422);
  });

  test('of a process that died is swept away', async () => {
    const number = await aTicket(one.db, company);
    const ticket = await one.db('tickets').where('number', number).first('id');
    const lost = { connection_id: '0b0e1b5e-7a52-4b8f-9d4e-0a3e6c8d1f21', user_id: company.people.rd };
    await one
      .db('presence')
      .insert({ ...lost, ticket_id: ticket.id, seen_at: new Date(Date.now() - 61_000) });
    const mine = await open(here, 'tier1', { ticket: number, version: 1 });
    expect(await mine.next('presence')).toMatchObject({ text: '' });
    await expect.poll(() => one.db('presence').where(lost)).toEqual([]);
  });

  test('stands in the page that the server makes', async () => {
    const number = await aTicket(one.db, company);
    const ear = await open(there, 'aftersales2', { ticket: number, version: 1 });
    await ear.next('presence');
    const page = await (await here.signIn('tier1')).get(`/tickets/${number}`);
    expect(page.text).toContain('韩屿正在查看');
  });
});

describe('a change of the ticket', () => {
  test('is announced with who and what, in both processes', async () => {
    const number = await aTicket(one.db, company);
    const readers = [
      await open(here, 'aftersales2', { ticket: number, version: 1 }),
      await open(there, 'manager', { ticket: number, version: 1 }),
    ];
    for (const reader of readers) await reader.next('presence');
    await act(one.db, company, 'tier1', number, 'note', { remark: '客户又来电' });
    for (const reader of readers) {
      expect(await reader.next('ticket')).toEqual({
        number,
        version: 2,
        by: '陈晓',
        mine: false,
        text: '陈晓 刚刚更新了这张工单：备注',
      });
    }
  });

  test('that was missed is told when the stream opens', async () => {
    const number = await aTicket(one.db, company);
    await act(one.db, company, 'tier1', number, 'note', { remark: '客户又来电' });
    const late = await open(here, 'manager', { ticket: number, version: 1 });
    expect(await late.next('ticket')).toMatchObject({ version: 2 });
    const fresh = await open(here, 'manager', { ticket: number, version: 2 });
    await fresh.next('presence');
    expect(fresh.heard.filter(({ event }) => event === 'ticket')).toEqual([]);
  });

  test('is marked as one’s own', async () => {
    const number = await aTicket(one.db, company);
    const mine = await open(here, 'tier1', { ticket: number, version: 1 });
    await mine.next('presence');
    await act(one.db, company, 'tier1', number, 'note', { remark: '客户又来电' });
    expect(await mine.next('ticket')).toMatchObject({ mine: true, text: '您在别处更新了这张工单：备注' });
  });

  /** A ticket in the pool of operations, and a colleague there who has it open. */
  async function inAPool(): Promise<{ number: string; colleague: Ear }> {
    const number = await aTicket(one.db, company);
    await act(one.db, company, 'tier1', number, 'escalate', { remark: '' });
    await act(one.db, company, 'review', number, 'accept');
    const target = { group_id: String(company.groups.operations), assignee_id: '', remark: '' };
    await act(one.db, company, 'review', number, 'reassign', target);
    const { version } = await one.db('tickets').where('number', number).first('version');
    const colleague = await open(there, 'ops2', { ticket: number, version });
    await colleague.next('presence');
    return { number, colleague };
  }

  test('is not heard by those who lost sight: they are told that, and nothing more', async () => {
    const { number, colleague } = await inAPool();
    await act(one.db, company, 'ops', number, 'accept');
    expect(await colleague.next('gone')).toMatchObject({ number });
    await act(one.db, company, 'ops', number, 'note', { remark: '只有我们知道' });
    await quiet();
    expect(colleague.heard.filter(({ event }) => event === 'ticket')).toEqual([]);
    expect(await one.db('presence').where('connection_id', colleague.connection)).toEqual([]);
  });

  test('is not heard when sight is lost between the question and the answer', async () => {
    const { number, colleague } = await inAPool();
    const row = await one.db('tickets').where('number', number).first('id');
    const change = await one.db.transaction();
    await change.raw('lock table ticket_events in access exclusive mode');
    await one.db.raw(`select pg_notify('gongdan', ?)`, [
      JSON.stringify({ ticket: Number(row.id), version: 1 }),
    ]);
    await waitingForLocks(change, 1);
    await act(change, company, 'ops', number, 'accept');
    await change.commit();
    expect(await colleague.next('gone')).toMatchObject({ number });
    expect(colleague.heard.filter(({ event }) => event === 'ticket')).toEqual([]);
  });
});

describe('a lost database connection', () => {
  test('is opened again, and pages are told to take stock', async () => {
    const number = await aTicket(one.db, company);
    const ear = await open(here, 'manager', { ticket: number, version: 1 });
    await ear.next('presence');
    const before = ear.heard.filter(({ event }) => event === 'resync').length;
    await one.db.raw(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'gongdan live' and datname = current_database()`);
    await act(one.db, company, 'tier1', number, 'note', { remark: '客户又来电' });
    await expect
      .poll(() => ear.heard.filter(({ event }) => event === 'resync').length)
      .toBeGreaterThan(before);
    expect(await ear.next('ticket')).toMatchObject({ version: 2 });
  });

  test('that never comes leaves the pages as they are', async () => {
    const app = createApp({
      db: one.db,
      files: noFiles,
      databaseUrl: one.url,
      listenUrl: 'postgres://nobody:nothing@127.0.0.1:1/none',
      sessionSecret: 'a secret of the tests, long enough',
      log: pino({ level: 'silent' }),
      zone: 'Asia/Shanghai',
    });
    const place = await listenWith(app);
    const person = await place.signIn('tier1');
    const ear = await person.listen();
    await ear.next('inbox');
    expect((await person.get('/tickets')).status).toBe(200);
    ear.leave();
    await place.close();
    await app.close();
  });
});

describe('a stop', () => {
  test('does not wait for open streams', async () => {
    const app = createApp({
      db: one.db,
      files: noFiles,
      databaseUrl: one.url,
      sessionSecret: 'a secret of the tests, long enough',
      log: pino({ level: 'silent' }),
      zone: 'Asia/Shanghai',
    });
    const place = await listenWith(app);
    const number = await aTicket(one.db, company);
    const ear = await (await place.signIn('tier1')).listen({ ticket: number, version: 1 });
    await ear.next('presence');
    await app.endStreams();
    await ear.ended;
    expect(await one.db('presence').where('connection_id', ear.connection)).toEqual([]);
    await place.close();
    await app.close();
  });
});
