import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, aTemplate, type Company } from '../../support/company.ts';
import { CLOSING_INPUTS, refundForm } from '../../support/create-form.ts';
import { fieldValues, formState, typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** What the create page fetches while it is filled in: the chooser, the form of a category, who is calling. */

let it: TestApp;
let company: Company;
let tier1: HttpClient;
const HX = { 'hx-request': 'true' } as const;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

const categories = (query: string): Promise<Answer> => tier1.get(`/tickets/new/categories${query}`, HX);
const hitsOn = (answer: Answer): string[] =>
  answer.page.querySelectorAll('.g-hit').map((hit) => hit.getAttribute('data-path') ?? '');
const nodesOn = (answer: Answer): string[] =>
  answer.page.querySelectorAll('.g-casc [role="option"]').map((node) => node.text.trim());

test.each([
  ['tk', ['售后 / 订单问题 / 退款问题']],
  ['TK', ['售后 / 订单问题 / 退款问题']],
  ['退款', ['售后 / 订单问题 / 退款问题']],
  ['问题', ['售后 / 订单问题 / 退款问题', '售后 / 订单问题 / 换货问题', '售后 / 订单问题 / 咨询']],
  ['订单退款', []],
  ['没有这样的', []],
  ['<script>', []],
])('typing %s into the chooser finds %j', async (typed, found) => {
  const answer = await categories(`?q=${encodeURIComponent(typed)}`);
  expect([answer.status, hitsOn(answer)]).toEqual([200, found]);
  expect(answer.text).not.toContain('<html');
  expect(answer.text).not.toContain('<script>');
  if (found.length === 0) expect(answer.text).toMatch(/没有叫“.*”的分类/);
});

test('the chooser walks down the levels, and stays at the top for what it does not know', async () => {
  expect(nodesOn(await categories(''))).toEqual(['售后']);
  expect(nodesOn(await categories(`?at=${company.categories.branch}`))).toEqual([
    '售后',
    '订单问题',
    '退款问题',
    '换货问题',
    '咨询',
  ]);
  for (const at of ['-1', '0', 'x', '9223372036854775808', '999999', '1&at=2'])
    expect(nodesOn(await categories(`?at=${at}`))).toEqual(['售后']);
});

test('what was typed into the chooser is shown as it is, whatever it holds', async () => {
  for (const typed of [
    '$t(shell.product)',
    '{{typed}}',
    '"><img src=x>',
    '\u202e退',
    '😀',
    'x'.repeat(100),
  ]) {
    const answer = await categories(`?q=${encodeURIComponent(typed)}`);
    expect(answer.page.querySelector('.g-nohit')?.text).toContain(`“${typed}”`);
  }
  expect((await categories(`?q=${'x'.repeat(101)}`)).status).toBe(200);
});

const TYPED = {
  phone: '13900002222',
  customer_name: '秦先生',
  source: 'email',
  title: '标题',
  order_number: 'SO-1',
  priority: 'high',
  description: '写了很久\n<b>还有</b>',
} as const;

/** Another category is chosen while the form of refunds is half filled in. */
function changeTo(
  category: number,
  changes: FormValues = {},
  headers: Record<string, string> = HX,
): Promise<Answer> {
  const values = refundForm(company, { ...TYPED, intent: [], ...changes, category_id: category });
  return tier1.submit('/tickets/new/form', values, { on: '/tickets/new', headers });
}

test('a category of the same template keeps everything', async () => {
  const answer = await changeTo(company.categories.exchange, {
    refund_amount: 'abc',
    expected_handling: 'refund',
  });
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain('<html');
  expect(fieldValues(answer.page)).toEqual({
    template_version_id: String(company.versions.refund),
    title: '标题',
    order_number: 'SO-1',
    priority: 'high',
    description: '写了很久\n<b>还有</b>',
    refund_amount: 'abc',
    expected_handling: 'refund',
  });
});

test('a category of another template keeps what both have, and begins the rest with its defaults', async () => {
  const template = await aTemplate(it.db, '投诉模板', [
    ...['customer_name', 'phone', 'source', 'priority', 'description'].map((key) => ({ key })),
    { key: 'refund_amount', type: 'text', label: '涉及金额', required: false, width: 'half' },
    {
      key: 'expected_handling',
      type: 'radio',
      label: '期望',
      required: false,
      width: 'half',
      options: [{ value: 'exchange', label: '换货' }],
    },
    {
      key: 'platform',
      type: 'select',
      label: '平台',
      required: true,
      width: 'half',
      default: 'heimao',
      options: [{ value: 'heimao', label: '黑猫' }],
    },
  ]);
  const complaint = await aCategory(it.db, '投诉', { templateId: template.id, initials: 'ts' });
  const there = await changeTo(complaint, { refund_amount: '428', expected_handling: 'refund' });
  expect(fieldValues(there.page)).toEqual({
    template_version_id: String(template.versionId),
    priority: 'high',
    description: '写了很久\n<b>还有</b>',
    refund_amount: '428',
    // No longer offered there.
    expected_handling: '',
    platform: 'heimao',
  });
  const back = await changeTo(company.categories.refund, {
    template_version_id: template.versionId,
    expected_handling: 'exchange',
    title: [],
    order_number: [],
    platform: 'heimao',
  });
  expect(fieldValues(back.page)).toMatchObject({
    description: '写了很久\n<b>还有</b>',
    expected_handling: 'exchange',
  });
});

test('without scripts the same address answers a whole page, with who is calling and the plain list', async () => {
  const answer = await changeTo(company.categories.consult, { category_id: [] }, {});
  expect(answer.text).toContain('<html');
  expect(typedIn(answer.page, '/tickets')).toMatchObject({
    ...TYPED,
    category_id: String(company.categories.consult),
  });
  // Hidden input and list are both sent: the list, which comes last, decides.
  const both = await tier1.submit(
    '/tickets/new/form',
    { ...refundForm(company), category_id: [company.categories.refund, company.categories.consult] },
    { on: '/tickets/new' },
  );
  expect(typedIn(both.page, '/tickets')['category_id']).toBe(String(company.categories.consult));
});

test('the close form, once open, survives a change of category', async () => {
  const answer = await changeTo(company.categories.exchange, {
    ...CLOSING_INPUTS,
    close_comment: '写到一半的处理意见',
  });
  expect(fieldValues(answer.page)).toMatchObject({
    close_outcome: 'solved',
    close_comment: '写到一半的处理意见',
  });
});

test('the priority of a category stands in its form', async () => {
  await it.db('categories').where('id', company.categories.branch).update({ default_priority: 'urgent' });
  const answer = await tier1.submit(
    '/tickets/new/form',
    { phone: '', customer_name: '秦先生', source: 'phone', category_id: company.categories.refund },
    { on: '/tickets/new', headers: HX },
  );
  await it.db('categories').update({ default_priority: null });
  expect(fieldValues(answer.page)).toMatchObject({ priority: 'urgent', description: '' });
});

test('the most used categories stand under the chooser', async () => {
  await aTicket(it.db, company, { category: 'consult' });
  await aTicket(it.db, company, { category: 'consult' });
  await aTicket(it.db, company, { category: 'refund' });
  const names = (await tier1.get('/tickets/new')).page
    .querySelectorAll('[data-pick]')
    .map((each) => each.text);
  expect(names).toEqual(['咨询', '退款问题']);
});

test('who is calling is found by phone, with their open tickets and the duplicate of the category', async () => {
  const number = await aTicket(it.db, company, {
    phone: '13511112222',
    title: '正在处理的那一张',
    by: 'tier1b',
  });
  const caller = (query: string): Promise<Answer> => tier1.get(`/tickets/new/caller?${query}`, HX);

  const known = await caller(`phone=135+1111+2222&category_id=${company.categories.refund}`);
  expect(known.text).not.toContain('<html');
  expect(known.page.querySelector('.g-mini')?.text).toContain('正在处理的那一张');
  expect(known.page.querySelector('#duplicate a')?.getAttribute('href')).toBe(`/tickets/${number}`);

  const otherCategory = await caller(`phone=13511112222&category_id=${company.categories.exchange}`);
  expect(otherCategory.page.querySelector('.g-mini a')?.getAttribute('href')).toBe(`/tickets/${number}`);
  expect(otherCategory.page.querySelector('#duplicate')?.text.trim()).toBe('');

  expect((await caller('phone=13511113333')).text).toContain('没有这个手机号的客户，提交后会自动建立。');
  for (const phone of ['', '135****2222', '1351111', '%00', 'x'.repeat(3000), '<script>', '9'.repeat(40)]) {
    const answer = await caller(`phone=${phone}&category_id=${company.categories.refund}`);
    expect([phone.slice(0, 9), answer.status, answer.text.includes('填写手机号后，这里显示客户')]).toEqual([
      phone.slice(0, 9),
      200,
      true,
    ]);
  }
  for (const category of ['-1', 'x', '9223372036854775808', '', '1&category_id=2'])
    expect((await caller(`phone=13511112222&category_id=${category}`)).status).toBe(200);
});

test('a phone in the address opens the form with it', async () => {
  const answer = await tier1.get('/tickets/new?phone=13511112222');
  expect(formState(answer.page, '/tickets')).toMatchObject({ phone: '13511112222', source: 'phone' });
  expect(answer.page.querySelector('#beside')?.text).toContain('顾女士');
  for (const phone of ['x'.repeat(41), '1&phone=2', '%00'])
    expect((await tier1.get(`/tickets/new?phone=${phone}`)).status).toBe(200);
});
