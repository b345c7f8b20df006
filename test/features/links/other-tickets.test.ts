import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/** Beside a ticket stand the customer's others (spec 01, related tickets): what the reader may see, counted truly. */

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

/** The card as [count, numbers, the way to all of them]. */
async function cardOn(
  person: 'tier1' | 'ops' | 'review',
  path: string,
): Promise<[string, string[], string | null]> {
  const client = it.client();
  await client.signIn(person);
  const page = (await client.get(path)).page;
  const card = page
    .querySelectorAll('.g-aside .g-sec')
    .find((each) => each.querySelector('h2')?.text.match(/其他工单|未完结工单/));
  return [
    card?.querySelector('.g-count')?.text ?? '',
    (card?.querySelectorAll('li > a') ?? []).map(
      (link) => link.getAttribute('href')?.split('/').at(-1) ?? '',
    ),
    card?.querySelector('.g-hd a')?.getAttribute('href') ?? null,
  ];
}

test('none at all', async () => {
  const number = await aTicket(it.db, company);
  expect(await cardOn('tier1', `/tickets/${number}`)).toEqual(['0', [], null]);
});

test('one, and the open ones first', async () => {
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone });
  const open = await aTicket(it.db, company, { phone, category: 'exchange' });
  expect(await cardOn('tier1', `/tickets/${number}`)).toEqual(['1', [open], null]);
  const later = await aTicket(it.db, company, { phone, category: 'consult' });
  await act(it.db, company, 'tier1', later, 'close', CLOSING);
  expect(await cardOn('tier1', `/tickets/${number}`)).toEqual(['2', [open, later], null]);
});

test('sixty are counted, five are shown, and all are a step away', async () => {
  const phone = aPhone();
  const numbers: string[] = [];
  for (let made = 0; made < 60; made += 1) {
    const number = await aTicket(it.db, company, { phone });
    await act(it.db, company, 'tier1', number, 'close', CLOSING);
    numbers.unshift(number);
  }
  const number = await aTicket(it.db, company, { phone });
  const [count, shown, all] = await cardOn('tier1', `/tickets/${number}`);
  expect([count, shown]).toEqual(['60', numbers.slice(0, 5)]);
  const client = it.client();
  await client.signIn('tier1');
  const list = (await client.get(all ?? '')).page;
  expect(list.querySelectorAll('tbody tr')).toHaveLength(50);
  expect(list.querySelector('a[rel=next]')).not.toBeNull();
  expect(list.text).toContain(number);
});

test('only what the reader may see', async () => {
  const phone = aPhone();
  const seen = await aTicket(it.db, company, { phone, by: 'review' });
  await aTicket(it.db, company, { phone, category: 'exchange' });
  const number = await aTicket(it.db, company, { phone, category: 'consult', by: 'review' });
  expect(await cardOn('review', `/tickets/${number}`)).toEqual(['1', [seen], null]);
  expect((await cardOn('tier1', `/tickets/${number}`))[0]).toBe('2');
});

test('of a customer without a phone there are no others', async () => {
  const number = await aTicket(it.db, company, { phone: '138****1234' });
  expect(await cardOn('tier1', `/tickets/${number}`)).toEqual(['0', [], null]);
});
