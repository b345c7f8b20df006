import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { refundForm } from '../../support/create-form.ts';
import { typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/** One unfinished ticket per phone and category (spec 01, duplicate check). */

let it: TestApp;
let company: Company;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  tier1 = await signedIn('tier1');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

function create(changes: FormValues, client: HttpClient = tier1): Promise<Answer> {
  return client.submit('/tickets', refundForm(company, changes), { on: '/tickets/new' });
}

const noteOn = (answer: Answer): string =>
  (answer.page.querySelector('#duplicate [role="alert"] p')?.text ?? '').trim().replace(/\s+/g, ' ');

test('the second is refused with the number, a link to it, and what was typed', async () => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone, by: 'tier1b', title: '先来的那一张' });
  const typed = { phone, customer_name: '顾先生', description: '又打来了\n第二次', refund_amount: '9.90' };
  const refused = await create(typed);
  expect(refused.status).toBe(409);
  expect(noteOn(refused)).toBe(`该手机号用户已存在未完结的工单，工单编号 ${number}`);
  expect(refused.page.querySelector('#duplicate a')?.getAttribute('href')).toBe(`/tickets/${number}`);
  expect(refused.page.querySelector('#duplicate')?.text).toContain('先来的那一张');
  expect(typedIn(refused.page, '/tickets')).toMatchObject(typed);
  expect(await it.db('tickets').where('phone', `+86${phone}`)).toHaveLength(1);
});

test('the sentence in English', async () => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone });
  await tier1.submit('/preferences', { language: 'en' }, { on: '/' });
  const refused = await create({ phone });
  await tier1.submit('/preferences', { language: 'zh-CN' }, { on: '/' });
  expect(refused.status).toBe(409);
  expect(noteOn(refused)).toBe(`This phone already has an unfinished ticket in this category: ${number}`);
});

test.each([
  '138 0013 8000',
  '+8613800138000',
  '0086-138-0013-8000',
  '１３８００１３８０００',
  ' 13800138000 ',
])('the phone is the same however it is typed: %j', async (phone) => {
  const before = await it.db('tickets').where('phone', '+8613800138000');
  const answer = await create({ phone });
  expect(answer.status).toBe(before.length === 0 ? 303 : 409);
  expect(await it.db('tickets').where('phone', '+8613800138000')).toHaveLength(1);
});

test.each(['138****8000', '', '1380013', '13800138000 转 8', '请打座机'])(
  'without a number that identifies there is no check: %j',
  async (phone) => {
    expect((await create({ phone })).status).toBe(303);
    expect((await create({ phone })).status).toBe(303);
  },
);

test('another category is allowed, and the open tickets of the customer stand beside the form', async () => {
  const phone = aPhone();
  const first = await aTicket(it.db, company, { phone, title: '退款那一张' });
  const made = await create({ phone, category_id: company.categories.exchange, title: '换货那一张' });
  expect(made.status).toBe(303);

  const refused = await create({
    phone,
    category_id: company.categories.consult,
    template_version_id: company.versions.consult,
  });
  expect(refused.status).toBe(422); // inputs of the other template
  const beside = refused.page.querySelectorAll('#beside .g-mini a');
  expect(beside.map((link) => link.text).sort()).toEqual(['换货那一张', '退款那一张']);
  expect(beside.map((link) => link.getAttribute('href'))).toContain(`/tickets/${first}`);
});

test.each([
  ['escalated', async (number: string) => act(it.db, company, 'tier1', number, 'escalate')],
  [
    'accepted and waiting',
    async (number: string) => {
      await act(it.db, company, 'tier1', number, 'escalate');
      await act(it.db, company, 'review', number, 'reassign', {
        group_id: String(company.groups.afterSales),
      });
      await act(it.db, company, 'aftersales', number, 'accept');
      await act(it.db, company, 'aftersales', number, 'wait');
    },
  ],
  [
    'returned',
    async (number: string) => {
      await act(it.db, company, 'tier1', number, 'escalate');
      await act(it.db, company, 'review', number, 'return', { remark: '缺凭证' });
    },
  ],
])('a ticket that is %s still stands in the way', async (_status, move) => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone });
  await move(number);
  expect(noteOn(await create({ phone }))).toContain(number);
});

test('once the first is closed a new one may be made, and then stands in the way itself', async () => {
  const phone = aPhone();
  const first = await aTicket(it.db, company, { phone });
  expect((await create({ phone })).status).toBe(409);
  await act(it.db, company, 'tier1', first, 'close', CLOSING);
  const second = await create({ phone });
  expect(second.status).toBe(303);
  const third = await create({ phone });
  expect([third.status, noteOn(third)]).toEqual([
    409,
    expect.stringContaining((second.location ?? '').slice(9)),
  ]);
});

test('whoever may not see the other ticket is told its number, and nothing else of it', async () => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone, title: '只有别人能看的标题' });
  const refused = await create({ phone }, await signedIn('review'));
  expect(refused.status).toBe(409);
  expect(noteOn(refused)).toBe(`该手机号用户已存在未完结的工单，工单编号 ${number}`);
  expect(refused.page.querySelector(`a[href="/tickets/${number}"]`)).toBeNull();
  // Their title, their status and their handler do not exist for this role (spec 03).
  expect(refused.text.includes('只有别人能看的标题')).toBe(false);
  expect(refused.page.querySelector('#duplicate')?.text).not.toContain('陈晓');
});

test('the check is made as soon as phone and category are known', async () => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone });
  const hx = { 'hx-request': 'true' };
  const form = refundForm(company, { phone, intent: [], category_id: company.categories.consult });
  const none = await tier1.submit('/tickets/new/form', form, { on: '/tickets/new', headers: hx });
  expect(noteOn(none)).toBe('');
  const again = { ...form, category_id: company.categories.refund };
  const found = await tier1.submit('/tickets/new/form', again, { on: '/tickets/new', headers: hx });
  expect(noteOn(found)).toContain(number);
  expect(found.page.querySelector('#duplicate')?.getAttribute('hx-swap-oob')).toBe('true');
});
