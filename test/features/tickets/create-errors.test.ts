import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, type Company } from '../../support/company.ts';
import { refundForm } from '../../support/create-form.ts';
import { type EveryField, withEveryField } from '../../support/every-field.ts';
import { problemsBeside, summaryLinks, typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';

/** A refused create form: what is wrong stands beside the field, and nothing that was typed is lost. */

let it: TestApp;
let company: Company;
let every: EveryField;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

function send(values: FormValues): Promise<Answer> {
  return tier1.submit('/tickets', values, { on: '/tickets/new' });
}

const WRONG = {
  phone: '13812342046',
  customer_name: '名'.repeat(101),
  source: 'telepathy',
  title: '题'.repeat(201),
  order_number: 'x'.repeat(201),
  priority: 'asap',
  description: ' \u200b ',
  shop_name: '山',
  story: '长'.repeat(501),
  channel: 'fax',
  channel_other: '',
  symptoms: ['crack', 'noise', 'heat'],
  warehouse: 'old',
  parts: ['cable', 'other'],
  parts_other: '  ',
  quantity: '1.5',
  amount: '50000.01',
  bought_on: '2026-02-30',
  happened_at: '2026-01-16',
  call_after: '25:00',
  backup_phone: '12345',
  mail: 'gu@',
  link: 'javascript:alert(1)',
  invoice: 'on',
  invoice_title: '',
} as const;

test('every wrong answer gets its sentence beside its field, and a link to it above', async () => {
  const refused = await send({
    category_id: every.categoryId,
    template_version_id: every.versionId,
    ...WRONG,
    intent: 'create',
  });
  expect(refused.status).toBe(422);
  expect(problemsBeside(refused.page)).toEqual({
    customer_name: '最多 100 个字，现在 101 个字，请删减。',
    source: '请从列出的选项中选择来源。',
    title: '最多 200 个字，现在 201 个字，请删减。',
    order_number: '最多 200 个字，现在 201 个字，请删减。',
    priority: '请从列出的选项中选择优先级。',
    description: '请填写问题描述。',
    shop_name: '至少写 2 个字，现在 1 个字。',
    story: '最多 500 个字，现在 501 个字，请删减。',
    channel: '请从列出的选项中选择购买渠道。',
    symptoms: '最多选 2 项，现在选了 3 项。',
    warehouse: '请从列出的选项中选择仓库。',
    parts: '选了“其他”，请写明是什么。',
    quantity: '请填写整数，不带小数。',
    amount: '不能超过 50,000.00 元。',
    bought_on: '没有这一天，请按 2026-11-24 的样子填写日期。',
    happened_at: '没有这个时刻，请填写日期和时间，例如 2026-11-24 10:26。',
    call_after: '请填写 00:00 到 23:59 之间的时间，例如 09:30。',
    backup_phone: '请填写完整的手机号，或带区号的座机号（不含分机），例如 010-12345678。',
    mail: '请填写完整的邮箱地址，例如 name@example.com。',
    link: '请填写以 http:// 或 https:// 开头的完整链接。',
    invoice_title: '请填写发票抬头。',
  });
  const links = summaryLinks(refused.page);
  expect(links).toHaveLength(21);
  expect(links[0]).toBe('客户 #customer_name');
  expect(refused.page.querySelector('[data-error-summary]')?.text).toContain('有 21 处需要修改');
  expect(await it.db('tickets')).toHaveLength(0);
});

test('everything that was typed stands in the form again, wrong or right', async () => {
  const values = { category_id: String(every.categoryId), ...WRONG };
  const refused = await send({ ...values, template_version_id: every.versionId, intent: 'create' });
  // What no list offers can't be shown as chosen in one; all else comes back as it was.
  const { source: _source, priority: _priority, channel: _channel, ...kept } = values;
  expect(typedIn(refused.page, '/tickets')).toMatchObject({ ...kept, invoice: 'on', parts_other: '  ' });
});

test('a form without who is calling asks for the phone or the name, and says so in English too', async () => {
  const empty = { phone: ' ', customer_name: '', description: '' };
  const refused = await send(refundForm(company, empty));
  expect(problemsBeside(refused.page)).toEqual({
    phone: '请填写手机号或客户，至少一项。',
    description: '请填写问题描述。',
  });
  await tier1.submit('/preferences', { language: 'en' }, { on: '/' });
  const inEnglish = await send(refundForm(company, empty));
  await tier1.submit('/preferences', { language: 'zh-CN' }, { on: '/' });
  expect(problemsBeside(inEnglish.page)).toEqual({
    phone: "Enter a phone number or the customer's name, at least one of them.",
    description: 'Enter a value for Description.',
  });
});

const TYPED = {
  phone: '13900001234',
  customer_name: '秦先生',
  source: 'email',
  title: '写了很久的标题',
  order_number: 'SO-1',
  priority: 'high',
  description: '写了很久的经过\n还有第二行',
  refund_amount: '428.00',
  expected_handling: 'exchange',
} as const;

test.each<[string, () => FormValues | Promise<FormValues>, string]>([
  ['without a category', () => ({ category_id: '' }), '请选择工单分类。'],
  ['with a folder', () => ({ category_id: company.categories.branch }), '这个分类已不能选用，请另选一个。'],
  ['with one that never was', () => ({ category_id: 999_999 }), '这个分类已不能选用，请另选一个。'],
  [
    'with one that was deactivated meanwhile',
    async () => {
      const id = await aCategory(it.db, '下线分类', { parentId: company.categories.branch, depth: 3 });
      await it.db('categories').where({ id }).update({ active: false });
      return { category_id: id };
    },
    '这个分类已不能选用，请另选一个。',
  ],
  [
    'with one below a deactivated branch',
    async () => {
      const line = await aCategory(it.db, '下线业务');
      const id = await aCategory(it.db, '下线业务的分类', { parentId: line, depth: 2 });
      await it.db('categories').where({ id: line }).update({ active: false });
      return { category_id: id };
    },
    '这个分类已不能选用，请另选一个。',
  ],
])('a form %s is refused beside the chooser, and keeps what was typed', async (_how, category, sentence) => {
  const refused = await send(refundForm(company, { ...TYPED, ...(await category()) }));
  expect(refused.status).toBe(422);
  expect(problemsBeside(refused.page)).toEqual({ category_id: sentence });
  expect(summaryLinks(refused.page)).toEqual(['工单分类 #category_id']);
  expect(typedIn(refused.page, '/tickets')).toMatchObject({ ...TYPED, category_id: '' });
});

test('a category without a form says so, and who is calling is not lost', async () => {
  const id = await aCategory(it.db, '没有模板', { depth: 1 });
  const refused = await send(refundForm(company, { ...TYPED, category_id: id }));
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('“没有模板”还没有可用的模板，请管理员为它指定一个。');
  expect(typedIn(refused.page, '/tickets')).toMatchObject({
    phone: TYPED.phone,
    customer_name: TYPED.customer_name,
    source: TYPED.source,
  });
});

test('a form that does not say which version it was opened with keeps what was typed', async () => {
  const refused = await send(refundForm(company, { ...TYPED, template_version_id: [], refund_amount: '0' }));
  expect(problemsBeside(refused.page)).toEqual({ refund_amount: '不能小于 0.01 元。' });
  expect(typedIn(refused.page, '/tickets')).toMatchObject({ ...TYPED, refund_amount: '0' });
});

test('fields that are hidden by their condition are not asked for, and one that is hidden is not stored', async () => {
  const base = {
    ...refundForm(company),
    category_id: every.categoryId,
    template_version_id: every.versionId,
  };
  const made = await send({
    ...base,
    refund_amount: [],
    expected_handling: [],
    shop_name: '山海',
    invoice_title: '不要发票却填了',
  });
  expect([made.status, made.status === 303 ? '' : made.page.text]).toEqual([303, '']);
  const number = made.location?.replace('/tickets/', '') ?? '';
  const row = (await it.db('tickets').where({ number }).first()) as { values: unknown };
  expect(row.values).toEqual({ shop_name: '山海', invoice: false });
});
