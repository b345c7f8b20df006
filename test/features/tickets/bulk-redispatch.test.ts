import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginBulkRun } from '../../../src/features/tickets/begin-bulk-run.ts';
import { workOffBulkRun } from '../../../src/features/tickets/bulk-work-off.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, stateOf } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, asPerson, aTicket } from '../../support/tickets.ts';

/** Sending a selection anew by the assignment rules: like new tickets, not back to whoever had them (spec 04). */

const BULK = '/tickets/bulk/redispatch';

let it: TestApp;
let company: Company;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = await signedIn('manager');
  await it.db('assignment_rules').insert({
    name: '咨询交运营',
    position: 1,
    occasions: ['dispatched'],
    condition: JSON.stringify({
      version: 1,
      root: {
        kind: 'all',
        of: [{ kind: 'test', field: 'category', operator: 'in', value: [company.categories.consult] }],
      },
    }),
    group_id: company.groups.operations,
    strategy: 'round_robin',
    fallback: 'pool',
  });
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

const picksOf = async (numbers: readonly string[]): Promise<string> =>
  (
    await Promise.all(numbers.map(async (number) => `${number}:${(await stateOf(it.db, number)).version}`))
  ).join(',');

async function redispatch(who: HttpClient, picks: string, remark = ''): Promise<Answer> {
  const on = `${BULK}?${new URLSearchParams({ pick: picks, from: 'view=all' }).toString()}`;
  return who.submit(BULK, { remark }, { on, hidden: ['submission_key', 'from', 'pick'] });
}

function rowsOf(page: Answer['page'], within: string): Record<string, string> {
  return Object.fromEntries(
    page.querySelectorAll(`${within} tbody tr`).map((row): [string, string] => {
      const cells = row.querySelectorAll('td').map((cell) => cell.text.trim());
      return [cells[0] ?? '', cells[2] ?? ''];
    }),
  );
}

test('each goes where the rules send it now, and what can not go is told', async () => {
  const ruled = [
    await aTicket(it.db, company, { category: 'consult' }),
    await aTicket(it.db, company, { category: 'consult' }),
  ];
  const usual = await aTicket(it.db, company);
  const shut = await closed(it.db, company);
  const changed = await inHand(it.db, company);
  const picks = await picksOf([...ruled, usual, shut, changed]);
  await act(it.db, company, 'aftersales', changed, 'note', { remark: '客户又来电' });
  const form = await manager.get(`${BULK}?${new URLSearchParams({ pick: picks }).toString()}`);
  expect(form.page.querySelector('h1')?.text).toBe('按规则重新派单：5 张工单');
  const answer = await redispatch(manager, picks);
  const { page } = await manager.get(answer.location ?? '');
  expect(page.querySelector('.g-bulkhead')?.text.trim()).toBe('已按规则重派 3 张，2 张没有重派');
  const moved = rowsOf(page, '.g-went-all .g-bulktb');
  expect(moved[usual]).toBe('售后一组 · 待接单池');
  // In turn among the two of the group.
  expect(ruled.map((number) => moved[number]).sort()).toEqual(['产品运营 · 乔安', '产品运营 · 方宁']);
  expect(rowsOf(page, '.g-bulkres > .g-scroll .g-bulktb')).toEqual({
    [shut]: `${shut} 已关闭，不能再操作；需要继续处理请管理员激活。`,
    [changed]: '您选中之后，这张工单有了变化，所以没有重派；请看过再重派。',
  });
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('what waits where the rules send it stays there', async () => {
  const number = await inPool(it.db, company);
  const before = await stateOf(it.db, number);
  const answer = await redispatch(manager, await picksOf([number]));
  const { page } = await manager.get(answer.location ?? '');
  expect(rowsOf(page, '.g-went-all .g-bulktb')).toEqual({ [number]: '售后一组 · 待接单池' });
  expect(await stateOf(it.db, number)).toEqual(before);
});

test('a remark is kept with each: of what goes in its entry, of what stays as a note', async () => {
  const goes = await aTicket(it.db, company, { category: 'consult' });
  const stays = await inPool(it.db, company);
  await redispatch(manager, await picksOf([goes, stays]), ' 早班积压，重新分 ');
  const entries = (await it
    .db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .where('e.body', '早班积压，重新分')
    .orderBy('e.id')
    .select('t.number', 'e.action', 'e.actor_id')) as unknown;
  expect(entries).toEqual([
    { number: goes, action: 'reassign', actor_id: company.people.manager },
    { number: stays, action: 'note', actor_id: company.people.manager },
  ]);
  expect((await it.db('sla_queue').count().first())?.['count']).toBe(0);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('several processes at one run: every ticket goes once, in turn', async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 8; index += 1)
    numbers.push(await aTicket(it.db, company, { category: 'consult' }));
  const ctx = await asPerson(it.db, company, 'manager');
  const picks = await Promise.all(
    numbers.map(async (number) => ({ number, version: (await stateOf(it.db, number)).version })),
  );
  const request = { action: 'redispatch' as const, picks, form: {}, list: '', submissionKey: randomUUID() };
  const run = await beginBulkRun(ctx, request);
  const counts = await Promise.all([1, 2, 3].map(() => workOffBulkRun(ctx, run)));
  expect(counts.reduce((sum, { done }) => sum + done, 0)).toBe(8);
  const holders = await Promise.all(
    numbers.map(async (number) => (await stateOf(it.db, number)).assignee_id),
  );
  const given = (person: Person): number =>
    holders.filter((holder) => holder === company.people[person]).length;
  expect([given('ops'), given('ops2')]).toEqual([4, 4]);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('without the permission to reassign there is none of it', async () => {
  const client = await signedIn('tier1');
  const number = await aTicket(it.db, company);
  expect((await client.get(`${BULK}?pick=${await picksOf([number])}`)).status).toBe(403);
  const agent = await signedIn('aftersales');
  const answer = await redispatch(agent, await picksOf([number]));
  const { page } = await agent.get(answer.location ?? '');
  expect(page.querySelector('.g-bulkhead')?.text.trim()).toBe('1 张没有重派');
});
