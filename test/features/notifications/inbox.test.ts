import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deliverOutbox } from '../../../src/features/notifications/deliver-outbox.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { jobCtx, queueMessages, ticketId } from '../../support/messages.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** `/inbox` and the bell (spec 05): one's own messages, about what one may see. */

let test_: TestApp;
let company: Company;
let tier1: HttpClient;
let ops: HttpClient;

beforeAll(async () => {
  test_ = await openTestApp();
  company = await aCompany(test_.db);
  tier1 = test_.client();
  ops = test_.client();
  await tier1.signIn('tier1');
  await ops.signIn('ops');
});
beforeEach(async () => {
  await test_.db('inbox').delete();
  await test_.db('outbox').delete();
});
afterAll(() => test_.close());

const send = async (count: number, message: Parameters<typeof queueMessages>[2]): Promise<void> => {
  await queueMessages(test_.db, count, message);
  await deliverOutbox(jobCtx(test_.db));
};
const me = () => company.people.tier1;
const bellOf = async (client: HttpClient): Promise<string> =>
  (await client.get('/tickets')).page.querySelector('.g-top [data-bell]')?.getAttribute('aria-label') ?? '';
const bodiesOf = async (client: HttpClient, path = '/inbox'): Promise<string[]> =>
  (await client.get(path)).page
    .querySelectorAll('.g-messages .g-body')
    .map((body) => body.text.replace('未读', '').trim());

describe('the list', () => {
  test('without messages teaches what will be here', async () => {
    const { page } = await tier1.get('/inbox');
    expect(page.querySelector('.g-empty')?.text).toContain('还没有通知');
    expect(page.querySelector('[data-bell] b')?.hasAttribute('hidden')).toBe(true);
    expect(await bellOf(tier1)).toBe('通知，没有未读');
  });

  test('is newest first, by key, fifty to a page, forth and back', async () => {
    await send(120, { to: me() });
    await send(1, { to: company.people.ops });
    const first = await tier1.get('/inbox');
    const bodies = await bodiesOf(tier1);
    expect(bodies).toHaveLength(50);
    const older = first.page.querySelector('a[rel=next]')?.getAttribute('href') ?? '';
    expect(first.page.querySelector('a[rel=prev]')).toBeNull();
    const second = await bodiesOf(tier1, older);
    const third = await tier1.get(
      (await tier1.get(older)).page.querySelector('a[rel=next]')!.getAttribute('href')!,
    );
    expect(third.page.querySelectorAll('.g-messages > li')).toHaveLength(20);
    expect(third.page.querySelector('a[rel=next]')).toBeNull();
    const back = third.page.querySelector('a[rel=prev]')!.getAttribute('href')!;
    expect(await bodiesOf(tier1, back)).toEqual(second);
    expect(new Set([...bodies, ...second]).size).toBe(100);
    expect(await bellOf(tier1)).toBe('通知，99+ 条未读');
  });

  test('shows who, when, what, and leads to the ticket, which marks it as read', async () => {
    const number = await aTicket(test_.db, company);
    await send(1, { to: me(), ticketId: await ticketId(test_.db, number), kind: 'urge', body: '客户催促' });
    const { page } = await tier1.get('/inbox');
    const row = page.querySelector('.g-messages > .g-unread')!;
    expect(row.querySelector('.g-who button')?.text).toBe(number);
    expect(row.querySelector('use')?.getAttribute('href')).toMatch(/#i-bell-ringing$/);
    const action = row.querySelector('.g-who form')!.getAttribute('action')!;
    expect((await tier1.get(action)).status).toBe(404); // only a POST marks
    expect(await bellOf(tier1)).toBe('通知，1 条未读');
    const opened = await tier1.submit(action, {}, { on: '/inbox' });
    expect([opened.status, opened.location]).toEqual([303, `/tickets/${number}`]);
    expect(await bellOf(tier1)).toBe('通知，没有未读');
  });

  test('filters what is unread; one is marked, and marked back', async () => {
    await send(2, { to: me() });
    const [newest, oldest] = await bodiesOf(tier1);
    const { page } = await tier1.get('/inbox?show=unread');
    const [read] = page.querySelectorAll('.g-mark-read').map((form) => form.getAttribute('action')!);
    const marked = await tier1.submit(read!, { next: '/inbox?show=unread' }, { on: '/inbox?show=unread' });
    expect(marked.location).toBe('/inbox?show=unread');
    expect(await bodiesOf(tier1, '/inbox?show=unread')).toEqual([oldest]);
    expect(await bodiesOf(tier1)).toEqual([newest, oldest]);
    await tier1.submit(read!.replace('/read', '/unread'), {}, { on: '/inbox' });
    expect(await bodiesOf(tier1, '/inbox?show=unread')).toEqual([newest, oldest]);
  });

  test('all are read at once, but not what came after the page was made', async () => {
    await send(3, { to: me() });
    const { page } = await tier1.get('/inbox');
    const form = page.querySelector('form[action="/inbox/read-all"]')!;
    const values = Object.fromEntries(
      form
        .querySelectorAll('input')
        .map((input) => [input.getAttribute('name')!, input.getAttribute('value')!]),
    );
    await send(1, { to: me() });
    expect((await tier1.post('/inbox/read-all', values)).status).toBe(303);
    expect(await bellOf(tier1)).toBe('通知，1 条未读');
  });
});

describe('permission', () => {
  test('a ticket out of sight takes its messages along: list, count, bell and opening agree', async () => {
    const number = await aTicket(test_.db, company);
    await act(test_.db, company, 'tier1', number, 'escalate', { remark: '' });
    await act(test_.db, company, 'review', number, 'accept');
    const target = { group_id: String(company.groups.operations), assignee_id: '', remark: '' };
    await act(test_.db, company, 'review', number, 'reassign', target);
    await deliverOutbox(jobCtx(test_.db));
    const [message] = await bodiesOf(ops);
    expect(message).toContain(number);
    expect(await bellOf(ops)).toBe('通知，1 条未读');
    const action = (await ops.get('/inbox')).page.querySelector('.g-who form')!.getAttribute('action')!;

    await act(test_.db, company, 'ops2', number, 'accept');
    expect(await bodiesOf(ops)).toEqual([]);
    expect(await bellOf(ops)).toBe('通知，没有未读');
    expect((await ops.submit(action, {}, { on: '/inbox' })).status).toBe(404);
  });

  test('nobody reads, opens or marks what is someone else’s', async () => {
    await send(1, { to: me() });
    const { id } = await test_.db('inbox').first('id');
    for (const action of ['open', 'read', 'unread'])
      expect((await ops.submit(`/inbox/${id}/${action}`, {}, { on: '/inbox' })).status).toBe(404);
    await ops.submit('/inbox/read-all', { up_to: id }, { on: '/inbox' });
    expect(await bellOf(tier1)).toBe('通知，1 条未读');
  });

  test.each(['/inbox/0/open', '/inbox/x/read', '/inbox/99999999999999999999/unread'])(
    '%s is a 404',
    async (path) => {
      expect((await tier1.submit(path, {}, { on: '/inbox' })).status).toBe(404);
    },
  );

  test.each(['?before=x', '?after=-1', '?before=99999999999999999999'])(
    '/inbox%s is a 422',
    async (query) => {
      expect((await tier1.get(`/inbox${query}`)).status).toBe(422);
    },
  );
});
