import type { HTMLElement } from 'node-html-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, waiting } from '../../support/moved-tickets.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

/** The work bench: what waits for me, what I may take, how I do. And the frame around every page. */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  // Without due times it is status and priority that say what comes first.
  await it.db('sla_policies').update({ active: false });
  for (const person of ['tier1', 'review', 'aftersales', 'aftersales3', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

async function bench(person: Person): Promise<HTMLElement> {
  const answer = await clients.get(person)?.get('/');
  expect(answer?.status).toBe(200);
  if (!answer) throw new Error(`${person} is not signed in`);
  return answer.page;
}

const squeeze = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();
const figures = (page: HTMLElement): string[] =>
  page.querySelectorAll('.g-figs .g-dd').map((each) => squeeze(each.text));

test('an empty bench teaches what to do', async () => {
  const page = await bench('aftersales3');
  expect(squeeze(page.querySelector('.g-empty')?.text)).toContain('没有待您处理的工单。');
  expect(figures(page)).toEqual(['0', '0', '0', '0 昨日此时 0', '0 昨日此时 0', '– 0 次评价']);
  expect(page.text).toContain('组内没有待接的工单。');
});

test('the queue in its groups, most urgent first, and the pool beside it', async () => {
  const held = await inHand(it.db, company);
  const waits = await waiting(it.db, company);
  const urgent = await aTicket(it.db, company, { priority: 'urgent', title: '<b>很急</b>' });
  await act(it.db, company, 'manager', urgent, 'reassign', {
    assignee_id: String(company.people.aftersales),
  });
  const returned = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', returned, 'reassign', { assignee_id: String(company.people.ops) });
  await act(it.db, company, 'ops', returned, 'return', { remark: '缺截图' });
  const pool = await inPool(it.db, company);

  const page = await bench('aftersales');
  const groups = page.querySelectorAll('.g-qg').map((each) => squeeze(each.text).replace(/\s/g, ''));
  expect(groups).toEqual(['被退回1', '紧急和高优先级1', '处理中1', '等客户回复1']);
  const rows = page.querySelectorAll('.g-qr a.g-num').map((link) => link.text);
  expect(rows).toEqual([returned, urgent, held, waits]);
  expect(page.querySelectorAll('.g-qr .g-ti').map((link) => link.text)).toContain('<b>很急</b>');
  expect(squeeze(page.querySelector('.g-qr .g-rt')?.text)).toMatch(/^乔安 退回 · /);
  const forms = page.querySelectorAll('.g-pl form').map((form) => form.getAttribute('action'));
  expect(forms).toEqual([`/tickets/${pool}/accept`]);
  expect(page.querySelector('.g-pl button')?.getAttribute('aria-label')).toBe(`接单 ${pool}`);
  expect(figures(page).slice(0, 3)).toEqual(['4', '0', '0']);
});

test('what I closed today counts, and what customers said of it', async () => {
  await closed(it.db, company);
  const other = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', other, 'close', { ...CLOSING, satisfaction: 'dissatisfied' });
  const silent = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', silent, 'close', { ...CLOSING, satisfaction: 'not_reached' });
  const shown = figures(await bench('tier1'));
  expect(shown.slice(3)).toEqual([expect.stringMatching(/^\d+ 昨日此时 0$/), '3 昨日此时 0', '50% 2 次评价']);
});

test('the frame counts what waits for me and in my groups, by what I may see', async () => {
  const count = async (person: Person): Promise<string[]> =>
    (await bench(person)).querySelectorAll('.g-nav .g-n').map((each) => each.text);
  expect(await count('aftersales')).toEqual(['4', '1']);
  expect(await count('aftersales3')).toEqual(['0', '0']);
  await inPool(it.db, company, 'operations');
  expect(await count('ops')).toEqual(['0', '1']);
});

test.each<[Person, boolean]>([
  ['tier1', true],
  ['review', true],
  ['manager', true],
  ['aftersales', false],
  ['ops', false],
])('the navigation of %s offers to create: %s', async (person, may) => {
  const page = await bench(person);
  expect(page.querySelectorAll('a[href="/tickets/new"]').length > 0).toBe(may);
  expect(page.querySelectorAll('.g-nav a').map((link) => link.getAttribute('href'))).toEqual([
    '/',
    '/tickets',
    '/tickets?view=mine',
    '/tickets?view=group&assignee=none',
    ...(['review', 'manager'].includes(person) ? ['/workload'] : []),
    ...(person === 'manager' ? ['/imports'] : []),
  ]);
  expect(page.querySelector('.g-nav a[aria-current="page"]')?.getAttribute('href')).toBe('/');
});

test('a message is shown once', async () => {
  const client = clients.get('tier1')!;
  const number = await aTicket(it.db, company);
  const path = `/tickets/${number}/note`;
  await client.submit(path, { remark: 'x' }, { on: path, hidden: ['version'] });
  expect((await client.get('/tickets')).page.querySelector('[data-flash="done"]')?.text).toContain(
    `备注已写入 ${number}。`,
  );
  expect((await client.get('/tickets')).page.querySelector('[data-flash]')).toBeNull();
});

test('the week is told in words too', async () => {
  const week = (await bench('tier1')).querySelector('[aria-labelledby="week-title"] svg[role="img"]');
  const label = week?.getAttribute('aria-label') ?? '';
  expect(label.match(/关闭 \d+、处理 \d+。/g)).toHaveLength(7);
});
