import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';

/** Signing in and out (spec 03): who gets in, where they are led, and what the audit log keeps. */

let it: TestApp;
let company: Company;
let stranger: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());
beforeEach(() => {
  stranger = it.client();
});

function signIn(values: Record<string, string>, client = stranger): Promise<Answer> {
  return client.submit(
    '/login',
    { username: 'tier1', password: 'Gongdan-2026', ...values },
    { on: '/login' },
  );
}

/** The page without what differs from one rendering to the next. */
const plain = (answer: Answer): string =>
  answer.text.replace(/[0-9a-f]{40,}/g, '').replace(/value="[^"]*"/g, '');

test('the right password leads to the bench, in any case of the name', async () => {
  for (const username of ['tier1', 'TIER1', 'Tier1']) {
    const client = it.client();
    const answer = await signIn({ username }, client);
    expect([username, answer.status, answer.location]).toEqual([username, 303, '/']);
    expect((await client.get('/')).page.querySelector('.g-duty summary')?.text).toContain('陈晓');
  }
});

test('a wrong password, an unknown name and a deactivated person get the very same answer', async () => {
  await it.db('users').where('username', 'ops2').update({ active: false });
  const answers = [
    await signIn({ username: 'tier1', password: 'Gongdan-2027' }),
    await signIn({ username: 'nobody-here', password: 'Gongdan-2026' }),
    await signIn({ username: 'ops2', password: 'Gongdan-2026' }),
    await signIn({ username: 'tier1', password: '' }),
    await signIn({ username: '', password: '' }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.page.querySelector('[role="alert"]')?.text.trim()).toBe('用户名或密码不对，请检查后再试。');
    expect(answer.page.querySelector('input[name="password"]')?.getAttribute('value')).toBeUndefined();
  }
  // Whoever mistyped keeps the name; the focus is the only other difference.
  expect(plain(answers[0]!)).toBe(plain(answers[1]!));
  expect(plain(answers[0]!)).toBe(plain(answers[2]!));
  expect(answers[0]?.page.querySelector('#username')?.getAttribute('value')).toBe('tier1');
  expect((await stranger.get('/')).location).toBe('/login?next=%2F');
});

test.each([
  'gongdan-2026',
  'Gongdan-2026 ',
  ' Gongdan-2026',
  'Gongdan-202',
  'Gongdan-20266',
  'Ｇongdan-2026',
])('the password %j is not the password', async (password) => {
  expect((await signIn({ username: 'tier1b', password })).status).toBe(401);
});

test('whoever is signed in already is led on', async () => {
  await signIn({});
  expect((await stranger.get('/login')).location).toBe('/');
  expect((await stranger.get('/login?next=%2Ftickets')).location).toBe('/tickets');
});

test('a page asked for before signing in is the one that opens afterwards', async () => {
  const asked = await stranger.get('/tickets?view=all&q=%E9%80%80');
  expect([asked.status, asked.location]).toEqual([
    303,
    '/login?next=%2Ftickets%3Fview%3Dall%26q%3D%25E9%2580%2580',
  ]);
  const page = await stranger.get(asked.location ?? '');
  const next = page.page.querySelector('input[name="next"][value^="/tickets"]')?.getAttribute('value') ?? '';
  expect(next).toBe('/tickets?view=all&q=%E9%80%80');
  // A mistake on the way does not lose it.
  const wrong = await signIn({ password: 'wrong', next });
  expect(
    wrong.page.querySelector(`input[name="next"][value="${next.replaceAll('&', '&amp;')}"]`) ??
      wrong.text.includes(next.replaceAll('&', '&amp;')),
  ).toBeTruthy();
  expect((await signIn({ next })).location).toBe(next);
});

describe.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  'evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /tickets',
  '/tickets\r\nset-cookie: a=b',
  '/tickets\\..\\..',
  '',
  `/${'x'.repeat(550)}`,
])('next=%j leads nowhere but home', (next) => {
  const query = `?next=${encodeURIComponent(next)}`;

  test('after signing in', async () => {
    const page = await stranger.get(`/login${query}`);
    const kept = page.page.querySelectorAll('form[action="/login"] input[name="next"]');
    expect(kept).toHaveLength(0);
    const answer = await signIn({ next });
    expect([answer.status, answer.location]).toEqual([303, '/']);
    expect((await stranger.get(`/login${query}`)).location).toBe('/');
    const changed = await stranger.submit('/preferences', { theme: 'auto', next }, { on: '/' });
    expect([changed.status, changed.location]).toEqual([303, '/']);
  });
});

test('a name with a long next is refused in words rather than followed', async () => {
  const answer = await signIn({ next: `/${'x'.repeat(700)}` });
  expect([422, 303]).toContain(answer.status);
  if (answer.status === 303) expect(answer.location).toBe('/');
});

test('signing out ends the session, and only by a form of ours', async () => {
  await signIn({});
  expect((await stranger.get('/logout')).status).toBe(404);
  expect((await stranger.get('/')).status).toBe(200);
  const out = await stranger.submit('/logout', {}, { on: '/' });
  expect([out.status, out.location]).toEqual([303, '/login']);
  expect((await stranger.get('/')).location).toBe('/login?next=%2F');
});

test('a form sent without being signed in leads to the sign-in page, without a next that could only fail', async () => {
  const answer = await stranger.submit('/tickets', { intent: 'create' }, { on: '/login' });
  expect([answer.status, answer.location]).toEqual([303, '/login']);
  const inDialog = await stranger.submit(
    '/tickets/GD261122-1001/note',
    {},
    { on: '/login', headers: { 'hx-request': 'true' } },
  );
  expect([inDialog.status, inDialog.headers['hx-redirect']]).toEqual([200, '/login']);
});

test('every sign-in, failure and sign-out is in the audit log, which nobody can change', async () => {
  const before = (await it.db('audit_log').max('id as id').first()) as { id: number };
  const agent = { 'user-agent': `Mozilla/5.0 ${'x'.repeat(400)}` };
  const send = (username: string, password: string): Promise<Answer> =>
    stranger.submit('/login', { username, password }, { on: '/login', headers: agent });
  await send('review', 'wrong');
  await send('<b>nobody</b>', 'wrong');
  await send('Review', 'Gongdan-2026');
  await stranger.submit('/logout', {}, { on: '/' });
  const entries = (await it.db('audit_log').where('id', '>', before.id).orderBy('id')) as Record<
    string,
    unknown
  >[];
  expect(
    entries.map((entry) => [entry['action'], entry['actor_id'], entry['subject_type'], entry['subject_id']]),
  ).toEqual([
    ['sign_in_failed', null, 'user', 'review'],
    ['sign_in_failed', null, 'user', '<b>nobody</b>'],
    ['signed_in', company.people.review, 'user', 'review'],
    ['signed_out', company.people.review, 'user', 'review'],
  ]);
  expect(entries.every((entry) => String(entry['source_ip']).includes('127.0.0.1'))).toBe(true);
  expect(String(entries[0]?.['user_agent'])).toHaveLength(300);
  expect(JSON.stringify(entries)).not.toContain('wrong');
  await expect(it.db('audit_log').update({ action: 'x' })).rejects.toThrow(/append-only/);
  await expect(it.db('audit_log').delete()).rejects.toThrow(/append-only/);
  await expect(it.db.raw('truncate audit_log')).rejects.toThrow(/append-only/);
});
