import { afterAll, beforeAll, expect, test } from 'vitest';
import { SLA_FILTERS } from '../../../src/domain/sla/time-left.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { aTicket } from '../../support/tickets.ts';

/** Time in the list (spec 05, 07): the pill, the filter, the views of administrators. Paging has a file of its own. */

// Ten in the morning in Shanghai.
const NOW = new Date('2026-11-24T02:00:00Z');

let it: TestApp;
let company: Company;
let manager: HttpClient;
const made = new Map<string, string>();

const CLOCKS: Readonly<Record<string, readonly [due: number | null, warn: number | null, paused?: boolean]>> =
  {
    late: [-125, -185],
    now: [0, -60],
    soon: [31, -29],
    today: [600, 540],
    unwarned: [59, null],
    tomorrow: [1441, 1381],
    paused: [null, null, true],
  };

beforeAll(async () => {
  it = await openTestApp({ now: () => NOW });
  company = await aCompany(it.db);
  // What the clocks say is written below.
  await it.db('sla_policies').update({ active: false });
  manager = it.client();
  await manager.signIn('manager');
  for (const [name, [due, warn, paused = false]] of Object.entries(CLOCKS)) {
    const number = await aTicket(it.db, company, { title: name });
    made.set(number, name);
    const at = (minutes: number | null): Date | null =>
      minutes === null ? null : new Date(NOW.getTime() + minutes * 60_000);
    await it
      .db('ticket_clocks')
      .where('ticket_id', it.db('tickets').where({ number }).select('id'))
      .update({
        due_at: at(due),
        warn_at: at(warn),
        paused,
        left_minutes: paused ? 72 : null,
        target_minutes: 120,
      });
  }
  made.set(await aTicket(it.db, company, { title: 'unmeasured' }), 'unmeasured');
});
afterAll(() => it.close());

const names = ({ page }: Answer): string[] =>
  page
    .querySelectorAll('tr[data-ticket]')
    .map((row) => made.get(row.getAttribute('data-ticket') ?? '') ?? '?');

test.each([
  ['over', ['late', 'now']],
  ['warning', ['soon']],
  ['hour', ['soon', 'unwarned']],
  ['today', ['soon', 'unwarned', 'today']],
  ['ok', ['unwarned', 'today', 'tomorrow']],
  ['paused', ['paused']],
  ['none', ['unmeasured']],
] as const)('narrowed to %s, most urgent first', async (state, expected) => {
  const answer = await manager.get(`/tickets?view=all&sla=${state}&sort=urgency`);
  expect(names(answer)).toEqual(expected);
  expect(answer.page.querySelector('.g-chip b')?.text).toBe(
    answer.page.querySelector(`#filter-sla option[value=${state}]`)?.text,
  );
});

test('every filter is offered', async () => {
  const { page } = await manager.get('/tickets?view=all');
  const values = page.querySelectorAll('#filter-sla option').map((each) => each.getAttribute('value'));
  expect(values).toEqual(['', ...SLA_FILTERS]);
});

test('most urgent first; what is not due comes last, newest first', async () => {
  const answer = await manager.get('/tickets?view=all&sort=urgency');
  expect(names(answer)).toEqual([
    'late',
    'now',
    'soon',
    'unwarned',
    'today',
    'tomorrow',
    'unmeasured',
    'paused',
  ]);
  expect(answer.page.querySelector('th[aria-sort]')?.text).toBe('时效');
});

test.each([
  ['due_soon', ['soon']],
  ['overdue', ['now', 'late']],
  ['unassigned', []],
] as const)('the view %s of administrators', async (view, expected) => {
  const answer = await manager.get(`/tickets?view=${view}`);
  expect(names(answer)).toEqual(expected);
  expect(answer.page.querySelector('[role=tab][aria-selected=true] .g-count')?.text).toBe(
    String(expected.length),
  );
});

test('the pill says what is left, how long it is over, or that it stands still', async () => {
  const { page } = await manager.get('/tickets?view=all&sort=urgency');
  const pills = page.querySelectorAll('td.g-c-sla').map((cell) => {
    const pill = cell.querySelector('.g-sla');
    return pill
      ? [pill.classNames.replace('g-sla g-', ''), pill.text, pill.getAttribute('datetime') ?? '']
      : null;
  });
  expect(pills).toEqual([
    ['over', '超 2 时 5 分', '2026-11-23T23:55:00.000Z'],
    ['over', '刚刚超时', '2026-11-24T02:00:00.000Z'],
    ['warning', '剩 31 分', '2026-11-24T02:31:00.000Z'],
    ['ok', '剩 59 分', '2026-11-24T02:59:00.000Z'],
    ['ok', '剩 10 时', '2026-11-24T12:00:00.000Z'],
    ['ok', '剩 1 天', '2026-11-25T02:01:00.000Z'],
    null,
    ['paused', '已暂停', ''],
  ]);
  expect(page.querySelector('.g-sla.g-paused')?.getAttribute('title')).toBe('已暂停 · 剩 1 时 12 分');
});

test.each(['sla=later', 'sla=', 'sort=urgency&page=a.99999.x', 'sort=urgency&page=b.0.1'])(
  '%s is refused, or shows a list',
  async (query) => {
    expect([200, 400, 422]).toContain((await manager.get(`/tickets?view=all&${query}`)).status);
  },
);
