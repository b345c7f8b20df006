import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Guessing is slowed, and no stranger can lock anyone out (spec 03). */

let it: TestApp;
let web: RawServer;
let addresses = 0;

beforeAll(async () => {
  it = await openTestApp({ trustProxy: 1 });
  await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** An address nobody has come from yet. */
function anAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

function from(
  session: RawSession,
  address: string,
  username: string,
  password = 'Gongdan-2026',
): Promise<RawAnswer> {
  return session.signIn(username, password, { 'x-forwarded-for': address });
}

/** Ten wrong passwords, each from a browser without any history. */
async function guess(address: string, username: string, times = 10): Promise<number[]> {
  const session = web.session();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < times; attempt += 1)
    statuses.push((await from(session, address, username, `wrong-${attempt}`)).status);
  return statuses;
}

const TEN_WRONG = Array.from({ length: 10 }, () => 401);

test('ten wrong passwords for one name from one address block that pair, even with the right one', async () => {
  const address = anAddress();
  expect(await guess(address, 'tier1')).toEqual(TEN_WRONG);
  const answer = await from(web.session(), address, 'tier1');
  expect(answer.status).toBe(429);
  expect(answer.page.querySelector('[role="alert"]')?.text.trim()).toMatch(
    /^这台设备上输错的次数太多，请 1[45] 分钟后再试；忘记密码可请管理员重置。$/,
  );
  expect(answer.page.querySelector('#username')?.getAttribute('value')).toBe('tier1');
  // Other spellings of the name are the same name.
  expect((await from(web.session(), address, 'TIER1')).status).toBe(429);
  // The same name from elsewhere, and another name from here, are not concerned.
  expect((await from(web.session(), anAddress(), 'tier1')).status).toBe(303);
  expect((await from(web.session(), address, 'tier1b')).status).toBe(303);
});

test('the sentence in English', async () => {
  const address = anAddress();
  await guess(address, 'rd');
  const session = web.session();
  await session.post('/preferences', 'language=en&next=/login');
  const answer = await from(session, address, 'rd');
  expect(answer.page.querySelector('[role="alert"]')?.text).toMatch(
    /Too many wrong attempts from this device\. Try again in 1[45] min/,
  );
});

test('an attempt that is not even judged is in the audit log too', async () => {
  const address = anAddress();
  await guess(address, 'someone-else', 11);
  const entries = await it.db('audit_log').where({ subject_id: 'someone-else' });
  expect(entries).toHaveLength(11);
});

test('a name that nobody has is counted like any other', async () => {
  const address = anAddress();
  expect(await guess(address, 'nobody-here', 11)).toEqual([...TEN_WRONG, 429]);
});

test('a browser that has signed the person in before is not locked out by a stranger at its address', async () => {
  const address = anAddress();
  const known = web.session();
  await from(known, address, 'review');
  await known.post('/logout', '');
  expect(await guess(address, 'review', 11)).toEqual([...TEN_WRONG, 429]);
  expect((await from(known, address, 'review')).status).toBe(303);
});

test('the mark of a known browser opens nothing for another name, and can not be forged', async () => {
  const address = anAddress();
  const known = web.session();
  await from(known, address, 'aftersales2');
  await known.post('/logout', '');
  await guess(address, 'aftersales');
  expect((await from(known, address, 'aftersales')).status).toBe(429);

  const mark = known.cookies.get('gongdan.device') ?? '';
  const other = Buffer.from('aftersales').toString('base64url');
  for (const forged of [
    mark.replace(/^[^.]+/, other),
    `${other}.x.y`,
    '..',
    '',
    mark.slice(0, -1),
    '%00',
    'a'.repeat(3000),
  ]) {
    const session = web.session();
    session.cookies.set('gongdan.device', forged);
    expect([forged.slice(0, 20), (await from(session, address, 'aftersales')).status]).toEqual([
      forged.slice(0, 20),
      429,
    ]);
  }
});

test('a known browser is slowed by its own mistakes alone', async () => {
  const known = web.session();
  await from(known, anAddress(), 'manager');
  await known.post('/logout', '');
  for (let attempt = 0; attempt < 10; attempt += 1)
    expect((await from(known, anAddress(), 'manager', 'wrong')).status).toBe(401);
  expect((await from(known, anAddress(), 'manager')).status).toBe(429);
  expect((await from(web.session(), anAddress(), 'manager')).status).toBe(303);
});

test('signing in forgets the mistakes before it', async () => {
  const address = anAddress();
  for (let round = 0; round < 2; round += 1) {
    expect(await guess(address, 'aftersales3', 9)).toEqual(TEN_WRONG.slice(1));
    expect((await from(web.session(), address, 'aftersales3')).status).toBe(303);
  }
});

test('after the time is over one may try again', async () => {
  const address = anAddress();
  await guess(address, 'ops');
  expect((await from(web.session(), address, 'ops')).status).toBe(429);
  await it.db('sign_in_throttle').update({ expire: Date.now() - 1 });
  expect((await from(web.session(), address, 'ops')).status).toBe(303);
});

test('many names tried from one address block the address, but not those who are known there', async () => {
  const address = anAddress();
  const known = web.session();
  await from(known, address, 'review2');
  await known.post('/logout', '');
  await guess(address, 'someone', 1);
  const [row] = (await it.db('sign_in_throttle').where('key', 'like', `%address:${address}`)) as {
    key: string;
  }[];
  await it
    .db('sign_in_throttle')
    .where('key', row?.key ?? '')
    .update({ points: 200 });
  expect((await from(web.session(), address, 'tier1')).status).toBe(429);
  expect((await from(known, address, 'review2')).status).toBe(303);
});

test('only as many addresses are believed as there are proxies', async () => {
  const address = anAddress();
  const session = web.session();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    // What the caller claims stands before what our own proxy adds.
    const claim = { 'x-forwarded-for': `198.51.100.${attempt}, ${address}` };
    expect((await session.signIn('admin', 'wrong', claim)).status).toBe(401);
  }
  expect((await from(web.session(), address, 'admin')).status).toBe(429);
});

test('guesses at the same instant are counted too: no more than ten are judged', async () => {
  const address = anAddress();
  const session = web.session();
  const body = `_csrf=${await session.token()}&username=tier1b&password=wrong`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address };
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => session.send('/login', { method: 'POST', body, headers })),
  );
  const judged = answers.filter((answer) => answer.status === 401);
  expect(answers.every((answer) => [401, 429].includes(answer.status))).toBe(true);
  expect(judged.length).toBeLessThanOrEqual(10);
});
