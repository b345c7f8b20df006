import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** What people keep of themselves (spec 03, self-service). */

let it: TestApp;
let company: Company;
let person: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  person = it.client();
  await person.signIn('tier1');
});
afterAll(() => it.close());

const versioned = { on: '/profile', hidden: ['version'] };
const FORM = { name: '陈晓', language: 'zh-CN', theme: 'auto', after_action: 'stay' };

test('name, phone, language, theme and where to go after an action', async () => {
  expect((await person.get('/')).page.querySelector('a[href="/profile"]')).not.toBeNull();
  const values = {
    name: '陈晓晓',
    phone: '138 0013 8000',
    language: 'en',
    theme: 'dark',
    after_action: 'next',
  };
  expect((await person.submit('/profile', values, versioned)).location).toBe('/profile');
  expect(await it.db('users').where('id', company.people.tier1).first()).toMatchObject({
    name: '陈晓晓',
    pinyin: 'chenxiaoxiao cxx',
    phone: '+8613800138000',
    language: 'en',
    theme: 'dark',
    after_action: 'next',
  });
  await person.submit('/profile', FORM, versioned);
});

test.each([
  ['no name', { name: ' ' }, 'name'],
  ['a language nobody speaks', { language: 'xx' }, 'language'],
  ['a field that is not theirs', { role_ids: '7' }, null],
])('%s is refused', async (_name, values, field) => {
  const answer = await person.submit('/profile', { ...FORM, ...values }, versioned);
  expect(answer.status).toBe(422);
  if (field) expect(answer.page.querySelector(`[data-field=${field}] .g-err`)).not.toBeNull();
});

test('groups and roles are shown, and not theirs to change', async () => {
  const text = (await person.get('/profile')).page.querySelector('.g-facts')?.text ?? '';
  expect(text).toContain('一线客服');
  expect(text).toContain('客户服务中心');
});

test('the password: the current one is asked for, other sessions end, this one stays', async () => {
  const other = it.client();
  await other.signIn('tier1');
  const fresh = 'seven quiet lakes';
  const send = (values: object) =>
    person.submit(
      '/profile/password',
      { current: 'Gongdan-2026', fresh, repeated: fresh, ...values },
      { on: '/profile/password' },
    );
  for (const [values, field] of [
    [{ current: 'wrong' }, 'current'],
    [{ fresh: 'short', repeated: 'short' }, 'fresh'],
    [{ fresh: 'Gongdan-2026', repeated: 'Gongdan-2026' }, 'fresh'],
    [{ repeated: 'seven quiet lake' }, 'repeated'],
  ] as const) {
    const answer = await send(values);
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector(`[data-field=${field}] .g-err`), JSON.stringify(values)).not.toBeNull();
  }
  expect((await send({})).location).toBe('/profile');
  expect((await person.get('/')).status).toBe(200);
  expect((await other.get('/')).location).toBe('/login?next=%2F');
  await other.signIn('tier1', fresh);
});

test('guessing the current password is slowed', async () => {
  const guesser = it.client();
  await guesser.signIn('review');
  const statuses: number[] = [];
  for (let guess = 0; guess < 11; guess += 1) {
    const values = { current: `guess ${guess}`, fresh: 'seven quiet lakes', repeated: 'seven quiet lakes' };
    statuses.push((await guesser.submit('/profile/password', values, { on: '/profile/password' })).status);
  }
  expect(statuses.slice(0, 10).every((status) => status === 422)).toBe(true);
  expect(statuses[10]).toBe(429);
});

test('signing out everywhere else', async () => {
  const [here, there] = [it.client(), it.client()];
  await here.signIn('ops');
  await there.signIn('ops');
  expect((await here.submit('/profile/end-sessions', {}, { on: '/profile' })).location).toBe('/profile');
  expect((await here.get('/')).status).toBe(200);
  expect((await there.get('/')).location).toBe('/login?next=%2F');
});
