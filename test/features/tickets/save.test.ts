import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { contentOf, lastChanges, lastEvent, submitFilled } from '../../support/editing.ts';
import { formState, problemsBeside, typedIn } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand, stateOf, withOperations } from '../../support/moved-tickets.ts';
import { changeTicket } from '../../support/raw-tickets.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** 暂存: the ticket's own form, filled with what it holds; the difference goes into the log (spec 01). */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'aftersales', 'aftersales2', 'ops', 'manager'] as const) {
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

const save = (person: Person, number: string, changes: FormValues): ReturnType<typeof submitFilled> =>
  submitFilled(as(person), `/tickets/${number}/save`, changes);

test('the form is the ticket’s own, filled with what it holds, without the phone', async () => {
  const number = await inHand(it.db, company);
  const page = (await as('aftersales').get(`/tickets/${number}/save`)).page;
  expect(typedIn(page, `/tickets/${number}/save`)).toEqual({
    ...{ customer_name: '顾女士', source: 'phone', title: '退款问题 · 顾女士', order_number: '' },
    ...{ priority: 'normal', description: '退货已寄回，一直没有确认收货' },
    ...{ refund_amount: '', expected_handling: '' },
  });
});

test('writes what changed and nothing else; status, place and people stay; nobody is told', async () => {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', number, 'wait');
  const before = await contentOf(it.db, number);
  const answer = await save('aftersales', number, {
    order_number: 'E20261112-88301',
    priority: 'high',
    refund_amount: '428',
    expected_handling: 'refund',
  });
  expect([answer.status, answer.location]).toEqual([303, `/tickets/${number}`]);
  expect(await contentOf(it.db, number)).toEqual({
    ...before,
    order_number: 'E20261112-88301',
    priority: 'high',
    priority_rank: 3,
    values: { refund_amount: 428, expected_handling: 'refund' },
    version: before.version + 1,
    updated_at: expect.any(Date) as Date,
  });
  expect(await lastEvent(it.db, number)).toMatchObject({
    ...{ type: 'ticket_saved', action: 'save', from_status: 'waiting', to_status: 'waiting' },
  });
  expect(await lastChanges(it.db, number)).toEqual([
    '订单号:  → E20261112-88301',
    '优先级: 普通 → 高',
    '退款金额:  → ¥ 428.00',
    '期望处理:  → 原路退款',
  ]);
  expect(await it.db('outbox').where('actor_id', company.people.aftersales)).toEqual([]);
});

test('the timeline shows old and new, in the reader’s language, in a tab of its own', async () => {
  const number = await inHand(it.db, company);
  await save('aftersales', number, { priority: 'urgent', source: 'online', refund_amount: '12.5' });
  await save('aftersales', number, { refund_amount: '', description: '详情'.repeat(300) });
  const seen = async (): Promise<string[]> =>
    (await as('tier1').get(`/tickets/${number}?log=edits`)).page
      .querySelectorAll('.g-tl .g-diff')
      .map((each) => each.text.replace(/\s+/g, ' ').trim());
  const [latest, first] = await seen();
  expect(first).toMatch(/^来源 电话 → 在线；优先级 普通 → 紧急；退款金额 空 → ¥ 12\.50$/);
  expect(latest).toMatch(/退款金额 ¥ 12\.50 → 空/);
  const page = (await as('tier1').get(`/tickets/${number}?log=edits`)).page;
  expect(page.querySelectorAll('.g-tl details.g-fold .g-diff')).toHaveLength(1);
  expect(page.querySelectorAll('.g-diff del').length).toBeGreaterThan(3);
  await it.db('users').update({ language: 'en' });
  const [, english] = await seen();
  await it.db('users').update({ language: 'zh-CN' });
  expect(english).toMatch(
    /^Source Phone → Online chat; Priority Normal → Urgent; 退款金额 empty → ¥ 12\.50$/,
  );
});

test('a title left empty is made anew, and found again by its new words', async () => {
  const number = await inHand(it.db, company);
  await save('aftersales', number, { title: '摄像头离线' });
  expect((await contentOf(it.db, number)).title).toBe('摄像头离线');
  const found = (await as('aftersales').get(`/tickets?view=all&q=${encodeURIComponent('头离')}`)).page;
  expect(found.querySelector(`tr[data-ticket="${number}"]`)).not.toBeNull();
  await save('aftersales', number, { title: '', customer_name: '顾晓' });
  expect(await lastChanges(it.db, number)).toEqual([
    '客户: 顾女士 → 顾晓',
    '标题: 摄像头离线 → 退款问题 · 顾晓',
  ]);
  // One that nobody wrote follows the customer.
  await save('aftersales', number, { customer_name: '顾小姐' });
  expect((await contentOf(it.db, number)).title).toBe('退款问题 · 顾小姐');
});

describe('what is refused', () => {
  let number = '';
  beforeAll(async () => {
    number = await inHand(it.db, company);
    await save('aftersales', number, { refund_amount: '428' });
  });

  test.each<[string, FormValues, Readonly<Record<string, string>>]>([
    ['an emptied required field', { description: '  ' }, { description: '请填写问题描述。' }],
    ['a figure that is none', { refund_amount: '很多' }, { refund_amount: '请填写数字，例如 1234.5。' }],
    ['over the limit', { refund_amount: '50001' }, { refund_amount: '不能超过 50,000.00 元。' }],
    ['no such choice', { expected_handling: 'x' }, { expected_handling: '请从列出的选项中选择期望处理。' }],
    ['a repeated answer', { title: ['甲', '乙'] }, { title: '标题只能填一个，现在有 2 个，请留下一个。' }],
  ])('%s', async (_what, changes, problems) => {
    const before = await contentOf(it.db, number);
    const answer = await save('aftersales', number, { order_number: '写好的', ...changes });
    expect([answer.status, problemsBeside(answer.page)]).toEqual([422, problems]);
    expect(formState(answer.page, `/tickets/${number}/save`)['order_number']).toBe('写好的');
    expect(await contentOf(it.db, number)).toEqual(before);
  });

  test('nothing changed', async () => {
    const before = await contentOf(it.db, number);
    const answer = await save('aftersales', number, {});
    expect([answer.status, answer.page.text.includes('没有任何改动，改好后再提交。')]).toEqual([422, true]);
    expect(await contentOf(it.db, number)).toEqual(before);
  });

  test.each(['phone', 'status', 'assignee_id', 'category_id', 'values', 'toString', 'constructor'])(
    'a field that the form does not have: %s',
    async (key) => {
      const before = await contentOf(it.db, number);
      const answer = await save('aftersales', number, { order_number: 'E1', [key]: '1' });
      expect([answer.status, answer.page.text.includes('请重新打开表单后再提交')]).toEqual([422, true]);
      expect(await contentOf(it.db, number)).toEqual(before);
    },
  );

  test('the last that says whom it is about', async () => {
    const nameless = await aTicket(it.db, company, { by: 'manager', phone: '', customer_name: '匿名' });
    const answer = await save('manager', nameless, { customer_name: '' });
    expect(problemsBeside(answer.page)).toEqual({ customer_name: '请填写手机号或客户，至少一项。' });
  });
});

test('what was empty already may stay so, though it is required', async () => {
  const [version] = (await it
    .db('template_versions')
    .insert({
      template_id: it.db('template_versions').where('id', company.versions.consult).select('template_id'),
      number: 2,
      fields: JSON.stringify([
        ...['customer_name', 'phone', 'source', 'order_number', 'priority', 'description'].map((key) => ({
          key,
        })),
        { key: 'shop', type: 'text', label: '店铺', required: true, width: 'half' },
      ]),
    })
    .returning('id')) as { id: number }[];
  const number = await aTicket(it.db, company, { by: 'manager', category: 'consult', shop: '甲店' });
  const { id } = await stateOf(it.db, number);
  // As an import may have left it.
  await it.db.transaction((trx) => changeTicket(trx, id, { values: '{}' }));
  expect((await contentOf(it.db, number)).template_version_id).toBe(version?.id);
  expect((await save('manager', number, { order_number: 'E1' })).status).toBe(303);
  expect((await save('manager', number, { shop: '乙店' })).status).toBe(303);
  const emptied = await save('manager', number, { shop: '' });
  expect(problemsBeside(emptied.page)).toEqual({ shop: '请填写店铺。' });
});

test('a choice that was retired since stays until it is changed', async () => {
  const number = await inHand(it.db, company);
  await it.db('choices').where({ kind: 'source', key: 'phone' }).update({ active: false });
  try {
    expect((await save('aftersales', number, { order_number: 'E1' })).status).toBe(303);
    expect((await contentOf(it.db, number)).source_key).toBe('phone');
    // Also on the form that comes back refused.
    const refused = await save('aftersales', number, { description: '' });
    expect(formState(refused.page, `/tickets/${number}/save`)['source']).toBe('phone');
  } finally {
    await it.db('choices').where({ kind: 'source', key: 'phone' }).update({ active: true });
  }
});

test('after someone else’s change: what one left alone follows it, what one typed stays', async () => {
  const number = await inHand(it.db, company);
  const path = `/tickets/${number}/save`;
  const opened = formState((await as('aftersales').get(path)).page, path);
  await save('manager', number, { refund_amount: '428', description: '主管改过的描述' });
  const mine = { ...opened, order_number: 'E7', description: '我改过的描述' };
  const answer = await as('aftersales').post(path, mine);
  expect(answer.status).toBe(409);
  const [change] = answer.page.querySelectorAll('.g-changes li').map((each) => each.text);
  expect(change?.replace(/\s+/g, ' ')).toContain('退款金额 空 → ¥ 428.00');
  const kept = formState(answer.page, path);
  expect(kept).toMatchObject({ order_number: 'E7', description: '我改过的描述', refund_amount: '428.00' });
  expect((await as('aftersales').post(path, kept)).status).toBe(303);
  expect(await lastChanges(it.db, number)).toEqual([
    '订单号:  → E7',
    '问题描述: 主管改过的描述 → 我改过的描述',
  ]);
});

test('a draft that is older than the ticket follows it where it was left alone, and says what changed', async () => {
  const number = await inHand(it.db, company);
  const path = `/tickets/${number}/save`;
  const opened = formState((await as('aftersales').get(path)).page, path);
  const drafted = { ...opened, order_number: '写到一半', _draft: `${number}/save` };
  expect((await as('aftersales').post('/drafts', drafted)).status).toBe(204);
  const again = formState((await as('aftersales').get(path)).page, path);
  expect(again).toMatchObject({ order_number: '写到一半', refund_amount: '' });
  await save('manager', number, { refund_amount: '428' });
  const page = (await as('aftersales').get(path)).page;
  expect(page.querySelector('.g-changes')?.text.replace(/\s+/g, ' ')).toContain('退款金额 空 → ¥ 428.00');
  const kept = formState(page, path);
  expect(kept).toMatchObject({ order_number: '写到一半', refund_amount: '428.00' });
  expect((await as('aftersales').post(path, kept)).status).toBe(303);
  expect(await lastChanges(it.db, number)).toEqual(['订单号:  → 写到一半']);
  expect(formState((await as('aftersales').get(path)).page, path)['order_number']).toBe('写到一半');
});

test('it is offered to the holder alone, apart from the steps of the flow, and opens as a dialog', async () => {
  const number = await withOperations(it.db, company);
  const offered = async (person: Person): Promise<(string | undefined)[]> =>
    (await as(person).get(`/tickets/${number}`)).page
      .querySelectorAll('.g-acts [data-action="save"]')
      .map((each) => each.querySelector('.g-why')?.text ?? each.getAttribute('href'));
  expect(await offered('ops')).toEqual([`/tickets/${number}/save`]);
  expect(await offered('manager')).toEqual([`/tickets/${number}/save`]);
  expect(await offered('aftersales2')).toEqual(['处理人是 乔安']);
  expect(await offered('tier1')).toEqual([]);
  const fragment = await as('ops').get(`/tickets/${number}/save`, { 'hx-request': 'true' });
  expect([fragment.status, fragment.text.includes('<html')]).toEqual([200, false]);
  expect((await stateOf(it.db, number)).status).toBe('in_progress');
});
