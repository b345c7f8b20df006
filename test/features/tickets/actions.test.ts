import { NodeType } from 'node-html-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import {
  inHand,
  inPool,
  inReviewPool,
  stateOf,
  waiting,
  withOperations,
} from '../../support/moved-tickets.ts';
import { aTicket } from '../../support/tickets.ts';

/** The actions over HTTP: what each makes of a ticket, where one is led afterwards, and what a wrong form says. */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();
const HX = { 'hx-request': 'true' } as const;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'review', 'aftersales', 'aftersales2', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

/** Opens the action's page and sends its form. */
function send(
  person: Person,
  number: string,
  action: string,
  values: FormValues = {},
  headers = {},
): Promise<Answer> {
  const path = `/tickets/${number}/${action}`;
  return as(person).submit(path, values, { on: path, hidden: ['version'], headers });
}

test('escalating leads back to the ticket, which tier-1 still sees', async () => {
  const number = await aTicket(it.db, company);
  const answer = await send('tier1', number, 'escalate', { remark: '请核实' });
  expect([answer.status, answer.location]).toEqual([303, `/tickets/${number}`]);
  expect((await as('tier1').get(`/tickets/${number}`)).text).toContain(`${number} 已升单。`);
  expect(await stateOf(it.db, number)).toMatchObject({
    status: 'new',
    group_id: company.groups.review,
    assignee_id: null,
    version: 2,
  });
});

test.each<[string, Person, () => Promise<string>, string, FormValues]>([
  [
    'a reviewer who dispatches',
    'review',
    () => inReviewPool(it.db, company),
    'reassign',
    { group_id: '#afterSales' },
  ],
  ['a reviewer who returns', 'review', () => inReviewPool(it.db, company), 'return', { remark: '缺少凭证' }],
  [
    'operations who answer',
    'ops',
    () => withOperations(it.db, company),
    'feedback',
    { remark: '已查', hand_back: 'on' },
  ],
  ['operations who return', 'ops', () => withOperations(it.db, company), 'return', { remark: '不归我们' }],
])('%s is led to the bench: the ticket is out of sight', async (_who, person, given, action, form) => {
  const values = { ...form, ...(form['group_id'] && { group_id: company.groups.afterSales }) };
  const plain = await send(person, await given(), action, values);
  expect([plain.status, plain.location]).toEqual([303, '/']);
  const number = await given();
  const inDialog = await send(person, number, action, values, HX);
  expect([inDialog.status, inDialog.headers['hx-redirect'], inDialog.text]).toEqual([200, '/', '']);
  expect((await as(person).get('/')).page.querySelector('[data-flash="done"]')?.text).toContain(number);
});

test('accepting from the bench: one press, and the first response is met', async () => {
  const number = await inPool(it.db, company);
  const bench = await as('aftersales').get('/');
  expect(bench.page.querySelector(`form[action="/tickets/${number}/accept"] button`)?.text).toBe('接单');
  const path = `/tickets/${number}/accept`;
  const answer = await as('aftersales').submit(path, {}, { on: '/', hidden: ['version'] });
  expect([answer.status, answer.location]).toEqual([303, `/tickets/${number}`]);
  const row = (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
  expect(row).toMatchObject({ status: 'in_progress', assignee_id: company.people.aftersales });
  expect(row['first_responded_at']).toEqual(row['accepted_at']);
});

test('reassigning to a person puts it in their hands, to a group into its pool', async () => {
  const number = await inHand(it.db, company);
  await send('aftersales', number, 'reassign', {
    assignee_id: company.people.aftersales3,
    remark: '二组跟进',
  });
  expect(await stateOf(it.db, number)).toMatchObject({
    status: 'in_progress',
    group_id: company.groups.afterSales2,
    assignee_id: company.people.aftersales3,
  });
  await send('manager', number, 'reassign', { group_id: company.groups.afterSales });
  expect(await stateOf(it.db, number)).toMatchObject({
    status: 'new',
    group_id: company.groups.afterSales,
    assignee_id: null,
  });
});

test('a return goes back to the handler it came from, and is counted', async () => {
  const number = await withOperations(it.db, company);
  await send('ops', number, 'return', { remark: '不归我们' });
  expect(await stateOf(it.db, number)).toMatchObject({
    status: 'returned',
    assignee_id: company.people.aftersales,
    group_id: company.groups.afterSales,
    returned_count: 1,
  });
});

test('an answer stays, or with the box ticked goes back to whoever asked; the box is ticked for operations', async () => {
  const number = await withOperations(it.db, company);
  const page = await as('ops').get(`/tickets/${number}/feedback`);
  expect(page.page.querySelector('input[name="hand_back"]')?.hasAttribute('checked')).toBe(true);
  const stays = await send('ops', number, 'feedback', { remark: '还在查' });
  expect([stays.location, (await stateOf(it.db, number)).assignee_id]).toEqual([
    `/tickets/${number}`,
    company.people.ops,
  ]);
  await send('ops', number, 'feedback', { remark: '查到了', hand_back: 'on' });
  expect(await stateOf(it.db, number)).toMatchObject({
    status: 'in_progress',
    assignee_id: company.people.aftersales,
  });
});

test.each([
  ['confirmed', '?open=close', 'waiting'],
  ['not_solved', '', 'in_progress'],
  ['not_reached', '?open=wait', 'waiting'],
])('a callback that is %s leads on to %j', async (outcome, query, status) => {
  const number = await waiting(it.db, company);
  const form = { callback_method: 'phone', callback_outcome: outcome, remark: '' };
  const answer = await send('aftersales', number, 'callback', form);
  expect([answer.location, (await stateOf(it.db, number)).status]).toEqual([
    `/tickets/${number}${query}`,
    status,
  ]);
  const page = await as('aftersales').get(`/tickets/${number}${query}`);
  const opens = page.page.querySelector('[data-dialog-auto]')?.getAttribute('data-action');
  // A ticket that waits already can't be put to wait again.
  expect(opens).toBe(outcome === 'confirmed' ? 'close' : undefined);
});

test('closing writes every answer of the close form, and nothing is offered afterwards', async () => {
  const number = await inHand(it.db, company);
  const answer = await send('aftersales', number, 'close', {
    outcome: 'unsolved',
    satisfaction: 'dissatisfied',
    unsolved_reason: 'other',
    unsolved_reason_other: '客户要求线下处理',
    callback_method: 'sms',
    comment: '已建议到店',
  });
  expect(answer.location).toBe(`/tickets/${number}`);
  expect(await it.db('tickets').where({ number }).first()).toMatchObject({
    status: 'closed',
    outcome: 'unsolved',
    satisfaction: 'dissatisfied',
    unsolved_reason: 'other:客户要求线下处理',
    callback_method: 'sms',
    close_comment: '已建议到店',
    closed_by_id: company.people.aftersales,
  });
  const page = (await as('aftersales').get(`/tickets/${number}`)).page;
  expect(page.querySelectorAll('[data-action]')).toHaveLength(0);
  expect(page.querySelector('.g-acts')?.text).toContain('已关闭。需要继续处理，请管理员激活。');
});

test('in a dialog: the form is a fragment, and success leads on without a body', async () => {
  const number = await inHand(it.db, company);
  const form = await as('aftersales').get(`/tickets/${number}/note`, HX);
  expect([form.status, form.text.includes('<html')]).toEqual([200, false]);
  expect(form.page.querySelector('form')?.getAttribute('hx-post')).toBe(`/tickets/${number}/note`);
  const done = await send('aftersales', number, 'note', { remark: '给同事看' }, HX);
  expect([done.status, done.headers['hx-redirect'], done.text]).toEqual([200, `/tickets/${number}`, '']);
});

test('the pages of all offered actions open, and each is labelled as in the glossary', async () => {
  const number = await inHand(it.db, company);
  const page = (await as('manager').get(`/tickets/${number}`)).page;
  const offered = page
    .querySelectorAll('.g-acts a[data-action]')
    .map((link) => [
      link.getAttribute('data-action'),
      link.childNodes.map((node) => (node.nodeType === NodeType.TEXT_NODE ? node.text : '')).join(''),
    ]);
  expect(offered.map(([, label]) => label)).toEqual([
    '升单',
    '反馈',
    '回访',
    '转移',
    '退回',
    '等待回复',
    '关闭',
    '催单',
    '追加',
    '另派',
    '重派',
    '暂存',
    '备注',
  ]);
  for (const [action] of offered)
    expect([action, (await as('manager').get(`/tickets/${number}/${String(action)}`)).status]).toEqual([
      action,
      200,
    ]);
});
