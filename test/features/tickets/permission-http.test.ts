import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** Cells of the permission matrix as a browser meets them, and what a role can't read (spec 03). */

const PHONE = '13912345678';

let it: TestApp;
let company: Company;
let tickets: Readonly<
  Record<'onTheLine' | 'inReview' | 'waitsForAfterSales' | 'withAfterSales' | 'withOps' | 'done', string>
>;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  const { db } = it;
  const escalated = async (phone?: string): Promise<string> => {
    const number = await aTicket(db, company, { title: '摄像头连不上', ...(phone && { phone }) });
    await act(db, company, 'tier1', number, 'escalate');
    return number;
  };
  const sent = async (form: Record<string, number>, phone?: string): Promise<string> => {
    const number = await escalated(phone);
    const values = Object.fromEntries(Object.entries(form).map(([key, id]) => [key, String(id)]));
    await act(db, company, 'review', number, 'reassign', values);
    return number;
  };
  const { people, groups } = company;
  tickets = {
    onTheLine: await aTicket(db, company, { title: '摄像头连不上' }),
    inReview: await escalated(),
    waitsForAfterSales: await sent({ group_id: groups.afterSales }),
    withAfterSales: await sent({ assignee_id: people.aftersales }, PHONE),
    withOps: await sent({ assignee_id: people.ops }),
    done: await sent({ assignee_id: people.aftersales }),
  };
  await act(db, company, 'aftersales', tickets.done, 'close', CLOSING);
});
afterAll(() => it.close());

async function as(person: Person): Promise<HttpClient> {
  const known = clients.get(person);
  if (known) return known;
  const client = it.client();
  await client.signIn(person);
  clients.set(person, client);
  return client;
}

// Nothing here changes a ticket: every request is refused, for the reason in the last column.
test.each([
  ['tier1b', 'onTheLine', 'escalate', 403, '处理人是 陈晓'],
  ['tier1', 'onTheLine', 'reassign', 403, '没有这项权限'],
  ['tier1', 'inReview', 'close', 403, '还没有人接单'],
  ['review', 'inReview', 'close', 403, '没有这项权限'],
  ['review', 'withAfterSales', 'reassign', 404, ''],
  ['review', 'done', 'note', 404, ''],
  ['aftersales2', 'withAfterSales', 'accept', 409, '已由 林知夏 接单'],
  ['aftersales2', 'withAfterSales', 'callback', 403, '处理人是 林知夏'],
  ['aftersales3', 'waitsForAfterSales', 'accept', 403, '不在您的客服组里'],
  ['aftersales', 'withAfterSales', 'accept', 409, '已经在您手里了'],
  ['aftersales', 'done', 'feedback', 409, '已关闭'],
  ['ops', 'withOps', 'close', 403, '没有这项权限'],
  ['ops', 'withAfterSales', 'feedback', 404, ''],
  ['ops2', 'withOps', 'accept', 409, '已由 乔安 接单'],
  ['ops2', 'withOps', 'note', 404, ''],
  ['manager', 'waitsForAfterSales', 'wait', 409, '还没有处理人'],
  ['admin', 'done', 'reassign', 409, '已关闭'],
] as const)('%s, %s: %s answers %i', async (person, ticket, action, status, words) => {
  const client = await as(person);
  const at = `/tickets/${tickets[ticket]}`;
  const before = await stateOf(tickets[ticket]);
  const answer = await client.submit(
    `${at}/${action}`,
    { version: before.version, remark: '试一试' },
    { on: '/' },
  );
  expect(answer.status).toBe(status);
  expect(answer.page.text).toContain(words);
  if (status === 404) expect(answer.text).not.toContain(tickets[ticket]);
  expect(await stateOf(tickets[ticket])).toEqual(before);
  if (action !== 'accept') expect((await client.get(`${at}/${action}`)).status).toBe(status);
});

const EVERY = ['onTheLine', 'inReview', 'waitsForAfterSales', 'withAfterSales', 'withOps', 'done'] as const;

test.each([
  ['tier1b', EVERY],
  ['aftersales3', EVERY],
  ['manager', EVERY],
  ['admin', EVERY],
  ['review2', ['inReview']],
  ['ops', ['withOps']],
  ['ops2', []],
  ['rd', []],
] as const)('%s can read %j; the rest does not exist', async (person, readable) => {
  const client = await as(person);
  const mine = new Set<string>(readable.map((each) => tickets[each]));
  for (const query of [
    'view=all',
    'view=all&sort=created&order=asc',
    'view=all&q=摄像头',
    `view=all&q=${tickets.done.slice(0, 4)}`,
  ]) {
    const page = (await client.get(`/tickets?${encodeURI(query)}`)).page;
    const rows = page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket'));
    expect([query, rows.sort()]).toEqual([query, [...mine].sort()]);
    expect(page.querySelector('[aria-selected="true"] .g-count')?.text).toBe(String(mine.size));
  }
  for (const each of EVERY) {
    const answer = await client.get(`/tickets/${tickets[each]}`);
    expect([each, answer.status]).toEqual([each, mine.has(tickets[each]) ? 200 : 404]);
  }
});

test('a ticket out of sight and a ticket that never was get the same answer', async () => {
  const client = await as('rd');
  const [hidden, never] = [
    await client.get(`/tickets/${tickets.done}`),
    await client.get('/tickets/GD200101-9999'),
  ];
  const sentence = (answer: typeof hidden): string | undefined =>
    answer.page.querySelector('main')?.text.replace(/\s+/g, ' ');
  expect(hidden.status).toBe(404);
  expect(sentence(hidden)?.replace(REQUEST_ID, '')).toBe(sentence(never)?.replace(REQUEST_ID, ''));
});

const REQUEST_ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

test("looking up a caller does not show tickets that one can't read", async () => {
  const seen = async (person: Person): Promise<boolean> =>
    (await (await as(person)).get(`/tickets/new/caller?phone=${PHONE}`)).text.includes(
      tickets.withAfterSales,
    );
  expect(await seen('tier1b')).toBe(true);
  expect(await seen('review2')).toBe(false);
});

test('only what may be done is offered', async () => {
  const offered = async (person: Person, ticket: keyof typeof tickets): Promise<string[]> => {
    const page = (await (await as(person)).get(`/tickets/${tickets[ticket]}`)).page;
    return page
      .querySelectorAll('a[href], form[action]')
      .flatMap((each) => [each.getAttribute('href'), each.getAttribute('action')])
      .flatMap(
        (address) => new RegExp(`^/tickets/${tickets[ticket]}/([a-z]+)$`).exec(address ?? '')?.[1] ?? [],
      )
      .filter((action, at, all) => all.indexOf(action) === at)
      .sort();
  };
  expect(await offered('tier1', 'onTheLine')).toEqual([
    ...['append', 'close', 'edit', 'escalate', 'link', 'note', 'urge'],
  ]);
  expect(await offered('tier1b', 'onTheLine')).toEqual(['append', 'urge']);
  expect(await offered('review', 'inReview')).toEqual([
    ...['accept', 'link', 'note', 'reassign', 'redispatch', 'return'],
  ]);
  expect(await offered('aftersales3', 'waitsForAfterSales')).toEqual([]);
  expect(await offered('aftersales2', 'waitsForAfterSales')).toEqual(['accept']);
  expect(await offered('ops', 'withOps')).toEqual(['feedback', 'note', 'return', 'save']);
  expect(await offered('admin', 'done')).toEqual(['reopen']);
});

async function stateOf(number: string): Promise<{ version: number; state: string }> {
  const row = (await it.db('tickets').where({ number }).first()) as { version: number };
  const events = await it.db('ticket_events').count();
  return { version: row.version, state: JSON.stringify([row, events]) };
}
