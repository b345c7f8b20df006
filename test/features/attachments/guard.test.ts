import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { multipart, PNG } from '../../support/multipart.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';

/** Nobody uploads on the word of another site, and a broken form leaves nothing behind (spec 10). */

let it: TestApp;
let web: RawServer;
let tier1: RawSession;
let token = '';
const PICTURE = [{ name: 'a.png', content: PNG }];

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
  token = await tier1.token();
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function post(
  sent: ReturnType<typeof multipart>,
  headers: Record<string, string> = {},
  to = '/attachments',
) {
  const answer = await tier1.send(to, { method: 'POST', ...sent, headers: { ...sent.headers, ...headers } });
  return answer;
}

async function nothingKept(): Promise<void> {
  expect(await filesIn(it.folder)).toEqual([]);
  expect(await it.db('attachments').select('id')).toEqual([]);
}

test.each<[string, () => Promise<Record<string, string>>]>([
  ['no token', () => Promise.resolve({})],
  ['a made-up token', () => Promise.resolve({ _csrf: '0'.repeat(256) })],
  [
    'the token of someone else',
    async () => {
      const other = web.session();
      await other.signIn('tier1b');
      return { _csrf: await other.token() };
    },
  ],
])('with %s nothing is kept', async (_what, fields) => {
  for (const to of ['/attachments', '/tickets', '/tickets/new/form', '/tickets/GD261122-1001/note']) {
    const answer = await post(multipart(await fields(), PICTURE), {}, to);
    expect([to, answer.status]).toEqual([to, 403]);
    expect(answer.text).toContain('这个页面已过期');
  }
  await nothingKept();
});

test('a token behind the files comes too late', async () => {
  const { headers, body } = multipart({}, PICTURE);
  const late = multipart({ _csrf: token });
  const joined = Buffer.concat([body.subarray(0, body.lastIndexOf('------')), late.body]);
  expect((await post({ headers, body: joined })).status).toBe(403);
  await nothingKept();
});

test('a token of ours is not enough when another site sends it', async () => {
  const answer = await post(multipart({ _csrf: token }, PICTURE), { 'sec-fetch-site': 'cross-site' });
  expect(answer.status).toBe(403);
  await nothingKept();
});

test('signed out, nothing is read', async () => {
  const stranger = web.session();
  const answer = await stranger.send('/attachments', { method: 'POST', ...multipart({}, PICTURE) });
  expect(answer.status).toBe(403);
  await nothingKept();
});

test('a role that may not do the action uploads nothing with it either', async () => {
  const ops = web.session();
  await ops.signIn('ops');
  const form = multipart({ _csrf: await ops.token() }, PICTURE);
  const answer = await ops.send('/tickets', { method: 'POST', ...form });
  expect([answer.status, answer.text.includes('没有这项权限')]).toEqual([403, true]);
  await nothingKept();
});

test('a route that takes no files reads none', async () => {
  const answer = await post(multipart({ _csrf: token, theme: 'dark' }, PICTURE), {}, '/preferences');
  expect(answer.status).toBe(403);
  await nothingKept();
});

const whole = (): Buffer => multipart({ _csrf: token }, [...PICTURE, { name: 'b.png', content: PNG }]).body;
const headerOf = (name: string): Buffer =>
  Buffer.from(whole().toString('latin1').replace('name="files"', `name="${name}"`), 'latin1');

test.each<[string, () => Buffer, Record<string, string>, number]>([
  ['without its end', () => whole().subarray(0, -20), {}, 400],
  ['cut off inside a file', () => whole().subarray(0, -120), {}, 400],
  ['without a boundary', whole, { 'content-type': 'multipart/form-data' }, 400],
  ['with another boundary', whole, { 'content-type': 'multipart/form-data; boundary=other' }, 400],
  ['of garbage', () => Buffer.from('\0\x01\x02'.repeat(999)), {}, 400],
  ['of nothing', () => Buffer.alloc(0), {}, 400],
  ['with files under another name', () => headerOf('other'), {}, 400],
  ['with files under a nested name', () => headerOf('files[0][x]'), {}, 400],
  ['with nested fields', () => multipart({ _csrf: token, 'a[b][c]': 'x' }, PICTURE).body, {}, 400],
  ['with a prototype', () => multipart({ _csrf: token, '__proto__[x]': 'x' }, PICTURE).body, {}, 400],
  ['with a huge field', () => multipart({ _csrf: token, a: 'x'.repeat(300_000) }, PICTURE).body, {}, 413],
  [
    'with too many fields',
    () => multipart({ _csrf: token, a: Array(1100).fill('x') }, PICTURE).body,
    {},
    413,
  ],
])('a form %s is a bad request, and leaves nothing behind', async (_what, body, headers, status) => {
  const given = multipart({}).headers;
  const answer = await post({ headers: given, body: body() }, { ...headers, 'x-csrf-token': token });
  expect(answer.status).toBe(status);
  expect(answer.page.querySelector('.g-errpage')?.text).toMatch(/请返回后重试|内容太大/);
  await nothingKept();
});

test('an upload that is cut off in the middle leaves nothing behind', async () => {
  const { headers, body } = multipart({ _csrf: token }, [{ name: 'a.txt', content: 'x'.repeat(2_000_000) }]);
  const cookie = [...tier1.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { request } = await import('node:http');
  const sending = request({
    ...{ host: '127.0.0.1', port: web.port, path: '/attachments', method: 'POST' },
    headers: { ...headers, cookie, 'content-length': String(body.length) },
  });
  const broken = new Promise((done) => sending.once('error', done));
  sending.write(body.subarray(0, 1_000_000));
  // Something has arrived: now the line goes dead.
  await expect.poll(() => filesIn(it.folder)).toHaveLength(1);
  sending.destroy();
  await broken;
  await expect.poll(() => filesIn(it.folder)).toEqual([]);
  await nothingKept();
});
