import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** The list: views with counts, filters, order. Paging has a file of its own. */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();
/** Numbers by the names used below. */
const made: Record<string, string> = {};

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'aftersales', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
  const aNew = (title: string, more: Record<string, string | undefined> = {}): Promise<string> =>
    aTicket(it.db, company, { title, ...more });
  made['held'] = await aNew('仓库没有收到退货', { phone: '13812342046', priority: 'low' });
  made['urgent'] = await aNew('充电器冒烟 iPhone15', {
    phone: '13900001234',
    priority: 'urgent',
    category: 'exchange',
  });
  made['colleague'] = await aNew('同事手里的咨询', {
    by: 'tier1b',
    category: 'consult',
    phone: '138****2046',
  });
  made['pool'] = await aNew('等售后接的那张', { priority: 'high', phone: '010-12345678' });
  made['hand'] = await aNew('售后在办的那张');
  made['asked'] = await aNew('运营在查的那张');
  made['solved'] = await aNew('一线解决的那张');
  made['unsolved'] = await aNew('没能解决的那张', { by: 'tier1b' });
  const go = (person: Person, name: string, action: Parameters<typeof act>[4], form = {}): Promise<void> =>
    act(it.db, company, person, made[name] ?? '', action, form);
  for (const name of ['pool', 'hand', 'asked']) {
    await go('tier1', name, 'escalate');
    await go('review', name, 'reassign', { group_id: String(company.groups.afterSales) });
  }
  for (const name of ['hand', 'asked']) await go('aftersales', name, 'accept');
  await go('aftersales', 'asked', 'reassign', { group_id: String(company.groups.operations) });
  await go('ops', 'asked', 'accept');
  await go('tier1', 'solved', 'close', CLOSING);
  await go('tier1b', 'unsolved', 'close', { ...CLOSING, outcome: 'unsolved', unsolved_reason: 'no_reply' });
});
afterAll(() => it.close());

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

/** The names of the rows of a list, in its order. */
async function names(person: Person, query: string): Promise<string[]> {
  const answer = await as(person).get(`/tickets?${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  const byNumber = Object.fromEntries(Object.entries(made).map(([name, number]) => [number, name]));
  return rowsOf(answer).map((number) => byNumber[number] ?? number);
}

const rowsOf = (answer: Answer): string[] =>
  answer.page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket') ?? '');

const VIEWS: Readonly<Partial<Record<Person, Record<string, string[]>>>> = {
  tier1: {
    mine: ['held', 'urgent'],
    group: ['colleague', 'held', 'urgent'],
    created: ['asked', 'hand', 'held', 'pool', 'solved', 'urgent'],
    handled: ['asked', 'hand', 'held', 'pool', 'solved', 'urgent'],
    solved: ['solved'],
    all: ['asked', 'colleague', 'hand', 'held', 'pool', 'solved', 'unsolved', 'urgent'],
  },
  aftersales: {
    mine: ['hand'],
    group: ['hand', 'pool'],
    created: [],
    handled: ['asked', 'hand'],
    solved: [],
    all: ['asked', 'colleague', 'hand', 'held', 'pool', 'solved', 'unsolved', 'urgent'],
  },
  // Reads what is theirs and what waits in their pool, nothing else.
  ops: { mine: ['asked'], group: ['asked'], created: [], handled: ['asked'], solved: [], all: ['asked'] },
};

describe.each(Object.entries(VIEWS))('the views of %s', (person, views) => {
  test.each(Object.entries(views ?? {}))('%s', async (view, expected) => {
    expect((await names(person as Person, `view=${view}`)).sort()).toEqual(expected);
  });

  test('carry counts that agree with their rows', async () => {
    const { page } = await as(person as Person).get('/tickets');
    const tabs = page
      .querySelectorAll('[role="tab"]')
      .map((tab) => [
        new URLSearchParams((tab.getAttribute('href') ?? '').split('?')[1]).get('view'),
        Number(tab.querySelector('.g-count')?.text),
      ]);
    expect(tabs).toEqual(Object.entries(views ?? {}).map(([view, expected]) => [view, expected.length]));
    expect(page.querySelectorAll('[role="tab"][aria-selected="true"]').map((tab) => tab.text)).toEqual([
      expect.stringMatching(/^待我处理/),
    ]);
  });
});

test.each([
  ['status=new', ['colleague', 'held', 'pool', 'urgent']],
  ['status=in_progress', ['asked', 'hand']],
  ['status=closed', ['solved', 'unsolved']],
  ['status=open', ['asked', 'colleague', 'hand', 'held', 'pool', 'urgent']],
  ['status=resolved', []],
  ['category=#line', ['asked', 'colleague', 'hand', 'held', 'pool', 'solved', 'unsolved', 'urgent']],
  ['category=#exchange', ['urgent']],
  ['category=#consult', ['colleague']],
  ['category=999999', []],
  ['assignee=none', ['pool']],
  ['assignee=#aftersales', ['hand']],
  ['assignee=999999', []],
  ['group=#operations', ['asked']],
  ['group=#tier1&status=open', ['colleague', 'held', 'urgent']],
  ['group=#afterSales&assignee=none', ['pool']],
  [
    'status=&category=&assignee=&group=&from=&to=&q=',
    ['asked', 'colleague', 'hand', 'held', 'pool', 'solved', 'unsolved', 'urgent'],
  ],
])('filter %s', async (query, expected) => {
  const ids: Record<string, number> = { ...company.categories, ...company.people, ...company.groups };
  ids['tier1'] = company.groups.tier1;
  const asked = query.replace(/#(\w+)/g, (_all, name: string) => String(ids[name]));
  expect((await names('manager', `view=all&${asked}`)).sort()).toEqual(expected);
});

test('filter by day of creation, both ends included, in the time zone of the company', async () => {
  const day = (shift: number): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
      new Date(Date.now() + shift * 86_400_000),
    );
  const count = async (query: string): Promise<number> =>
    (await names('manager', `view=all&${query}`)).length;
  expect(await count(`from=${day(0)}&to=${day(0)}`)).toBe(8);
  expect(await count(`from=${day(-1)}`)).toBe(8);
  expect(await count(`from=${day(1)}`)).toBe(0);
  expect(await count(`to=${day(-1)}`)).toBe(0);
  expect(await count('from=0001-01-01&to=9999-12-31')).toBe(8);
  expect(await count(`from=${day(1)}&to=${day(-1)}`)).toBe(0);
});

test.each([
  ['退', ['held']],
  ['冒', ['urgent']],
  ['烟', ['urgent']],
  ['那', ['asked', 'hand', 'pool', 'solved', 'unsolved']],
  ['退货', ['held']],
  ['收到', ['held']],
  ['没有', ['held']],
  ['货退', []],
  ['仓库没有收到退货', ['held']],
  ['iphone', ['urgent']],
  ['Phone15', ['urgent']],
  ['ＩＰＨＯＮＥ１５', ['urgent']],
  ['仓库 退货', ['held']],
  ['冒烟 iPhone', ['urgent']],
  ['2046', ['held']],
  ['1234', ['urgent']],
  ['13812342046', ['held']],
  ['138 1234 2046', ['held']],
  ['+86 138-1234-2046', ['held']],
  ['13812', ['held']],
  ['010-12345678', ['pool']],
  ['99999999999', []],
  ['。', []],
  ['%', []],
  ['_', []],
  ['\\', []],
  ["'", []],
  ["') or 1=1 --", []],
  [':*&|!()', []],
  ['$t(shell.product)', []],
  ['😀', []],
])('the text %j finds %j', async (text, expected) => {
  expect((await names('manager', `view=all&q=${encodeURIComponent(text)}`)).sort()).toEqual(expected);
});

test('a number is found whole, by its beginning, and in any case', async () => {
  const number = made['hand'] ?? '';
  for (const typed of [number, number.toLowerCase(), ` ${number} `])
    expect(await names('manager', `view=all&q=${encodeURIComponent(typed)}`)).toEqual(['hand']);
  for (const beginning of [number.slice(0, 8), number.slice(0, 4).toLowerCase()])
    expect(await names('manager', `view=all&q=${beginning}`)).toHaveLength(8);
});

test('each filter is a chip with a way out, and the search box is on every page', async () => {
  const { page } = await as('manager').get(
    `/tickets?view=all&status=closed&q=${encodeURIComponent('<b>那')}&group=${company.groups.tier1}&sort=created`,
  );
  expect(page.querySelectorAll('.g-chip b').map((chip) => chip.text)).toEqual([
    '<b>那',
    '已关闭',
    '一线客服',
  ]);
  const outs = page.querySelectorAll('.g-chip a').map((link) => link.getAttribute('href'));
  expect(outs[1]).toBe(`/tickets?view=all&group=${company.groups.tier1}&q=%3Cb%3E%E9%82%A3&sort=created`);
  expect(page.text).toContain('没有符合这些条件的工单。');
  expect(page.querySelector('form[role="search"] input[name="q"]')).not.toBeNull();
});

test.each([
  ['sort=priority', ['urgent', 'pool']],
  ['sort=created', ['unsolved', 'solved']],
  ['sort=created&order=asc', ['held', 'urgent']],
  ['sort=priority&order=asc', ['held', 'colleague']],
  ['', ['unsolved', 'solved']],
])('sorted by %j it begins with %j', async (query, first) => {
  expect((await names('manager', `view=all&${query}`)).slice(0, 2)).toEqual(first);
});

test.each([
  'view=nobody',
  'view=all&view=mine',
  'view=constructor',
  'status=done',
  'status=open&status=closed',
  'category=-1',
  'category=0',
  'category=1.5',
  'category=x',
  'category=9223372036854775808',
  'category=1&category=2',
  'assignee=me',
  'assignee=-1',
  'group=NaN',
  'group=Infinity',
  'from=2026-02-30',
  'from=yesterday',
  'to=2026-13-01',
  'to=26-11-01',
  'q=%00',
  `q=${'x'.repeat(101)}`,
  'q=a&q=b',
  'sort=title',
  'sort=created;drop table tickets',
  'order=up',
  `page=${'a'.repeat(41)}`,
])('%s is refused in words', async (query) => {
  const answer = await as('tier1').get(`/tickets?${query}`);
  const name = query.split('=')[0] ?? '';
  expect([answer.status, answer.page.text.includes(`“${name}”的内容不正确，请返回后重试。`)]).toEqual([
    422,
    true,
  ]);
});

test.each([
  'page=',
  'page=x',
  'page=a.1.1',
  'page=b.1.1',
  'page=a.999999999999999.999999999999999',
  'page=b.999999999999999.999999999999999',
  'sort=priority&page=a.1763800000000.42',
  'sort=priority&page=b.40000.42',
  'sort=priority&page=a.2.1',
  'q=%ff%fe',
  'q=%ED%A0%80',
  'category=9007199254740991',
  'assignee=9007199254740991&group=9007199254740991',
  'from=0000-01-01&to=0000-01-01',
  '__proto__=1&constructor=2&toString=3',
  'unknown=1&utm_source=mail',
  `junk=${'x'.repeat(8000)}`,
])('%s is a list like any other', async (query) => {
  expect((await as('tier1').get(`/tickets?view=all&${query}`)).status).toBe(200);
});

test('an empty view teaches what to do', async () => {
  const client = it.client();
  await client.signIn('aftersales3');
  const { page } = await client.get('/tickets');
  expect(page.querySelector('.g-empty')?.text).toContain('没有待您处理的工单。');
  expect(page.querySelector('.g-empty a')?.getAttribute('href')).toBe('/tickets?view=group');
});
