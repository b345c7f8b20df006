import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { aTeam } from '../../support/routing.ts';
import { aTicket } from '../../support/tickets.ts';

/** Why a ticket is with nobody yet is said where one looks for who has it (spec 04). */

let it: TestApp;
let company: Company;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = it.client();
  await manager.signIn('manager');
});
afterAll(() => it.close());

const holderOf = async (number: string): Promise<string> => {
  const { page } = await manager.get(`/tickets/${number}`);
  return (page.querySelector('.g-clocks dd')?.text ?? '').replace(/\s+/g, ' ').trim();
};

test('beside the group: nobody is there, or its next shift, or nothing once somebody has it', async () => {
  const team = await aTeam(it.db, 1, { strategy: 'round_robin' });
  await it.db('duty').whereIn('user_id', team.members).update({ state: 'away' });
  const number = await aTicket(it.db, company, { by: 'review' });
  expect(await holderOf(number)).toMatch(/^第 \d+ 组 · .*等待派单：暂时无人可派$/);
  const wait = it.db('assignment_waits');
  await wait.clone().update({ reason: 'off_hours', release_at: new Date('2031-03-03T01:00:00Z') });
  expect(await holderOf(number)).toMatch(/等待派单：下一班 .*09:00$/);
  await wait.clone().update({ release_at: null });
  expect(await holderOf(number)).toMatch(/等待派单：非工作时间$/);
  await wait.clone().delete();
  expect(await holderOf(number)).not.toContain('等待派单');
});
