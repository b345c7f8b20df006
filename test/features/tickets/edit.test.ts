import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { contentOf, lastChanges, lastEvent, submitFilled } from '../../support/editing.ts';
import { formState, problemsBeside, summaryLinks } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, inReviewPool, stateOf } from '../../support/moved-tickets.ts';
import { act, aPhone, aTicket } from '../../support/tickets.ts';

/** Editing a ticket: by its creator until somebody else has accepted it, by administrators (spec 01, 03). */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'tier1b', 'review', 'aftersales', 'ops', 'manager'] as const) {
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

const edit = (person: Person, number: string, changes: FormValues): ReturnType<typeof submitFilled> =>
  submitFilled(as(person), `/tickets/${number}/edit`, changes);

test('the page holds what the ticket holds; everything can be changed at once', async () => {
  const number = await aTicket(it.db, company, { refund_amount: '398', order_number: 'E1' });
  const phone = aPhone();
  const answer = await edit('tier1', number, {
    ...{ customer_name: '顾晓', phone: `+86 ${phone}`, source: 'online', priority: 'high' },
    ...{ title: '摄像头离线', order_number: 'E2', description: '换了描述', refund_amount: '428' },
  });
  expect([answer.status, answer.location]).toEqual([303, `/tickets/${number}`]);
  const row = await contentOf(it.db, number);
  expect(row).toMatchObject({
    ...{ customer_name: '顾晓', phone: `+86${phone}`, phone_text: `+86 ${phone}`, source_key: 'online' },
    ...{ priority: 'high', title: '摄像头离线', order_number: 'E2', description: '换了描述' },
    ...{ values: { refund_amount: 428 }, version: 2, status: 'new' },
  });
  const customer = (await it.db('customers').where('id', row.customer_id).first()) as { phone: string };
  expect(customer.phone).toBe(`+86${phone}`);
  expect(await lastEvent(it.db, number)).toMatchObject({ type: 'ticket_edited', action: 'edit' });
  expect((await lastChanges(it.db, number)).length).toBe(8);
  const page = (await as('tier1').get(`/tickets/${number}`)).page;
  expect(page.querySelector('.g-tl .g-k2')?.text).toBe('编辑');
  expect(page.text).toContain(`${number} 的修改已保存。`);
});

test('a phone that is masked by now identifies nobody; a customer of that phone is found again', async () => {
  const number = await aTicket(it.db, company);
  const before = await contentOf(it.db, number);
  await edit('tier1', number, { phone: '138****1234' });
  expect(await contentOf(it.db, number)).toMatchObject({
    ...{ phone: null, customer_id: null, phone_text: '138****1234' },
  });
  await edit('tier1', number, { phone: before.phone_text });
  expect(await contentOf(it.db, number)).toMatchObject({
    ...{ phone: before.phone, customer_id: before.customer_id },
  });
});

test('who may: cell by cell over HTTP', async () => {
  const held = await aTicket(it.db, company);
  const waiting = await inReviewPool(it.db, company);
  const taken = await inHand(it.db, company);
  const pooledAgain = await inPool(it.db, company);
  await act(it.db, company, 'aftersales', pooledAgain, 'accept');
  await act(it.db, company, 'aftersales', pooledAgain, 'reassign', {
    group_id: String(company.groups.afterSales2),
  });
  const returned = await inHand(it.db, company);
  await act(it.db, company, 'manager', returned, 'reassign', {
    assignee_id: String(company.people.tier1),
  });
  const over = await closed(it.db, company);
  const cells: [Person, string, number][] = [
    ...([
      ['tier1', held, 303],
      ['tier1b', held, 403],
      ['aftersales', held, 403],
    ] as [Person, string, number][]),
    ...([
      ['manager', held, 303],
      ['review', held, 404],
    ] as [Person, string, number][]),
    ...([
      ['tier1', waiting, 303],
      ['review', waiting, 403],
    ] as [Person, string, number][]),
    ...([
      ['tier1', taken, 409],
      ['manager', taken, 303],
    ] as [Person, string, number][]),
    ...([
      ['tier1', pooledAgain, 409],
      ['ops', taken, 403],
    ] as [Person, string, number][]),
    ...([
      ['tier1', returned, 303],
      ['tier1', over, 409],
      ['manager', over, 409],
    ] as [Person, string, number][]),
  ];
  for (const [person, number, expected] of cells) {
    const before = await contentOf(it.db, number);
    const path = `/tickets/${number}/edit`;
    const answer = await as(person).submit(
      path,
      {
        ...{
          version: before.version,
          source: 'phone',
          priority: 'normal',
          customer_name: before.customer_name,
        },
        ...{ phone: before.phone_text, title: before.title, description: `由 ${person} 改` },
      },
      { on: '/' },
    );
    expect([person, answer.status]).toEqual([person, expected]);
    const after = await contentOf(it.db, number);
    expect(after.version).toBe(before.version + (expected === 303 ? 1 : 0));
    if (expected !== 303) expect((await as(person).get(path)).status).toBe(expected);
  }
});

test('the page of the ticket offers it, blocks it with the reason, or has none of it', async () => {
  const offered = async (person: Person, number: string): Promise<(string | undefined)[]> =>
    (await as(person).get(`/tickets/${number}`)).page
      .querySelectorAll('[data-action="edit"]')
      .map((each) => each.querySelector('.g-why')?.text ?? each.getAttribute('href'));
  const held = await aTicket(it.db, company);
  const taken = await inHand(it.db, company);
  expect(await offered('tier1', held)).toEqual([`/tickets/${held}/edit`]);
  expect(await offered('tier1b', held)).toEqual([]);
  expect(await offered('tier1', taken)).toEqual(['已由 林知夏 接手']);
  expect(await offered('aftersales', taken)).toEqual([]);
  expect(await offered('manager', taken)).toEqual([`/tickets/${taken}/edit`]);
  expect(await offered('manager', await closed(it.db, company))).toEqual([]);
});

test('whoever has it in hand is told when somebody else edits it', async () => {
  const number = await inHand(it.db, company);
  const { id } = await stateOf(it.db, number);
  await edit('manager', number, { description: '主管补充' });
  const told = await it.db('outbox').where({ ticket_id: id, kind: 'edited' }).select('recipient_id', 'body');
  expect(told).toEqual([
    {
      recipient_id: company.people.aftersales,
      body: `客户服务中心-主管 修改了您处理的工单 ${number}：退款问题 · 顾女士`,
    },
  ]);
  const own = await aTicket(it.db, company);
  await edit('tier1', own, { description: '我自己补充' });
  expect(await it.db('outbox').where('ticket_id', (await stateOf(it.db, own)).id)).toEqual([]);
});

test('what can not be used is told beside its field, and everything typed stays', async () => {
  const number = await aTicket(it.db, company);
  const path = `/tickets/${number}/edit`;
  const typed = { title: '写好的标题', refund_amount: '很多', description: '', phone: '', customer_name: '' };
  const answer = await edit('tier1', number, { ...typed, description: ' ' });
  expect(answer.status).toBe(422);
  expect(problemsBeside(answer.page)).toEqual({
    refund_amount: '请填写数字，例如 1234.5。',
    description: '请填写问题描述。',
  });
  expect(summaryLinks(answer.page)).toHaveLength(2);
  expect(formState(answer.page, path)).toMatchObject({ title: '写好的标题', refund_amount: '很多' });
  const nobody = await edit('tier1', number, { phone: '', customer_name: '' });
  expect(problemsBeside(nobody.page)).toEqual({ phone: '请填写手机号或客户，至少一项。' });
  const same = await edit('tier1', number, {});
  expect([same.status, same.page.text.includes('没有任何改动')]).toEqual([422, true]);
  expect((await contentOf(it.db, number)).version).toBe(1);
});

test.each<[string, FormValues]>([
  ['no field of the form', { status: 'closed' }],
  ['a column', { creator_id: '1' }],
  ['a category that is none', { category_id: '999999' }],
  ['a folder', { category_id: '#branch' }],
  ['a version that is none', { template_version_id: '999999' }],
  ['another template’s version', { template_version_id: '#consult' }],
  ['no version of the ticket', { version: '' }],
  ['a broken version', { version: '1e0' }],
  ['several', { version: ['1', '1'] }],
  ['a number beyond counting', { category_id: '9'.repeat(30), version: '0' }],
  ['null characters', { title: 'a\0b' }],
  ['a list for a text', { description: ['甲', '乙'] }],
])('hostile: %s is a 4xx in words, and changes nothing', async (_what, changes) => {
  const number = await aTicket(it.db, company);
  const ids: Readonly<Record<string, number>> = {
    '#branch': company.categories.branch,
    '#consult': company.versions.consult,
  };
  const sent = Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [key, ids[String(value)] ?? value]),
  );
  const before = await contentOf(it.db, number);
  const answer = await edit('tier1', number, { description: '改过', ...sent });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.page.querySelector('[role="alert"], .g-errpage, .g-err')).not.toBeNull();
  expect(await contentOf(it.db, number)).toEqual(before);
});

test('someone else was faster: what changed, the text kept, the rest following; then it goes through', async () => {
  const number = await aTicket(it.db, company);
  const path = `/tickets/${number}/edit`;
  const opened = formState((await as('tier1').get(path)).page, path);
  await edit('manager', number, { customer_name: '王先生', refund_amount: '12', description: '主管改的' });
  const answer = await as('tier1').post(path, { ...opened, title: '我写的标题', description: '我改的' });
  expect(answer.status).toBe(409);
  expect(answer.page.querySelector('.g-changes')?.text.replace(/\s+/g, ' ')).toContain(
    '客户 顾女士 → 王先生',
  );
  const kept = formState(answer.page, path);
  expect(kept).toMatchObject({
    ...{ title: '我写的标题', description: '我改的', customer_name: '王先生', refund_amount: '12.00' },
  });
  expect((await as('tier1').post(path, kept)).status).toBe(303);
  expect(await lastChanges(it.db, number)).toEqual([
    '标题: 退款问题 · 王先生 → 我写的标题',
    '问题描述: 主管改的 → 我改的',
  ]);
});

test('accepted while it was being edited: the reason, what was typed, and no button', async () => {
  const number = await inReviewPool(it.db, company);
  const path = `/tickets/${number}/edit`;
  const opened = formState((await as('tier1').get(path)).page, path);
  await act(it.db, company, 'review', number, 'accept');
  const answer = await as('tier1').post(path, { ...opened, description: '写了很久的描述' });
  expect(answer.status).toBe(409);
  expect(answer.page.text).toContain(`${number} 已由 周闻 接手，您不能再编辑；有补充请用追加或备注。`);
  expect(formState(answer.page, path)['description']).toBe('写了很久的描述');
  expect(answer.page.querySelector('.g-savebar [data-action="edit"]')).toBeNull();
});

test('out of sight meanwhile: what was typed is not lost', async () => {
  const number = await aTicket(it.db, company, { by: 'review' });
  const path = `/tickets/${number}/edit`;
  const opened = formState((await as('review').get(path)).page, path);
  await it
    .db('role_permissions')
    .where({ permission: 'ticket.read', scope: 'review' })
    .update({ scope: 'pool' });
  const other = await aTicket(it.db, company);
  const answer = await as('review').post(`/tickets/${other}/edit`, { ...opened, title: '写了很久的标题' });
  await it
    .db('role_permissions')
    .where({ permission: 'ticket.read' })
    .where('scope', 'pool')
    .whereIn('role_id', it.db('roles').where('key', 'reviewer').select('id'))
    .update({ scope: 'review' });
  expect([answer.status, answer.page.text.includes('写了很久的标题')]).toEqual([404, true]);
});
