import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Addresses, bodies and headers that no browser of ours would send: a page in words, never a 500. */

let it: TestApp;
let company: Company;
let web: RawServer;
let tier1: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** An error page of ours: in the reader's language, with the request id, and without anything of the inside. */
function expectPage(answer: RawAnswer, sentence: string): void {
  expect((answer.page.querySelector('.g-errpage')?.text ?? '').replace(/\s+/g, ' ')).toContain(sentence);
  expect(answer.page.querySelector('.g-errpage code')?.text).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.text.includes('node_modules')).toBe(false);
}

const NOT_FOUND = '这个地址没有内容，或者您没有查看它的权限。';
const BAD = '请求的内容不完整或不正确，请返回后重试。';

test.each([
  ['/tickets/%00', 404, NOT_FOUND],
  ['/tickets/%ff', 400, BAD],
  ['/tickets/%E0%A4%A', 400, BAD],
  ['/tickets/%', 400, BAD],
  ['/tickets/GD999999-9999999999999', 404, NOT_FOUND],
  ['/tickets/GD261122-1001%00', 404, NOT_FOUND],
  ['/tickets/GD261122-1001/%00', 404, NOT_FOUND],
  ['/tickets/GD261122-1001/accept%2f', 404, NOT_FOUND],
  ['/tickets/..%2f..%2fetc%2fpasswd', 404, NOT_FOUND],
  ['/tickets/%F0%9F%98%80', 404, NOT_FOUND],
  ['/tickets/%2e%2e', 404, NOT_FOUND],
  ['/tickets//', 404, NOT_FOUND],
  ['/tickets/new/nothing', 404, NOT_FOUND],
  ['/nothing', 404, NOT_FOUND],
  ['/%', 404, NOT_FOUND],
  ['/%c0%af', 404, NOT_FOUND],
  ['//evil.example', 404, NOT_FOUND],
  ['/setup/%00', 404, NOT_FOUND],
  ['/setup/%ff', 400, BAD],
  ['/assets/../../package.json', 404, NOT_FOUND],
  ['/assets/%2e%2e/%2e%2e/package.json', 404, NOT_FOUND],
  [`/tickets/${'a'.repeat(8000)}`, 404, NOT_FOUND],
  ['/__proto__', 404, NOT_FOUND],
])('GET %s', async (path, status, sentence) => {
  const answer = await tier1.send(path);
  expect(answer.status).toBe(status);
  expectPage(answer, sentence);
});

test.each([
  '/?__proto__=1&constructor=2',
  '/tickets/new?__proto__[x]=1',
  `/tickets/new?phone=${'9'.repeat(9000)}`,
  '/tickets/new?phone=%ff',
  '/tickets/new/categories?q=%ff&at=%ff',
  '/tickets/new/caller?phone=%00&category_id=%00',
  '/login?next=%ff',
  '/?open=close&open=note',
])('GET %s is answered as if the query were not there', async (path) => {
  expect((await tier1.send(path)).status).toBeLessThan(400);
});

test.each(['PUT', 'PATCH', 'DELETE'])('%s has no address here', async (method) => {
  const headers = { 'x-csrf-token': await tier1.token() };
  const answer = await tier1.send('/tickets', { method, headers });
  expect(answer.status).toBe(404);
  expectPage(answer, NOT_FOUND);
});

describe('a body', () => {
  test('that is larger than the limit is refused with a page that says so', async () => {
    const answer = await tier1.post('/tickets', `description=${'x'.repeat(8_500_000)}`);
    expect(answer.status).toBe(413);
    expectPage(answer, '提交的内容太大，请删减后再提交。');
  });

  test('with more inputs than the limit likewise', async () => {
    const answer = await tier1.post('/tickets', 'x=1&'.repeat(3000));
    expect(answer.status).toBe(413);
    expectPage(answer, '提交的内容太大，请删减后再提交。');
  });

  test.each([
    ['in an unknown encoding', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' }, 415],
    ['that says it is compressed and is not', { 'content-encoding': 'gzip' }, 400],
    ['compressed in an unknown way', { 'content-encoding': 'zip' }, 415],
  ])('%s is refused with a page', async (_how, headers, status) => {
    const answer = await tier1.post('/tickets', 'a=1', headers);
    expect(answer.status).toBe(status);
    expectPage(answer, BAD);
  });

  test('that broke is told in the language of the reader, signed in or not', async () => {
    const stranger = web.session();
    expectPage(await stranger.post('/login', 'a=1', { 'content-encoding': 'gzip' }), BAD);
  });

  test.each([
    ['application/json', '{"category_id":1,"description":"x"}'],
    ['text/plain', 'category_id=1&description=x'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="description"\r\n\r\nx\r\n--x--\r\n',
    ],
    ['', 'description=x'],
  ])('of the type %j is no form: without a token 403, with it the empty form', async (type, body) => {
    const headers = { 'content-type': type };
    const bare = await tier1.send('/tickets', { method: 'POST', body, headers });
    expect(bare.status).toBe(403);
    expectPage(bare, '这个页面已过期（可能重新登录过），请返回并刷新后再提交。');
    const token = { 'x-csrf-token': await tier1.token() };
    const answer = await tier1.send('/tickets', { method: 'POST', body, headers: { ...headers, ...token } });
    expect([answer.status, answer.page.querySelector('#create-form') !== null]).toEqual([422, true]);
  });

  test.each([
    'a=%zz',
    'a=%E0%A4%A',
    '%=%',
    '=',
    '&&',
    'a[b][c][d][e][f][g]=1',
    'a[]=1&a[0]=2',
    'a=1;b=2',
    '\u0000=1',
  ])('like %j is read as far as it goes', async (body) => {
    expect((await tier1.post('/tickets', body)).status).toBe(422);
  });
});

describe('the sign-in form', () => {
  test.each([
    ['NUL in the name', 'username=tier1%00&password=Gongdan-2026'],
    ['NUL in the password', 'username=tier1&password=Gongdan-2026%00'],
    ['a surrogate', 'username=%ED%A0%80&password=x'],
    ['no UTF-8', 'username=%ff%fe&password=%ff'],
    ['nothing', ''],
    ['no password', 'username=tier1'],
    ['an emoji', `username=${encodeURIComponent('😀')}&password=x`],
    ['right to left', `username=${encodeURIComponent('\u202etier1')}&password=x`],
    ['quotes', `username=${encodeURIComponent(`' or '1'='1`)}&password=${encodeURIComponent(`' or '1'='1`)}`],
    ['two hundred characters', `username=${'x'.repeat(200)}&password=x`],
  ])('with %s is answered like any wrong password', async (_what, body) => {
    const answer = await web.session().post('/login', body);
    expect(answer.status).toBe(401);
    expect(answer.page.querySelector('[role="alert"]')?.text).toContain('用户名或密码不对，请检查后再试。');
  });

  test.each([
    ['a name of a hundred thousand characters', `username=${'x'.repeat(100_000)}&password=x`],
    ['a password of a hundred thousand characters', `username=tier1&password=${'x'.repeat(100_000)}`],
    ['two names', 'username=tier1&username=admin&password=Gongdan-2026'],
    ['an unknown input', 'username=tier1&password=Gongdan-2026&role=super_admin'],
    ['a name with a key', 'username[x]=tier1&password=x'],
  ])('with %s is refused in words, and signs nobody in', async (_what, body) => {
    const session = web.session();
    const answer = await session.post('/login', body);
    expect([answer.status, answer.page.querySelector('[role="alert"], .g-errpage')?.text.trim()]).toEqual([
      422,
      expect.stringMatching(/\p{Script=Han}/u),
    ]);
    expect((await session.send('/')).location).toMatch(/^\/login/);
  });
});

describe('the preferences', () => {
  test.each([
    'language=fr',
    'theme=neon',
    'language=zh-CN&language=en',
    'constructor=1',
    'language[]=en',
    'role=admin',
    'next=a&next=b',
  ])('%s is refused in words', async (body) => {
    const answer = await tier1.post('/preferences', body);
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('.g-errpage')?.text).toMatch(/没有“.+”这一项|“.+”的内容不正确/);
  });

  test('work on a page with a long address, such as a search for many characters', async () => {
    const next = `/tickets?view=all&q=${encodeURIComponent('退'.repeat(100))}`;
    expect((await tier1.send(next)).status).toBe(200);
    const answer = await tier1.post('/preferences', encodeForm({ theme: 'dark', next }));
    expect(answer.status).toBe(303);
    expect([next, '/']).toContain(answer.location);
  });
});

test('an address of a proxy that is no address stops nobody', async () => {
  const behind = await openTestApp({ trustProxy: 1 });
  const server = await listen(behind.app.server);
  try {
    await aCompany(behind.db);
    for (const from of [
      'unknown',
      '203.0.113.7:51234',
      '[2001:db8::1]:443',
      '_hidden',
      '203.0.113.7',
      'fe80::1%eth0',
    ]) {
      const session = server.session();
      const headers = { 'x-forwarded-for': from };
      const answer = await session.signIn('tier1', 'Gongdan-2026', headers);
      expect([from, answer.status]).toEqual([from, 303]);
      expect([from, (await session.post('/logout', '', headers)).status]).toEqual([from, 303]);
    }
  } finally {
    await server.close();
    await behind.close();
  }
});

test('after all of this the house still stands', async () => {
  const answer = await tier1.post('/tickets', encodeForm(refundForm(company)));
  expect(answer.status).toBe(303);
});
