import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLastChange } from '../../../src/features/live/ticket-change.query.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { ticketId } from '../../support/messages.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { dueOf, onlyPolicy, POLICY, sweepAt, within100 } from '../../support/sweeping.ts';
import { act } from '../../support/tickets.ts';

/** What its clocks say of a ticket is in its log, and costs nobody the form that they have filled in (spec 05). */

let it: TestApp;
let company: Company;
let agent: HttpClient;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await onlyPolicy(it.db, [
    within100({ '-60': [] }),
    { metric: 'stage', stage: 'after_sales', minutes: 100, steps: [] },
  ]);
  [agent, tier1] = [it.client(), it.client()];
  await agent.signIn('aftersales');
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

/** A ticket whose form was opened, and which has been warned of and is over since; answers the version of the form. */
async function opened(): Promise<{ number: string; version: number }> {
  const number = await inHand(it.db, company);
  const { version } = await stateOf(it.db, number);
  for (const minutes of [-60, 0]) await sweepAt(it.db, await dueOf(it.db, number, minutes));
  await sweepAt(it.db, await dueOf(it.db, number, 0, 'stage'));
  expect((await stateOf(it.db, number)).version).toBe(version + 3);
  return { number, version };
}

test.each([
  ['feedback', { remark: '已经联系仓库', hand_back: 'on' }],
  ['note', { remark: '等仓库回话' }],
  ['wait', { remark: '等照片' }],
])('a form that was opened before is accepted: %s', async (action, form) => {
  const { number, version } = await opened();
  const answer = await agent.submit(`/tickets/${number}/${action}`, { ...form, version }, { on: '/' });
  expect(answer.status).toBe(303);
});

test('a change of somebody in between is a conflict still', async () => {
  const { number, version } = await opened();
  await act(it.db, company, 'manager', number, 'note', { remark: '先别退款' });
  const answer = await agent.submit(`/tickets/${number}/wait`, { remark: '等照片', version }, { on: '/' });
  expect(answer.status).toBe(409);
});

test('a version that the ticket never had is none', async () => {
  const { number, version } = await opened();
  const answer = await agent.submit(`/tickets/${number}/wait`, { version: version + 9 }, { on: '/' });
  expect(answer.status).toBe(409);
});

test('an open page hears of changes only', async () => {
  const { number, version } = await opened();
  const id = await ticketId(it.db, number);
  expect(await findLastChange(it.db, id)).toMatchObject({ version, type: 'ticket_accepted' });
  await act(it.db, company, 'manager', number, 'note', { remark: '先别退款' });
  expect(await findLastChange(it.db, id)).toMatchObject({ version: version + 4, type: 'ticket_noted' });
});

test('the log tells which clock it was, by which policy, and when its time is over', async () => {
  const { number } = await opened();
  const { page } = await agent.get(`/tickets/${number}`);
  const text = page.text.replace(/\s+/g, ' ');
  expect(text).toMatch(new RegExp(`即将超时 ?${POLICY} · 整体处理，[^·]*\\d\\d:\\d\\d 到期`));
  expect(text).toMatch(new RegExp(`已超时 ?${POLICY} · 整体处理，应在 [^·]*\\d\\d:\\d\\d 前完成`));
  expect(text).toMatch(new RegExp(`已超时 ?${POLICY} · 售后环节，应在 `));
});
