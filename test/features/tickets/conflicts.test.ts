import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand, inReviewPool, stateOf, withOperations } from '../../support/moved-tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** Someone else was faster: 409, what changed, the typed text kept, and then one can go on (spec 01). */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'review', 'aftersales', 'ops'] as const) {
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

/** Sends a form that was opened at some version. */
async function send(
  person: Person,
  number: string,
  action: string,
  form: FormValues,
  headers = {},
): Promise<Answer> {
  return as(person).submit(`/tickets/${number}/${action}`, form, { on: '/', headers });
}

const changesOn = (answer: Answer): string[] =>
  answer.page.querySelectorAll('.g-changes li').map((each) => each.text.replace(/\s+/g, ' ').trim());

test('what changed is listed, newest first, the text is kept, and sending again succeeds', async () => {
  const number = await inHand(it.db, company);
  const { version } = await stateOf(it.db, number);
  await act(it.db, company, 'manager', number, 'note', { remark: '主管：<b>先别</b>退款' });
  await act(it.db, company, 'aftersales', number, 'wait', { remark: '等照片' });

  const typed = { remark: '我写了很久的反馈\n还有第二行 <i>', hand_back: 'on' };
  const answer = await send('aftersales', number, 'feedback', { ...typed, version });
  expect(answer.status).toBe(409);
  expect(answer.page.text).toContain('您打开之后，这张工单有了变化：');
  expect(answer.page.text).toContain('您填的内容都还在。看过变化后，可以再次提交。');
  expect(changesOn(answer)).toEqual([
    expect.stringMatching(/等待回复 · 林知夏.*等照片$/),
    expect.stringMatching(/备注 · 主管.*主管：<b>先别<\/b>退款$/),
  ]);
  expect(answer.text.includes('<b>先别')).toBe(false);
  const path = `/tickets/${number}/feedback`;
  expect(typedIn(answer.page, path)).toEqual(typed);
  expect(await stateOf(it.db, number)).toMatchObject({ version: version + 2, status: 'waiting' });

  // The form that came back carries the new version.
  const shown = answer.page
    .querySelector(`form[action="${path}"] input[name="version"]`)
    ?.getAttribute('value');
  const again = await send('aftersales', number, 'feedback', { remark: typed.remark, version: shown ?? '' });
  expect([again.status, again.location]).toEqual([303, `/tickets/${number}`]);
  expect(await stateOf(it.db, number)).toMatchObject({ version: version + 3, status: 'in_progress' });
});

test('in a dialog the same comes as a fragment', async () => {
  const number = await inHand(it.db, company);
  const { version } = await stateOf(it.db, number);
  await act(it.db, company, 'manager', number, 'note', { remark: '先看这里' });
  const answer = await send(
    'aftersales',
    number,
    'note',
    { remark: '我的备注', version },
    { 'hx-request': 'true' },
  );
  expect([answer.status, answer.text.includes('<html'), changesOn(answer).length]).toEqual([409, false, 1]);
  expect(typedIn(answer.page, `/tickets/${number}/note`)).toEqual({ remark: '我的备注' });
});

test('a conflict in English', async () => {
  const number = await inHand(it.db, company);
  const { version } = await stateOf(it.db, number);
  await act(it.db, company, 'manager', number, 'note', { remark: 'x' });
  await it.db('users').update({ language: 'en' });
  const answer = await send('aftersales', number, 'note', { remark: 'mine', version });
  await it.db('users').update({ language: 'zh-CN' });
  expect(answer.page.text).toContain('This ticket has changed since you opened it:');
  expect(changesOn(answer)[0]).toMatch(/Note · 主管/);
});

test.each<
  [string, () => Promise<string>, Person, string, FormValues, (number: string) => Promise<void>, RegExp]
>([
  [
    'was closed meanwhile',
    () => inHand(it.db, company),
    'aftersales',
    'feedback',
    { remark: '写到一半的反馈' },
    (number) => act(it.db, company, 'manager', number, 'close', CLOSING),
    /关闭 · 主管/,
  ],
  [
    'was handed to someone else meanwhile',
    () => inHand(it.db, company),
    'aftersales',
    'feedback',
    { remark: '写到一半的反馈' },
    (number) =>
      act(it.db, company, 'manager', number, 'reassign', { assignee_id: String(company.people.aftersales2) }),
    /另派 · 主管.*韩屿/,
  ],
  [
    'was escalated from another window',
    () => aTicket(it.db, company),
    'tier1',
    'close',
    { ...CLOSING, comment: '写到一半的意见' },
    (number) => act(it.db, company, 'tier1', number, 'escalate'),
    /升单 · 陈晓/,
  ],
])(
  'when the ticket %s the reason and what changed are told, and the text stays',
  async (_what, given, person, action, form, meanwhile, change) => {
    const number = await given();
    const { version } = await stateOf(it.db, number);
    await meanwhile(number);
    const after = await stateOf(it.db, number);
    const answer = await send(person, number, action, { ...form, version });
    expect([403, 409]).toContain(answer.status);
    expect(typedIn(answer.page, `/tickets/${number}/${action}`)).toMatchObject(form);
    expect(changesOn(answer)).toEqual([expect.stringMatching(change)]);
    expect(await stateOf(it.db, number)).toEqual(after);
  },
);

test.each<[Person, () => Promise<string>, string]>([
  ['review', () => inReviewPool(it.db, company), 'return'],
  ['ops', () => withOperations(it.db, company), 'feedback'],
])(
  'when it went out of sight of %s while they wrote, their text is not lost',
  async (person, given, action) => {
    const number = await given();
    const { version } = await stateOf(it.db, number);
    await act(it.db, company, 'manager', number, 'reassign', {
      group_id: String(company.groups.afterSales2),
    });
    const answer = await send(person, number, action, { remark: '花了十分钟写的原因', version });
    expect(answer.status).toBe(404);
    expect(answer.page.text.includes('花了十分钟写的原因')).toBe(true);
    // But nothing of the ticket itself is told.
    expect(answer.page.text.includes('退款问题')).toBe(false);
  },
);

test.each(['', '0', '-1', 'abc', '1.5', '99999999999', '1e0', ' 1'])(
  'a version that is none (%j) is a form that is none of ours',
  async (version) => {
    const number = await aTicket(it.db, company);
    const answer = await send('tier1', number, 'note', { remark: '内容还在', version });
    expect([answer.status, answer.page.text.includes('表单不完整，请重新打开这张工单后再操作。')]).toEqual([
      422,
      true,
    ]);
    expect(typedIn(answer.page, `/tickets/${number}/note`)).toEqual({ remark: '内容还在' });
    expect((await stateOf(it.db, number)).version).toBe(1);
  },
);

test('a missing and a repeated version likewise; one from the future changes nothing', async () => {
  const number = await aTicket(it.db, company);
  const statuses = [
    await send('tier1', number, 'note', { remark: 'x' }),
    await send('tier1', number, 'note', { remark: 'x', version: [1, 1] }),
    await send('tier1', number, 'note', { remark: 'x', version: 2 }),
  ].map((answer) => answer.status);
  expect(statuses).toEqual([422, 422, 409]);
  expect((await stateOf(it.db, number)).version).toBe(1);
});
