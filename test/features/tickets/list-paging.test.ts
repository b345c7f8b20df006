import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { asPerson } from '../../support/tickets.ts';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';

/** Pages by key: over many rows, in every order, forwards and backwards, none is left out and none comes twice. */

const ROWS = 127;
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

let it: TestApp;
let company: Company;
let manager: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = it.client();
  await manager.signIn('manager');
  const ids = company.categories;
  const numbers: string[] = [];
  for (let index = 0; index < ROWS; index += 1) {
    // Many rows share an instant, so that the key alone can't tell them apart.
    const ctx = await asPerson(it.db, company, 'tier1', () => minute(index % 7));
    const form = { customer_name: '顾女士', description: 'x', source: 'phone', title: `第 ${index} 张` };
    const priority = PRIORITIES[index % 4] ?? 'low';
    const request = { categoryId: ids.refund, templateVersionId: null, closing: null, submissionKey: null };
    numbers.push((await createTicket(ctx, { ...request, form: { ...form, priority } })).number);
  }
  for (const [index, number] of numbers.entries())
    if (index % 5 === 0) await note(number, minute(8 + (index % 3)));
  // Three in five are due at some time, several at the same; the rest is paused, or never was measured.
  await it.db.raw(
    `update ticket_clocks set due_at = case when ticket_id % 5 < 3 then ?::timestamptz + ticket_id % 11 * interval '1 minute' end,
       paused = ticket_id % 5 = 3`,
    [minute(0)],
  );
  await it.db.raw('delete from ticket_clocks where ticket_id % 10 = 9');
});
afterAll(() => it.close());

function minute(step: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, step));
}

async function note(number: string, at: Date): Promise<void> {
  const ctx = await asPerson(it.db, company, 'manager', () => at);
  const { version } = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  await performAction(ctx, { number, action: 'note', version, form: { remark: 'x' } });
}

interface Page {
  readonly numbers: string[];
  readonly prev: string | null;
  readonly next: string | null;
}

async function open(address: string): Promise<Page> {
  const { page, status } = await manager.get(address);
  expect([address, status]).toEqual([address, 200]);
  const link = (rel: string): string | null =>
    page.querySelector(`.g-foot a[rel="${rel}"]`)?.getAttribute('href') ?? null;
  return {
    numbers: page.querySelectorAll('tr[data-ticket]').map((row) => row.getAttribute('data-ticket') ?? ''),
    prev: link('prev'),
    next: link('next'),
  };
}

const SORTS = {
  updated: [{ column: 'updated_at' }],
  created: [{ column: 'created_at' }],
  priority: [{ column: 'priority_rank' }],
} as const;

test.each(
  Object.keys(SORTS).flatMap((sort) =>
    ['desc', 'asc'].map((order): [keyof typeof SORTS, 'asc' | 'desc'] => [
      sort as keyof typeof SORTS,
      order as 'asc' | 'desc',
    ]),
  ),
)('sorted by %s %s: forwards to the end, and back again', async (sort, order) => {
  const expected = (await it
    .db('tickets')
    .orderBy([...SORTS[sort], { column: 'id' }].map((each) => ({ ...each, order })))
    .pluck('number')) as string[];
  await turnTo(sort, order, expected);
});

/** What is due first comes first, whatever is never due last, newest first; turned around, each of the two is. */
test.each(['desc', 'asc'] as const)(
  'sorted by urgency %s: forwards to the end, and back again',
  async (order) => {
    const [due, rest] = order === 'desc' ? ['asc', 'desc'] : ['desc', 'asc'];
    const { rows } = (await it.db.raw(
      `select number from tickets left join ticket_clocks on ticket_id = id
     order by due_at is null, due_at ${due}, case when due_at is null then 0 else id end ${due}, id ${rest}`,
    )) as { rows: { number: string }[] };
    const expected = rows.map(({ number }) => number);
    expect(expected).toHaveLength(ROWS);
    await turnTo('urgency', order, expected);
  },
);

async function turnTo(sort: string, order: string, expected: readonly string[]): Promise<void> {
  const forwards: Page[] = [];
  for (let address: string | null = `/tickets?view=all&sort=${sort}&order=${order}`; address;) {
    const page: Page = await open(address);
    forwards.push(page);
    address = page.next;
  }
  expect(forwards.map((page) => page.numbers.length)).toEqual([50, 50, 27]);
  expect(forwards.flatMap((page) => page.numbers)).toEqual(expected);
  expect(forwards[0]?.prev).toBeNull();

  const backwards: Page[] = [];
  for (let address = forwards.at(-1)?.prev ?? null; address;) {
    const page: Page = await open(address);
    backwards.unshift(page);
    address = page.prev;
  }
  expect(backwards.map((page) => page.numbers)).toEqual(forwards.slice(0, 2).map((page) => page.numbers));
  // From the first page reached backwards one can go forwards again.
  expect((await open(backwards[0]?.next ?? '')).numbers).toEqual(forwards[1]?.numbers);
}

test('a row that moves while one turns the pages moves no other row', async () => {
  const all = (await it.db('tickets').orderBy(['updated_at', 'id']).pluck('number')) as string[];
  const first = await open('/tickets?view=all&sort=updated&order=asc');
  await note(first.numbers[0] ?? '', minute(20));
  const second = await open(first.next ?? '');
  expect(second.numbers).toEqual(all.slice(50, 100));
});

test('a filter is kept from page to page, and the last page says how many', async () => {
  const query = `view=all&category=${company.categories.branch}&q=${encodeURIComponent('第')}&status=new`;
  const numbers: string[] = [];
  for (let address: string | null = `/tickets?${query}`; address;) {
    const page: Page = await open(address);
    numbers.push(...page.numbers);
    address = page.next;
    if (address) expect(new URLSearchParams(address.split('?')[1]).get('q')).toBe('第');
  }
  expect(new Set(numbers).size).toBe(ROWS);
  expect(numbers).toHaveLength(ROWS);
});

test('the count of the view stands at the foot', async () => {
  const { page } = await manager.get('/tickets?view=all');
  expect(page.querySelector('.g-foot')?.text).toContain(`本页 50 张，共 ${ROWS} 张`);
});
