import { afterAll, beforeAll, expect, test } from 'vitest';
import { answeredTickets, withListFields } from '../../support/answered-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';

/** The columns of a view: chosen, ordered, remembered for one person and one view (spec 07). */

const ON = '/tickets/columns?from=view%3Dall';
const BUILT_IN = [
  'sla',
  'number',
  'title',
  'customer',
  'category',
  'status',
  'priority',
  'who',
  'source',
  'created',
];

let it: TestApp;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  const company = await aCompany(it.db);
  await withListFields(it.db);
  await answeredTickets(it.db, company, 5, 3);
  manager = it.client();
  await manager.signIn('manager');
});
afterAll(() => it.close());

const send = (values: Record<string, string | readonly string[]>): Promise<Answer> =>
  manager.submit('/tickets/columns', values, { on: ON, hidden: ['from'] });

async function heads(view = 'all'): Promise<string[]> {
  const { page } = await manager.get(`/tickets?view=${view}`);
  return page.querySelectorAll('thead th:not(.g-ck):not(.g-off)').map((head) => head.text.trim());
}

const formed = ({ page }: Answer): string[] =>
  page.querySelectorAll('input[name=column]').map((input) => input.getAttribute('value') ?? '');

test('open as they do for everyone', async () => {
  expect(await heads()).toEqual([
    ...['时效', '工单编号', '标题', '客户', '工单分类', '状态', '优先级', '受理', '来源', '创建', '更新'],
  ]);
  expect(formed(await manager.get(ON))).toEqual([...BUILT_IN, 'updated']);
});

test('are chosen and ordered, for this view and this person alone', async () => {
  const { location } = await send({ column: ['status', 'number', 'f.x_money', 'title', 'f.x_user'] });
  expect(location).toBe('/tickets?view=all');
  expect(await heads()).toEqual(['状态', '工单编号', '字段 x_money', '标题', '字段 x_user']);
  expect(await heads('mine')).not.toContain('字段 x_money');
  const admin = it.client();
  await admin.signIn('admin');
  expect((await admin.get('/tickets?view=all')).text).not.toContain('字段 x_money');
  const { page } = await manager.get('/tickets?view=all');
  const money = page.querySelectorAll('td.g-c-f.g-r').map((cell) => cell.text.trim());
  expect(money.some((text) => /^¥ \d/.test(text))).toBe(true);
  // What was left out is there for phones, whose cards have their own order.
  expect(page.querySelectorAll('tr[data-ticket] td.g-c-cust.g-off')).toHaveLength(5);
});

test('what must stay comes back, and what is no column falls away', async () => {
  await send({
    column: ['f.x_retired', 'f.x_unlisted', 'junk', 'status', 'status', '__proto__'],
  });
  expect(await heads()).toEqual(['工单编号', '标题', '状态']);
  await it.db('fields').where('key', 'x_money').update({ in_list: false });
  await send({ column: ['number', 'title', 'f.x_date'] });
  await it.db('fields').where('key', 'x_date').update({ retired_at: new Date() });
  expect(await heads()).toEqual(['工单编号', '标题']);
  await it.db('fields').update({ in_list: true });
  await it.db('fields').where('key', 'x_date').update({ retired_at: null });
});

test.each([
  ['up:title', ['title', 'number', 'status']],
  ['up:number', ['number', 'title', 'status']],
  ['down:number', ['title', 'number', 'status']],
  ['down:status', ['number', 'title', 'status']],
  ['drop:status', ['number', 'title']],
  ['drop:number', ['number', 'title', 'status']],
  ['drop:nobody', ['number', 'title', 'status']],
  ['sideways:title', ['number', 'status', 'title']],
  ['reset', [...BUILT_IN, 'updated']],
])('the step %s shows the form again, and keeps nothing', async (step, expected) => {
  const before = await heads();
  const answer = await send({ column: ['number', 'title', 'status'], do: step });
  expect([answer.status, formed(answer)]).toEqual([200, expected]);
  expect(await heads()).toEqual(before);
});

test.each([
  ['f.x_text', ['number', 'title', 'f.x_text']],
  ['', ['number', 'title']],
  ['f.x_secret', ['number', 'title', 'f.x_secret']],
  ['f.x_retired', ['number', 'title']],
])('adding %j', async (add, expected) => {
  expect(formed(await send({ column: ['number', 'title'], do: 'add', add }))).toEqual(expected);
});

test('the default is not worth remembering', async () => {
  await send({ column: [...BUILT_IN, 'updated'] });
  expect(await it.db('list_columns')).toEqual([]);
});

test('nonsense in the form is no error', async () => {
  for (const values of [{}, { column: '' }, { column: Array.from({ length: 200 }, (_each, n) => `f.x${n}`) }])
    expect((await send(values)).status).toBe(303);
  expect(await heads()).toEqual(['工单编号', '标题']);
});
