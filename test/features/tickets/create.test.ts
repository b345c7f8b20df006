import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { refundForm } from '../../support/create-form.ts';
import { type EveryField, GOOD_ANSWERS, STORED_VALUES, withEveryField } from '../../support/every-field.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';

let it: TestApp;
let company: Company;
let every: EveryField;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  tier1 = await signedIn('tier1');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

function create(client: HttpClient, changes: FormValues = {}): Promise<Answer> {
  return client.submit('/tickets', refundForm(company, changes), { on: '/tickets/new' });
}

/** The row behind a redirect to a new ticket. */
async function made(answer: Answer): Promise<Record<string, unknown>> {
  expect([answer.status, answer.location]).toEqual([
    303,
    expect.stringMatching(/^\/tickets\/GD\d{6}-\d{4,}$/),
  ]);
  const number = answer.location?.replace('/tickets/', '') ?? '';
  return (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
}

function factsOn(answer: Answer): Record<string, string> {
  const pairs = answer.page
    .querySelectorAll('.g-kv > div')
    .map((div): [string, string] => [
      div.querySelector('dt')?.text ?? '',
      div.querySelector('dd')?.text ?? '',
    ]);
  return Object.fromEntries(pairs);
}

test('every built-in and every custom field is stored as it was meant and shown on the ticket', async () => {
  const answer = await tier1.submit(
    '/tickets',
    {
      category_id: every.categoryId,
      template_version_id: every.versionId,
      phone: '138 1234 2046',
      customer_name: '顾女士',
      source: 'wechat',
      title: '充电器冒烟',
      order_number: 'SO-20260115-001',
      priority: 'urgent',
      description: '  第一行\r\n第二行  ',
      ...GOOD_ANSWERS,
      intent: 'create',
    },
    { on: '/tickets/new' },
  );
  const row = await made(answer);
  expect(row).toMatchObject({
    title: '充电器冒烟',
    description: '第一行\n第二行',
    phone: '+8613812342046',
    phone_text: '138 1234 2046',
    customer_name: '顾女士',
    source_key: 'wechat',
    order_number: 'SO-20260115-001',
    priority: 'urgent',
    status: 'new',
    template_version_id: every.versionId,
    creator_id: company.people.tier1,
    values: STORED_VALUES,
  });

  const page = await tier1.get(answer.location ?? '');
  expect(page.text).toContain(`已新建 ${String(row['number'])}。`);
  expect(factsOn(page)).toEqual({
    工单分类: '售后 / 订单问题 / 全字段',
    来源: '微信',
    订单号: 'SO-20260115-001',
    问题描述: '第一行\n第二行',
    店铺: '山海旗舰店',
    经过: '第一天好用\n第二天就坏了',
    购买渠道: '其他（朋友转让）',
    现象: '破损、发热',
    仓库: '华南仓',
    部件: '插头、其他（外壳）',
    数量: '12 件',
    金额: '¥ 1,234.50',
    购买日期: '2026-01-15',
    发生时间: '2026-01-16 10:26',
    可回电时间: '09:30',
    备用电话: '010 1234 5678',
    邮箱: 'gu@example.com',
    商品链接: 'https://example.com/p?id=1&x=2',
    要发票: '是',
    发票抬头: '山海有限公司',
    身份证号: '11010519491231002X',
    所在地区: '浙江 / 杭州 / 西湖',
    退货商品: expect.stringMatching(/货号数量原因\s+A-12发错B-21/) as string,
  });
});

test('the log begins with the creation: who, where from, and where it lies now', async () => {
  const row = await made(await create(tier1));
  const events = await it.db('ticket_events').where({ ticket_id: row['id'] });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    type: 'ticket_created',
    seq: 1,
    actor_id: company.people.tier1,
    from_status: null,
    to_status: 'new',
    to_assignee_id: company.people.tier1,
    to_group_id: company.groups.tier1,
  });
  expect(events[0]?.source_ip).toMatch(/127\.0\.0\.1/);
});

test.each([
  ['the customer', { customer_name: '秦先生' }, '退款问题 · 秦先生'],
  ['the phone where there is no name', { customer_name: '', phone: '139****8888' }, '退款问题 · 139****8888'],
])('an empty title is made from the category and %s', async (_what, changes, title) => {
  expect((await made(await create(tier1, { title: '   ', ...changes })))['title']).toBe(title);
});

test('the customer is made with the first ticket and found by phone afterwards, however it is typed', async () => {
  const first = await made(await create(tier1, { phone: '13700001111', customer_name: '' }));
  const second = await made(
    await create(tier1, {
      phone: '+86 137-0000-1111',
      customer_name: '顾女士',
      category_id: company.categories.exchange,
    }),
  );
  const third = await made(
    await create(tier1, {
      phone: '１３７００００１１１１',
      customer_name: '别的称呼',
      category_id: company.categories.consult,
      template_version_id: company.versions.consult,
      refund_amount: [],
      expected_handling: [],
    }),
  );
  expect(new Set([first['customer_id'], second['customer_id'], third['customer_id']]).size).toBe(1);
  const customers = await it.db('customers').where('phone', '+8613700001111');
  // A name is filled in where none was known, and never overwritten.
  expect(customers.map((row) => row.name)).toEqual(['顾女士']);
  expect(third['customer_name']).toBe('别的称呼');
});

test('a masked phone is kept as text and identifies nobody', async () => {
  const before = await it.db('customers').count();
  const twice = [
    await made(await create(tier1, { phone: '138****1234' })),
    await made(await create(tier1, { phone: '138****1234' })),
  ];
  for (const row of twice)
    expect(row).toMatchObject({ phone: null, phone_text: '138****1234', customer_id: null });
  expect(await it.db('customers').count()).toEqual(before);
  expect((await tier1.get(`/tickets/${String(twice[0]?.['number'])}`)).text).toContain('138****1234');
});

test.each<[Person, { group: 'tier1' | 'afterSales' | null; assignee: Person | null; stage: string | null }]>([
  ['tier1', { group: 'tier1', assignee: 'tier1', stage: 'tier1' }],
  ['review', { group: 'afterSales', assignee: null, stage: 'after_sales' }],
  ['manager', { group: null, assignee: 'manager', stage: null }],
])('what %s makes lies where the flow says', async (person, where) => {
  const row = await made(await create(await signedIn(person)));
  expect(row).toMatchObject({
    group_id: where.group && company.groups[where.group],
    assignee_id: where.assignee && company.people[where.assignee],
    stage_key: where.stage,
    status: 'new',
  });
  const hops = await it.db('assignments').where({ ticket_id: row['id'] });
  expect(hops).toHaveLength(1);
  expect(hops[0]).toMatchObject({
    group_id: row['group_id'],
    assignee_id: row['assignee_id'],
    left_at: null,
  });
});

test('the nearest category that names a group decides for those who do not keep what they make', async () => {
  await it
    .db('categories')
    .where('id', company.categories.branch)
    .update({ default_group_id: company.groups.operations });
  await it
    .db('categories')
    .where('id', company.categories.exchange)
    .update({ default_group_id: company.groups.afterSales2 });
  const review = await signedIn('review');
  const near = await made(await create(review, { category_id: company.categories.exchange }));
  const far = await made(await create(review));
  await it.db('categories').update({ default_group_id: null });
  expect([near['group_id'], far['group_id']]).toEqual([
    company.groups.afterSales2,
    company.groups.operations,
  ]);
});

test.each<Person>(['aftersales', 'ops', 'rd'])(
  '%s may not create: no page, no form, no ticket',
  async (person) => {
    const client = await signedIn(person);
    await client.get('/');
    const before = await it.db('tickets').count();
    const answers = [
      await client.get('/tickets/new'),
      await client.get('/tickets/new/categories?q=tk'),
      await client.get('/tickets/new/caller?phone=13812342046'),
      await client.submit('/tickets/new/form', refundForm(company), { on: '/' }),
      await client.submit('/tickets', refundForm(company), { on: '/' }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403]);
    expect(answers[0]?.text).toContain('您的角色没有这项权限');
    expect((await client.get('/')).page.querySelector('a[href="/tickets/new"]')).toBeNull();
    expect(await it.db('tickets').count()).toEqual(before);
  },
);

test('a ticket keeps the version of the form that was opened, though a newer one was published meanwhile', async () => {
  const fields = [
    ...['customer_name', 'phone', 'source', 'priority', 'description'].map((key) => ({ key })),
    {
      key: 'reason',
      type: 'text',
      label: '退款原因',
      required: true,
      width: 'half',
    },
  ];
  const [template] = await it.db('template_versions').where('id', company.versions.refund);
  const [newer] = await it
    .db('template_versions')
    .insert({ template_id: template.template_id, number: 2, fields: JSON.stringify(fields) })
    .returning('id');
  const old = await made(await create(tier1, { refund_amount: '8.00' }));
  expect(old).toMatchObject({ template_version_id: company.versions.refund, values: { refund_amount: 8 } });
  expect((await tier1.get(`/tickets/${String(old['number'])}`)).text).toContain('退款模板 第 1 版');

  const asked = await create(tier1, {
    template_version_id: newer.id,
    refund_amount: [],
    expected_handling: [],
    title: [],
    order_number: [],
  });
  expect(asked.status).toBe(422);
  // The version of another template opens nothing: the newest of this one is asked for.
  const foreign = await create(tier1, {
    template_version_id: every.versionId,
    reason: '质量问题',
    refund_amount: [],
    expected_handling: [],
    title: [],
    order_number: [],
  });
  expect(await made(foreign)).toMatchObject({
    template_version_id: newer.id,
    values: { reason: '质量问题' },
  });
});
