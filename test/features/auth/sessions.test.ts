import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Sessions: their cookies, their renewal, their end. */

const HOUR = 60 * 60 * 1000;

let it: TestApp;
let company: Company;
let web: RawServer;
/** How far the application's clock is from the real one. */
let shift = 0;

beforeAll(async () => {
  it = await openTestApp({ now: () => new Date(Date.now() + shift) });
  company = await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function signedIn(person: Person = 'tier1'): Promise<RawSession> {
  const session = web.session();
  expect((await session.signIn(person)).status).toBe(303);
  return session;
}

/** Whether a browser with this session cookie is let in. */
async function letsIn(cookie: string | undefined): Promise<boolean> {
  const answer = await web.session().send('/', { headers: { cookie: `gongdan.sid=${cookie ?? ''}` } });
  expect([200, 303]).toContain(answer.status);
  return answer.status === 200;
}

const SID = 'gongdan.sid';

test('the session gets a new id at sign-in: a planted one is worth nothing', async () => {
  const session = web.session();
  const token = await session.token();
  const planted = session.cookies.get(SID);
  expect(planted).toBeDefined();
  await session.signIn('tier1');
  const mine = session.cookies.get(SID);
  expect(mine).not.toBe(planted);
  expect([await letsIn(planted), await letsIn(mine)]).toEqual([false, true]);
  // Nor is the token of before.
  const body = `_csrf=${token}&theme=dark`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await session.send('/preferences', { method: 'POST', headers, body })).status).toBe(403);
});

test('after signing out the old cookie is dead, and the browser forgets it', async () => {
  const session = await signedIn();
  const cookie = session.cookies.get(SID);
  const out = await session.post('/logout', '');
  expect(out.headers['set-cookie']?.join()).toMatch(/gongdan\.sid=;.*Expires=Thu, 01 Jan 1970/);
  expect(await letsIn(cookie)).toBe(false);
});

test('signing in again replaces the session, others of the same person stay', async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  const before = one.cookies.get(SID);
  await one.post('/login', 'username=tier1b&password=Gongdan-2026');
  expect(await letsIn(before)).toBe(false);
  expect((await one.send('/')).text).toContain('李蕾');
  expect(await letsIn(two.cookies.get(SID))).toBe(true);
});

test.each([
  ['made up', 's%3Amade-up.signature'],
  ['without a signature', 'abc'],
  ['empty', ''],
  ['hostile', 's%3A%00%ff.x'],
  ['an object', 'j%3A%7B%22a%22%3A1%7D'],
])('a cookie that is %s lets nobody in', async (_how, cookie) => {
  expect(await letsIn(cookie)).toBe(false);
});

test('a cookie with the id of another session under its own signature lets nobody in', async () => {
  const [one, two] = [await signedIn(), await signedIn('manager')];
  const [mine = '', theirs = ''] = [one.cookies.get(SID), two.cookies.get(SID)].map((each) =>
    decodeURIComponent(each ?? ''),
  );
  const forged = encodeURIComponent(`${theirs.split('.')[0] ?? ''}.${mine.split('.')[1] ?? ''}`);
  expect(await letsIn(forged)).toBe(false);
});

test('cookies are out of the reach of scripts and of other sites', async () => {
  const answer = await web.session().signIn('tier1');
  const lines = answer.headers['set-cookie'] ?? [];
  expect(lines.map((line) => line.split('=')[0]).sort()).toEqual(['gongdan.device', 'gongdan.sid']);
  for (const line of lines) {
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(line).not.toMatch(/; Secure/);
  }
});

test('a page for a stranger leaves no more than one small session behind', async () => {
  const before = await it.db('sessions').count();
  const session = web.session();
  for (let visit = 0; visit < 3; visit += 1) await session.send('/login');
  const [now] = await it.db('sessions').count();
  expect(Number(now?.count) - Number(before[0]?.count)).toBe(1);
});

test('someone deactivated is out at the next click, whatever they are doing', async () => {
  const session = await signedIn('ops2');
  expect((await session.send('/')).status).toBe(200);
  await session.token();
  await it.db('users').where('username', 'ops2').update({ active: false });
  expect((await session.send('/')).location).toBe('/login?next=%2F');
  expect((await session.post('/tickets/GD261122-1001/note', 'version=1&remark=x')).location).toBe('/login');
  await it.db('users').where('username', 'ops2').update({ active: true });
});

test('a right taken away is gone at the next click', async () => {
  const session = await signedIn('tier1b');
  expect((await session.send('/tickets/new')).status).toBe(200);
  await it.db('user_roles').where('user_id', company.people.tier1b).delete();
  expect((await session.send('/tickets/new')).status).toBe(403);
  expect((await session.send('/tickets')).status).toBe(403);
  expect((await session.send('/')).status).toBe(200);
});

test('sixteen hours after signing in one signs in again, however busy', async () => {
  shift = -15 * HOUR;
  const fresh = await signedIn();
  shift = -17 * HOUR;
  const old = await signedIn();
  shift = 0;
  expect([await letsIn(fresh.cookies.get(SID)), await letsIn(old.cookies.get(SID))]).toEqual([true, false]);
});

test('four hours without a click end a session; a click begins them anew', async () => {
  const session = await signedIn();
  const expiry = async (): Promise<number> => {
    const id =
      decodeURIComponent(session.cookies.get(SID) ?? '')
        .slice(2)
        .split('.')[0] ?? '';
    const row = (await it.db('sessions').where({ sid: id }).first('expire')) as { expire: Date };
    return row.expire.getTime();
  };
  const first = await expiry();
  expect(first - Date.now()).toBeGreaterThan(4 * HOUR - 60_000);
  expect(first - Date.now()).toBeLessThan(4 * HOUR + 60_000);
  await new Promise((done) => setTimeout(done, 1100));
  await session.send('/');
  expect(await expiry()).toBeGreaterThan(first);
  await it.db('sessions').update({ expire: new Date(Date.now() - 1000) });
  expect((await session.send('/')).status).toBe(303);
});

test('behind https the cookies travel over https only', async () => {
  const secure = await openTestApp({ https: true, trustProxy: 1 });
  const server = await listen(secure.app.server);
  try {
    await aCompany(secure.db);
    const headers = { 'x-forwarded-proto': 'https' };
    const session = server.session();
    const page = await session.send('/login', { headers });
    const token = page.page.querySelector('input[name="_csrf"]')?.getAttribute('value') ?? '';
    const answer = await session.send('/login', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: `_csrf=${token}&username=tier1&password=Gongdan-2026`,
    });
    expect(answer.status).toBe(303);
    const lines = answer.headers['set-cookie'] ?? [];
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/; Secure/);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d+/);
  } finally {
    await server.close();
    await secure.close();
  }
});
