import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { CLOSING_INPUTS, refundForm } from '../../support/create-form.ts';
import { problemsBeside, summaryLinks, typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** Solved on the phone: created and closed at once. */

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

function press(changes: FormValues = {}): Promise<Answer> {
  const form = refundForm(company, { ...changes, intent: 'create_close' });
  return tier1.submit('/tickets', form, { on: '/tickets/new' });
}

async function made(answer: Answer): Promise<Record<string, unknown>> {
  expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/tickets\/GD/)]);
  const number = answer.location?.replace('/tickets/', '') ?? '';
  return (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
}

test('the first press opens the close form below what was typed, the second sends both', async () => {
  const typed = {
    customer_name: '一次解决',
    description: '问营业时间\n已告知',
    refund_amount: '1.5',
    priority: 'low',
  };
  const first = await press(typed);
  expect(first.status).toBe(200);
  expect(first.page.querySelector('#closing')?.text).toContain('填好后再按一次“新建并归档”');
  const shown = typedIn(first.page, '/tickets');
  expect(shown).toMatchObject({ ...typed, close_callback_method: 'phone', close_comment: '' });
  expect(shown['close_outcome']).toBeUndefined();
  expect(await it.db('tickets').where('customer_name', '一次解决')).toHaveLength(0);

  const row = await made(await press({ ...typed, ...CLOSING_INPUTS }));
  expect(row).toMatchObject({
    status: 'closed',
    outcome: 'solved',
    satisfaction: 'satisfied',
    callback_method: 'phone',
    close_comment: '电话里已讲清，客户满意。',
    unsolved_reason: null,
    closed_by_id: company.people.tier1,
    assignee_id: company.people.tier1,
    group_id: company.groups.tier1,
    version: 2,
    values: { refund_amount: 1.5 },
  });
  // Solved at first contact: created, answered and closed in one instant.
  expect([row['closed_at'], row['first_responded_at']]).toEqual([row['created_at'], row['created_at']]);
});

test('it is closed for everyone: on its page, in its log, in its one ended hop, and among the solved', async () => {
  const row = await made(await press({ ...CLOSING_INPUTS, title: '一次就解决的那张' }));
  const number = String(row['number']);
  const page = await tier1.get(`/tickets/${number}`);
  expect(page.text).toContain(`已新建并归档 ${number}。`);
  expect(page.page.querySelector('[data-status]')?.getAttribute('data-status')).toBe('closed');
  expect(page.page.querySelectorAll('.g-tl .g-k2').map((each) => each.text)).toEqual(['关闭', '新建']);
  const hops = await it.db('assignments').where('ticket_id', row['id'] as number);
  expect(hops.map((hop) => [hop.left_action, hop.left_at])).toEqual([['close', row['closed_at']]]);
  const numbersIn = async (view: string): Promise<string[]> =>
    (await tier1.get(`/tickets?view=${view}`)).page
      .querySelectorAll('tr[data-ticket]')
      .map((each) => each.getAttribute('data-ticket') ?? '');
  expect(await numbersIn('solved')).toContain(number);
  expect(await numbersIn('created')).toContain(number);
  expect(await numbersIn('mine')).not.toContain(number);
});

test('unsolved asks for the reason, which may be one of ones own', async () => {
  const unsolved = { ...CLOSING_INPUTS, close_outcome: 'unsolved', close_satisfaction: 'not_reached' };
  const refused = await press(unsolved);
  expect(problemsBeside(refused.page)).toEqual({ unsolved_reason: '请选择未解决原因。' });

  const listed = await made(await press({ ...unsolved, close_unsolved_reason: 'no_evidence' }));
  expect(listed).toMatchObject({ outcome: 'unsolved', unsolved_reason: 'no_evidence', satisfaction: null });
  const own = await made(
    await press({ ...unsolved, close_unsolved_reason: 'other', close_unsolved_reason_other: '客户搬家了' }),
  );
  expect(own['unsolved_reason']).toBe('other:客户搬家了');
});

test('a reason that belongs to the other outcome is left out', async () => {
  const row = await made(await press({ ...CLOSING_INPUTS, close_unsolved_reason: 'no_evidence' }));
  expect(row).toMatchObject({ outcome: 'solved', unsolved_reason: null });
});

test('what is wrong in the close form stands beside its fields, and neither form loses anything', async () => {
  const typed = {
    customer_name: '写了很多的客户',
    description: '经过',
    refund_amount: '12.30',
    close_outcome: 'unsolved',
    close_satisfaction: 'dissatisfied',
    close_callback_method: 'sms',
    close_unsolved_reason: 'other',
    close_unsolved_reason_other: ' ',
    close_comment: '见'.repeat(5001),
  };
  const refused = await press(typed);
  expect(refused.status).toBe(422);
  expect(problemsBeside(refused.page)).toEqual({
    unsolved_reason: '选了“其他”，请写明是什么。',
    comment: '最多 5,000 个字，现在 5,001 个字，请删减。',
  });
  expect(summaryLinks(refused.page)).toEqual([
    '未解决原因 #close_unsolved_reason',
    '关闭处理意见 #close_comment',
  ]);
  expect(typedIn(refused.page, '/tickets')).toMatchObject(typed);
});

test('what is wrong in the form above keeps the close form as it was typed', async () => {
  const refused = await press({ ...CLOSING_INPUTS, close_comment: '意见不能丢', description: '' });
  expect(refused.status).toBe(422);
  expect(problemsBeside(refused.page)).toEqual({ description: '请填写问题描述。' });
  expect(typedIn(refused.page, '/tickets')).toMatchObject({ ...CLOSING_INPUTS, close_comment: '意见不能丢' });
});

test('the other button with an open close form keeps it too', async () => {
  const form = refundForm(company, { ...CLOSING_INPUTS, description: '', intent: 'create' });
  const refused = await tier1.submit('/tickets', form, { on: '/tickets/new' });
  expect(refused.status).toBe(422);
  expect(typedIn(refused.page, '/tickets')).toMatchObject(CLOSING_INPUTS);
});

test('a duplicate is found before closing, and the close form is not lost over it', async () => {
  const number = await aTicket(it.db, company, { phone: '13600001111' });
  const refused = await press({ ...CLOSING_INPUTS, close_comment: '意见不能丢', phone: '13600001111' });
  expect(refused.status).toBe(409);
  expect(refused.page.querySelector('#duplicate a')?.text).toBe(number);
  expect(typedIn(refused.page, '/tickets')).toMatchObject({ ...CLOSING_INPUTS, close_comment: '意见不能丢' });
});

test('closing inputs of a form that only creates do nothing', async () => {
  const form = refundForm(company, { ...CLOSING_INPUTS, intent: 'create' });
  const row = await made(await tier1.submit('/tickets', form, { on: '/tickets/new' }));
  expect(row).toMatchObject({ status: 'new', outcome: null, closed_at: null });
});

test('inputs that the close form does not have are refused', async () => {
  const refused = await press({ ...CLOSING_INPUTS, close_closed_by_id: '1', close_status: 'new' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('这张表单没有“closed_by_id”这一项');
});

test.each<[Person, number]>([
  ['tier1b', 303],
  ['manager', 303],
  ['review', 403],
])('%s pressing create and close is answered %i', async (person, status) => {
  const client = await signedIn(person);
  const page = await client.get('/tickets/new');
  expect(page.page.querySelector('[data-action="create_close"]') !== null).toBe(status === 303);
  const before = await it.db('tickets').where('creator_id', company.people[person]);
  const form = refundForm(company, { ...CLOSING_INPUTS, intent: 'create_close' });
  const answer = await client.submit('/tickets', form, { on: '/tickets/new' });
  expect(answer.status).toBe(status);
  if (status === 403) {
    expect(answer.text).toContain('您的角色没有这项权限');
    expect(await it.db('tickets').where('creator_id', company.people[person])).toHaveLength(before.length);
  }
});
