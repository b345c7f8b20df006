import type { HTMLElement } from 'node-html-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { wellTravelled } from '../../support/moved-tickets.ts';

/** The journey on the page of its ticket, short and long: every hop, and by group who had it how long (spec 01). */

let it: TestApp;
let company: Company;
let client: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  client = it.client();
  await client.signIn('aftersales');
});
afterAll(() => it.close());

const cellsOf = (row: HTMLElement): string[] =>
  row.querySelectorAll('th, td').map((cell) => cell.text.replace(/\s+/g, ' ').trim());

test.each([2, 14, 40])('%i hops', async (count) => {
  const number = await wellTravelled(it.db, company, count);
  const page = (await client.get(`/tickets/${number}`)).page;
  const journey = page.querySelector('.g-jn');
  expect(journey?.querySelectorAll('.g-jtab:not(.g-jgroups) tbody tr')).toHaveLength(count);
  expect(journey?.toString()).not.toMatch(/ style=/);
  const groups = journey?.querySelectorAll('.g-jgroups tbody tr').map(cellsOf) ?? [];
  if (count === 2) {
    expect(groups).toEqual([]);
    return;
  }
  expect(groups.map((cells) => cells[0]).sort()).toEqual(
    ['一线客服', '审单组', '售后一组', '产品运营', '研发支持'].sort(),
  );
  const total = cellsOf(journey?.querySelector('.g-jgroups tfoot tr') ?? page);
  const [name, elapsed, , visits, pool] = total;
  expect([name, visits]).toEqual(['合计', String(count)]);
  expect(groups.reduce((sum, cells) => sum + Number(cells[3]), 0)).toBe(count);
  // The caption above the bar says the same.
  const caption = journey?.querySelector('.g-cap')?.text.replace(/\s+/g, ' ') ?? '';
  expect(caption).toContain(`${count} 个环节`);
  expect(caption).toContain(`历时 ${String(elapsed)}`);
  expect(caption).toContain(`待接 ${String(pool)}`);
});
