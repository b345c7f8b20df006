import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** Whether somebody may be given tickets: what they say, and whether a page of theirs is open (spec 04). */

let it: TestApp;
let company: Company;
let agent: HttpClient;
let at = new Date('2026-11-20T02:00:00Z');

beforeAll(async () => {
  it = await openTestApp({ now: () => at });
  company = await aCompany(it.db);
  agent = it.client();
  await agent.signIn('aftersales');
  await agent.get('/tickets?view=all');
});
afterAll(() => it.close());

const duty = (): Promise<{ state: string; since: Date; seen_at: Date | null }> =>
  it.db('duty').where('user_id', company.people.aftersales).first('state', 'since', 'seen_at');

test('everyone begins on duty, says otherwise in the menu, and stays on the page', async () => {
  expect(await duty()).toMatchObject({ state: 'on_duty', seen_at: null });
  const { status, location } = await agent.submit('/duty', { state: 'away', next: '/tickets?view=all' });
  expect([status, location]).toEqual([303, '/tickets?view=all']);
  expect(await duty()).toEqual({ state: 'away', since: at, seen_at: null });
  const { page } = await agent.get('/tickets?view=all');
  const pressed = page.querySelectorAll('[name=state][aria-pressed=true]').map((button) => button.text);
  expect(new Set(pressed)).toEqual(new Set(['离开']));
  expect(page.querySelector('.g-duty summary')?.text).toContain('离开');
});

test('what is none is refused, and leads nowhere else', async () => {
  for (const form of [{ state: 'asleep' }, {}, { state: ['away', 'offline'] }] as Record<string, string>[])
    expect((await agent.submit('/duty', form)).status).toBe(422);
  expect((await agent.submit('/duty', { state: 'away', next: 'https://example.com/' })).location).toBe('/');
  expect((await it.client().post('/duty', { state: 'away' })).status).not.toBe(303);
});

test('a page that is open says so; a minute is written down once', async () => {
  const here = async (): Promise<Date | null> => {
    expect((await agent.submit('/duty/here')).status).toBe(204);
    return (await duty()).seen_at;
  };
  expect(await here()).toEqual(at);
  const first = at;
  at = new Date(at.getTime() + 30_000);
  expect(await here()).toEqual(first);
  at = new Date(at.getTime() + 30_000);
  expect(await here()).toEqual(at);
});

test('whoever sends a ticket on sees who is on duty, and how much they have', async () => {
  const number = await aTicket(it.db, company);
  const manager = it.client();
  await manager.signIn('manager');
  const { page } = await manager.get(`/tickets/${number}/reassign`);
  const labels = page
    .querySelectorAll('[name=assignee_id] option, datalist option, option')
    .map((option) => option.text.trim());
  expect(labels.find((label) => label.includes('离开'))).toMatch(/ · 离开 · 0 张在办$/);
  expect(labels.some((label) => / · 在岗 · \d+ 张在办$/.test(label))).toBe(true);
});
