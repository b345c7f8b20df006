import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** Language and theme: chosen anywhere, kept for good. */

let it: TestApp;
let company: Company;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('users').update({ language: 'zh-CN', theme: 'auto' });
  tier1 = it.client();
  await tier1.signIn('tier1');
});

const HAN = /\p{Script=Han}/u;

test('Chinese comes first, and English is one press away on every page', async () => {
  const page = (await tier1.get('/tickets?view=created')).page;
  expect(page.querySelector('html')?.getAttribute('lang')).toBe('zh-CN');
  const answer = await tier1.submit(
    '/preferences',
    { language: 'en', next: '/tickets?view=created' },
    { on: '/tickets?view=created' },
  );
  expect([answer.status, answer.location]).toEqual([303, '/tickets?view=created']);
  const english = (await tier1.get('/tickets?view=created')).page;
  expect(english.querySelector('html')?.getAttribute('lang')).toBe('en');
  expect(english.querySelector('[role="tab"][aria-selected="true"]')?.text).toMatch(/^Created by me/);
  expect(
    english.querySelectorAll('.g-nav a').map((link) => link.text.trim().replace(/\d+$/, '').trim()),
  ).toEqual(['Bench', 'Tickets', 'Waiting for me', 'Waiting in pools']);
});

test('the menu comes back to the page it was opened on', async () => {
  const address = '/tickets?view=all&q=%E9%80%80%E6%AC%BE&sort=created';
  const { page } = await tier1.get(address);
  const nexts = page
    .querySelectorAll('form[action="/preferences"] input[name="next"]')
    .map((input) => input.getAttribute('value'));
  expect(nexts).toEqual([address, address]);
});

test('the choice outlives the session, and follows the person to another browser', async () => {
  await tier1.submit('/preferences', { language: 'en' }, { on: '/' });
  await tier1.submit('/preferences', { theme: 'dark' }, { on: '/' });
  const elsewhere = it.client();
  await elsewhere.signIn('tier1');
  const html = (await elsewhere.get('/')).page.querySelector('html');
  expect([html?.getAttribute('lang'), html?.getAttribute('data-bs-theme')]).toEqual(['en', 'dark']);
});

test('before signing in the language is kept by the browser, through the sign-in and past a mistake', async () => {
  const stranger = it.client();
  expect((await stranger.get('/login')).page.querySelector('h1')?.text).toBe('登录');
  const changed = await stranger.submit('/preferences', { language: 'en', next: '/login' }, { on: '/login' });
  expect(changed.location).toBe('/login');
  expect((await stranger.get('/login')).page.querySelector('h1')?.text).toBe('Sign in');
  const wrong = await stranger.submit('/login', { username: 'tier1', password: 'wrong' }, { on: '/login' });
  expect(wrong.page.querySelector('[role="alert"]')?.text.trim()).toBe(
    'User name or password is wrong. Check both and try again.',
  );
  expect((await stranger.get('/nothing')).page.querySelector('h1')?.text).toBe('Not found');
  // A person who has chosen Chinese gets Chinese.
  await stranger.signIn('tier1');
  expect((await stranger.get('/')).page.querySelector('html')?.getAttribute('lang')).toBe('zh-CN');
});

test.each(['auto', 'light', 'dark'])(
  'the theme %s stands in the page and is marked in the menu',
  async (theme) => {
    await tier1.submit('/preferences', { theme }, { on: '/' });
    const { page } = await tier1.get('/');
    expect(page.querySelector('html')?.getAttribute('data-bs-theme')).toBe(theme);
    const pressed = page
      .querySelectorAll('button[name="theme"][aria-pressed="true"]')
      .map((button) => button.getAttribute('value'));
    expect(pressed).toEqual([theme, theme]);
  },
);

test('a choice of one leaves the other as it is', async () => {
  await tier1.submit('/preferences', { theme: 'dark' }, { on: '/' });
  await tier1.submit('/preferences', { language: 'en' }, { on: '/' });
  expect(await it.db('users').where('username', 'tier1').first('language', 'theme')).toEqual({
    language: 'en',
    theme: 'dark',
  });
  expect((await it.db('users').where('username', 'tier1b').first('theme')) as { theme: string }).toEqual({
    theme: 'auto',
  });
});

test('in English no Chinese is left but what people wrote, and the name of the language', async () => {
  const number = await aTicket(it.db, company, {
    title: 'A ticket',
    customer_name: 'Ms Gu',
    description: 'x',
  });
  await it.db('users').update({ language: 'en', name: it.db.ref('username') });
  await it.db('departments').update({ name: 'Service' });
  await it.db('groups').update({ name: it.db.raw("'Group ' || id") });
  await it.db('categories').update({ name: it.db.raw("'Category ' || id") });
  await it.db('templates').update({ name: it.db.raw("'Template ' || id") });
  await it.db('sla_policies').update({ name: it.db.raw("'Policy ' || id") });
  for (const path of [
    '/',
    '/tickets?view=all',
    `/tickets/${number}`,
    `/tickets/${number}/close`,
    `/tickets/${number}/escalate`,
    '/tickets/new',
    '/nothing',
  ]) {
    const { page } = await tier1.get(path);
    for (const button of page.querySelectorAll('[lang="zh-CN"]')) button.remove();
    const left = page.text.split('\n').filter((line) => HAN.test(line));
    expect([path, left.map((line) => line.trim())]).toEqual([path, []]);
  }
});

test('in a dialog the language is the same', async () => {
  const number = await aTicket(it.db, company);
  await tier1.submit('/preferences', { language: 'en' }, { on: '/' });
  const answer = await tier1.get(`/tickets/${number}/escalate`, { 'hx-request': 'true' });
  expect(answer.page.querySelector('h2')?.text).toBe('Escalate');
});
