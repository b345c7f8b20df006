import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../../../src/context.ts';
import { makeSetupLink } from '../../../src/features/auth/complete-setup.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { listen, type RawAnswer, type RawServer } from '../../support/raw-http.ts';
import { noFiles } from '../../support/tickets.ts';

/** The one-time link of an empty installation (spec 03): once, for a day, and with a password worth the name. */

let it: TestApp;
let web: RawServer;

beforeAll(async () => {
  it = await openTestApp();
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});
/** From here on in an installation of its own: a first user can't be taken back. */
async function begin(): Promise<void> {
  await web.close();
  await it.close();
  it = await openTestApp();
  web = await listen(it.app.server);
}

function aLink(createdAt = new Date()): Promise<string> {
  const ctx: Ctx = {
    db: it.db,
    now: () => createdAt,
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
    files: noFiles,
  };
  return makeSetupLink(ctx);
}

const GOOD = { username: 'boss', name: '老板', password: 'correct horse battery' } as const;

function send(token: string, values: Readonly<Record<string, string>> = GOOD): Promise<RawAnswer> {
  return web.session().post(`/setup/${token}`, new URLSearchParams(values).toString());
}

test.each(['', 'x', 'a'.repeat(5000), '..', '%00', '%27%20or%201=1'])(
  'the token %j is none',
  async (token) => {
    await aLink();
    expect((await web.session().send(`/setup/${token}`)).status).toBe(404);
    expect((await send(token)).status).toBe(404);
    expect(await it.db('users')).toHaveLength(0);
  },
);

test.each([
  ['short', 'abc', '密码至少 10 个字符。'],
  ['nine characters', '九个字符的密码不够', '密码至少 10 个字符。'],
  ['the first one everybody tries', '1234567890', '这个密码太常见，容易被猜到，请换一个更长、更特别的。'],
  ['a common word with figures', 'password123', '这个密码太常见，容易被猜到，请换一个更长、更特别的。'],
  ['in capitals', 'PASSWORD123', '这个密码太常见，容易被猜到，请换一个更长、更特别的。'],
  ['one key', 'aaaaaaaaaaaaaaa', '这个密码太常见，容易被猜到，请换一个更长、更特别的。'],
  ['the name', 'boss-boss-boss', '这个密码太常见，容易被猜到，请换一个更长、更特别的。'],
])('a password that is %s is refused, and the rest stays', async (_how, password, sentence) => {
  const token = await aLink();
  const answer = await send(token, { ...GOOD, password });
  expect(answer.status).toBe(422);
  expect(answer.page.querySelector('#password-text')?.text.trim()).toBe(sentence);
  expect(answer.page.querySelector('#password')?.getAttribute('aria-invalid')).toBe('true');
  expect(answer.page.querySelector('#username')?.getAttribute('value')).toBe('boss');
  expect(answer.page.querySelector('#password')?.getAttribute('value')).toBe('');
  // The link is not used up by a mistake.
  expect((await web.session().send(`/setup/${token}`)).status).toBe(200);
});

test.each([
  [{ username: '', name: '' }, ['username', 'name']],
  [{ username: 'x' }, ['username']],
  [{ username: 'a b' }, ['username']],
  [{ username: '<script>' }, ['username']],
  [{ username: '老板' }, ['username']],
  [{ username: 'a'.repeat(51) }, ['username']],
  [{ username: 'boss\u0000' }, ['username']],
  [{ name: '名'.repeat(101) }, ['name']],
  [{ name: 'a\u0000b' }, ['name']],
  [{ name: ' ' }, ['name']],
])('%j is refused beside its inputs', async (wrong, inputs) => {
  const token = await aLink();
  const answer = await send(token, { ...GOOD, ...wrong });
  expect(answer.status).toBe(422);
  const invalid = answer.page
    .querySelectorAll('[aria-invalid="true"]')
    .map((input) => input.getAttribute('name'));
  expect(invalid).toEqual(inputs);
  expect(await it.db('users')).toHaveLength(0);
});

test('inputs that the form does not have are refused', async () => {
  const answer = await send(await aLink(), { ...GOOD, role: 'super_admin' });
  expect(answer.status).toBe(422);
  expect(await it.db('users')).toHaveLength(0);
});

test('the page speaks English to who asked for it', async () => {
  const session = web.session();
  await session.post('/preferences', 'language=en');
  expect((await session.send(`/setup/${await aLink()}`)).page.querySelector('h1')?.text).toBe(
    'Create the super administrator',
  );
});

test('it creates the super administrator, who then signs in and may everything', async () => {
  await begin();
  const token = await aLink();
  const session = web.session();
  const page = await session.send(`/setup/${token}`);
  expect(page.page.querySelector('h1')?.text).toBe('创建超级管理员');
  const done = await session.post(`/setup/${token}`, new URLSearchParams(GOOD).toString());
  expect([done.status, done.location]).toEqual([303, '/login']);
  expect((await session.send('/login')).text).toContain('超级管理员已创建，请登录。');
  expect((await session.signIn('boss', GOOD.password)).location).toBe('/');
  expect((await session.send('/')).page.querySelector('.g-duty summary')?.text).toContain('超级管理员');
  const row = (await it.db('users').first()) as { password_hash: string };
  expect(row.password_hash).toMatch(/^\$argon2id\$/);
  const entries = await it.db('audit_log').where('action', 'installation_set_up');
  expect(entries.map((entry) => entry.subject_id)).toEqual(['boss']);
});

test('it works once', async () => {
  await begin();
  const token = await aLink();
  expect((await send(token)).status).toBe(303);
  expect((await send(token, { ...GOOD, username: 'second' })).status).toBe(404);
  expect((await web.session().send(`/setup/${token}`)).status).toBe(404);
  expect(await it.db('users')).toHaveLength(1);
});

test('ten presses at once create one', async () => {
  await begin();
  const token = await aLink();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => send(token, { ...GOOD, username: `boss${index}` })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([
    303,
    ...Array.from({ length: 9 }, () => 404),
  ]);
  expect(await it.db('users')).toHaveLength(1);
});

test('two links of two starts at once create one', async () => {
  await begin();
  const tokens = [await aLink(), await aLink()];
  const answers = await Promise.all(
    tokens.map((token, index) => send(token, { ...GOOD, username: `boss${index}` })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 404]);
  expect(await it.db('users')).toHaveLength(1);
});

test('it is over after a day, and as soon as there is any user', async () => {
  await begin();
  const old = await aLink(new Date(Date.now() - 25 * 60 * 60 * 1000));
  expect((await send(old)).status).toBe(404);
  const late = await aLink();
  await it.db('users').insert({ username: 'somebody', name: '某人', password_hash: 'x' });
  expect((await web.session().send(`/setup/${late}`)).status).toBe(404);
  expect((await send(late)).status).toBe(404);
});

test('a name in which there is nothing to see is none', async () => {
  await begin();
  const answer = await send(await aLink(), { ...GOOD, name: '\u200b\u2060' });
  expect([answer.status, await it.db('users')]).toEqual([422, []]);
});
