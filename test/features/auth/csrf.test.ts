import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Nothing changes on the word of another site (spec 10). */

let it: TestApp;
let web: RawServer;
let tier1: RawSession;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});
beforeEach(() => it.db('users').update({ theme: 'auto' }));

function post(body: string, headers: Record<string, string> = {}, path = '/preferences'): Promise<RawAnswer> {
  return tier1.send(path, { method: 'POST', headers: { ...FORM, ...headers }, body });
}

async function theme(): Promise<string> {
  const row = (await it.db('users').where('username', 'tier1').first('theme')) as { theme: string };
  return row.theme;
}

test.each<[string, () => Promise<string>]>([
  ['no token', () => Promise.resolve('theme=dark')],
  ['an empty token', () => Promise.resolve('theme=dark&_csrf=')],
  ['a made-up token', () => Promise.resolve(`theme=dark&_csrf=${'0'.repeat(256)}`)],
  ['two tokens', async () => `theme=dark&_csrf=x&_csrf=${await tier1.token()}`],
  ['the beginning of the token', async () => `theme=dark&_csrf=${(await tier1.token()).slice(0, 64)}`],
  [
    'the token of someone else',
    async () => {
      const other = web.session();
      await other.signIn('tier1b');
      return `theme=dark&_csrf=${await other.token()}`;
    },
  ],
])('with %s nothing is done, and a page says what to do', async (_what, body) => {
  const answer = await post(await body());
  expect(answer.status).toBe(403);
  expect(answer.page.querySelector('.g-errpage')?.text).toContain(
    '这个页面已过期（可能重新登录过），请返回并刷新后再提交。',
  );
  expect(await theme()).toBe('auto');
});

test('a token of ours is not enough when another site sends it', async () => {
  const body = `theme=dark&_csrf=${await tier1.token()}`;
  const answer = await post(body, { 'sec-fetch-site': 'cross-site' });
  expect([answer.status, await theme()]).toEqual([403, 'auto']);
  for (const site of ['same-origin', 'none'])
    expect([site, (await post(body, { 'sec-fetch-site': site })).status]).toEqual([site, 303]);
});

test('scripts send the token in a header', async () => {
  const answer = await post('theme=dark', { 'x-csrf-token': await tier1.token() });
  expect([answer.status, await theme()]).toEqual([303, 'dark']);
});

test('links from other sites open pages all the same', async () => {
  const answer = await tier1.send('/tickets', { headers: { 'sec-fetch-site': 'cross-site' } });
  expect(answer.status).toBe(200);
});

test('every form of every page carries the token', async () => {
  const token = await tier1.token();
  for (const path of ['/', '/tickets', '/tickets/new']) {
    const { page } = await tier1.send(path);
    const forms = page.querySelectorAll('form[method="post"]');
    expect(forms.length).toBeGreaterThan(2);
    for (const form of forms)
      expect(
        form.querySelectorAll('input[name="_csrf"]').map((input) => input.getAttribute('value')),
      ).toEqual([token]);
  }
});

test.each([
  '/login',
  '/logout',
  '/tickets',
  '/tickets/new/form',
  '/tickets/GD261122-1001/accept',
  '/setup/abc',
  '/nothing',
])('without a token %s is refused before anything else is looked at', async (path) => {
  expect((await post('username=tier1&password=Gongdan-2026', {}, path)).status).toBe(403);
  const stranger = await web.session().send(path, { method: 'POST', headers: FORM, body: 'a=1' });
  expect(stranger.status).toBe(403);
  expect(stranger.page.querySelector('.g-errpage')?.text).toContain('这个页面已过期');
});

test('the sign-in of an attacker can not be planted', async () => {
  const victim = web.session();
  const attacker = web.session();
  const body = `_csrf=${await attacker.token()}&username=tier1b&password=Gongdan-2026`;
  await victim.token();
  expect((await victim.send('/login', { method: 'POST', headers: FORM, body })).status).toBe(403);
});
