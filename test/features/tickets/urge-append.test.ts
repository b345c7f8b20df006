import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { inHand, inPool, stateOf, waiting } from '../../support/moved-tickets.ts';
import { act, asPerson, aTicket } from '../../support/tickets.ts';

/** The customer calls again: urging and appending (spec 01), and who hears of it (spec 05). */

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  const [{ id: department }] = (await it
    .db('departments')
    .insert({ name: '一线客服部' })
    .returning('id')) as [{ id: number }];
  await it.db('users').where('id', company.people.tier1).update({ department_id: department });
  await it.db('users').where('id', company.people.aftersales).update({ manager_id: company.people.manager });
});
afterAll(() => it.close());
beforeEach(() => it.db('outbox').delete());

async function told(): Promise<{ who: string; kind: string; body: string }[]> {
  const rows = (await it
    .db('outbox as o')
    .join('users as u', 'u.id', 'o.recipient_id')
    .orderBy('u.id')
    .select('u.username as who', 'o.kind', 'o.body')) as { who: string; kind: string; body: string }[];
  return rows;
}

async function page(
  person: Person,
  path: string,
): Promise<Awaited<ReturnType<ReturnType<TestApp['client']>['get']>>> {
  const client = it.client();
  await client.signIn(person);
  return client.get(path);
}

test('the urge form begins with the message template, filled in', async () => {
  const number = await inHand(it.db, company);
  const form = await page('tier1', `/tickets/${number}/urge`);
  expect(form.page.querySelector('textarea[name="remark"]')?.text.trim()).toBe(
    `一线客服部-陈晓 有一张编号为 ${number} 的工单，客户催促，请尽快处理。`,
  );
});

test('an urge is counted, and told to the handler and their manager in the words that were sent', async () => {
  const number = await inHand(it.db, company);
  await it.db('outbox').delete();
  await act(it.db, company, 'tier1', number, 'urge', { remark: '客户今天必须有答复' });
  expect(await told()).toEqual([
    { who: 'manager', kind: 'urge', body: '客户今天必须有答复' },
    { who: 'aftersales', kind: 'urge', body: '客户今天必须有答复' },
  ]);
  const row: unknown = await it.db('tickets').where({ number }).first('urged_count', 'status', 'assignee_id');
  expect(row).toEqual({ urged_count: 1, status: 'in_progress', assignee_id: company.people.aftersales });
});

test('while nobody has accepted, all members of the group are told, and nobody who caused it', async () => {
  const number = await inPool(it.db, company);
  await it.db('outbox').delete();
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户补充了面单' });
  expect((await told()).map(({ who, kind }) => [who, kind])).toEqual([
    ['aftersales', 'append'],
    ['aftersales2', 'append'],
  ]);
  expect((await told())[0]?.body).toBe(
    `一线客服部-陈晓 有一张编号为 ${number} 的工单，客户追加新的内容，请尽快处理。`,
  );
});

test('too soon is refused with the time when it is possible again, and shown on the button', async () => {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'tier1', number, 'urge', { remark: '客户催促' });
  await expect(act(it.db, company, 'tier1b', number, 'urge', { remark: '又催' })).rejects.toMatchObject({
    code: 'urged_too_soon',
    status: 409,
  });
  const shown = await page('tier1b', `/tickets/${number}`);
  const button = shown.page.querySelector('.g-acts > [data-action="urge"]');
  expect(button?.getAttribute('aria-disabled')).toBe('true');
  expect(button?.text).toMatch(/^催单下次可催单 (\d\d-\d\d )?\d\d:\d\d$/);
  const refused = await page('tier1b', `/tickets/${number}/urge`);
  expect([refused.status, /刚催过单，下次可催单时间是 .*\d\d:\d\d。/.test(refused.page.text)]).toEqual([
    409,
    true,
  ]);
});

test.each([
  ['the setting', 60, null, 59, 61],
  ['the category', 60, 5, 4, 6],
  ['a category above it', 60, null, 59, 61],
])('the interval is that of %s', async (_name, setting, own, before, after) => {
  await it
    .db('settings')
    .insert({ key: 'urge_interval_minutes', value: JSON.stringify(setting) })
    .onConflict('key')
    .merge();
  await it.db('categories').where('id', company.categories.refund).update({ urge_interval_minutes: own });
  const number = await inHand(it.db, company);
  const start = Date.now();
  const urgeAt = async (minutes: number): Promise<string> => {
    const ctx = await asPerson(it.db, company, 'tier1', () => new Date(start + minutes * 60_000));
    const { version } = await stateOf(it.db, number);
    return performAction(ctx, { number, action: 'urge', version, form: { remark: '催' } }).then(
      () => 'done',
      (error: unknown) => (error as { code?: string }).code ?? 'broken',
    );
  };
  const tried = [await urgeAt(0), await urgeAt(before), await urgeAt(after)];
  await it.db('settings').where('key', 'urge_interval_minutes').delete();
  await it.db('categories').where('id', company.categories.refund).update({ urge_interval_minutes: null });
  expect(tried).toEqual(['done', 'urged_too_soon', 'done']);
});

test('appending wakes a ticket that waited for the customer, and leaves any other where it is', async () => {
  const number = await waiting(it.db, company);
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户来电补充' });
  expect((await stateOf(it.db, number)).status).toBe('in_progress');
  const pooled = await inPool(it.db, company);
  await act(it.db, company, 'tier1', pooled, 'append', { remark: '客户来电补充' });
  expect((await stateOf(it.db, pooled)).status).toBe('new');
});

test('a note tells whom it mentions, by the longest name that fits, if they may read the ticket', async () => {
  await it.db('users').where('id', company.people.aftersales2).update({ name: '林知' });
  const number = await inHand(it.db, company);
  await it.db('outbox').delete();
  await act(it.db, company, 'manager', number, 'note', {
    remark: '@林知夏请看，@rd 也请看，@tier1b 了解一下',
  });
  await it.db('users').where('id', company.people.aftersales2).update({ name: '韩屿' });
  expect((await told()).map(({ who, kind }) => [who, kind])).toEqual([
    ['tier1b', 'mentioned'],
    ['aftersales', 'mentioned'],
  ]);
});

test('the timeline has a tab each, and the list marks what was urged more than once', async () => {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'tier1', number, 'urge', { remark: '第一次' });
  const later = await asPerson(it.db, company, 'tier1', () => new Date(Date.now() + 7 * 3_600_000));
  const { version } = await stateOf(it.db, number);
  await performAction(later, { number, action: 'urge', version, form: { remark: '第二次' } });
  await act(it.db, company, 'tier1', number, 'append', { remark: '照片已补' });
  const urges = await page('tier1', `/tickets/${number}?log=urges`);
  expect(urges.page.querySelectorAll('.g-tl > li .g-k2').map((each) => each.text)).toEqual([
    '催单 · 第 2 次',
    '催单 · 第 1 次',
  ]);
  const oldest = await page('tier1', `/tickets/${number}?log=urges&order=oldest`);
  expect(oldest.page.querySelector('.g-tl > li .g-k2')?.text).toBe('催单 · 第 1 次');
  const appends = await page('tier1', `/tickets/${number}?log=appends`);
  expect(appends.page.querySelectorAll('.g-tl > li .g-body').map((each) => each.text)).toEqual(['照片已补']);
  const list = await page('tier1', `/tickets?view=all&q=${number}`);
  expect(list.page.text).toContain('催 ×2');
  expect(list.page.text).toContain('追加 ×1');
});

test('who finds the unfinished ticket while creating appends or urges right there, with what was typed', async () => {
  const phone = '13911112222';
  const number = await aTicket(it.db, company, { phone });
  const client = it.client();
  await client.signIn('tier1b');
  const typed = {
    phone,
    category_id: company.categories.refund,
    customer_name: '顾女士',
    source: 'phone',
    priority: 'normal',
    description: '又来电话，要今天退款',
  };
  const refused = await client.submit('/tickets', { ...typed, intent: 'create' }, { on: '/tickets/new' });
  expect(refused.status).toBe(409);
  const buttons = refused.page.querySelectorAll('#duplicate button');
  expect(buttons.map((button) => [button.text, button.getAttribute('formaction')])).toEqual([
    ['追加', `/tickets/${number}/append/carry`],
    ['催单', `/tickets/${number}/urge/carry`],
  ]);
  const remarkAt = async (action: string): Promise<string | undefined> => {
    const form = await client.submit(`/tickets/${number}/${action}/carry`, typed, { on: '/tickets/new' });
    expect([form.status, form.page.querySelector('form.g-dlgform')?.getAttribute('action')]).toEqual([
      200,
      `/tickets/${number}/${action}`,
    ]);
    return form.page.querySelector('textarea[name="remark"]')?.text.trim();
  };
  expect(await remarkAt('append')).toBe('又来电话，要今天退款');
  expect(await remarkAt('urge')).toMatch(/客户催促，请尽快处理。\n又来电话，要今天退款$/);
  await act(it.db, company, 'tier1', number, 'urge', { remark: '催' });
  const again = await client.submit('/tickets', { ...typed, intent: 'create' }, { on: '/tickets/new' });
  const urge = again.page.querySelector('#duplicate [data-action="urge"]');
  expect([urge?.getAttribute('aria-disabled'), urge?.text]).toEqual([
    'true',
    expect.stringMatching(/下次可催单/),
  ]);
  expect(await client.submit(`/tickets/${number}/urge/carry`, typed, { on: '/tickets/new' })).toMatchObject({
    status: 409,
  });
});
