import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Ctx } from '../../../src/context.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { closeStandingTickets } from '../../../src/features/tickets/close-standing-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { asPerson, noFiles } from '../../support/tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';

/** The customer does not answer: a warning, and a day later the system closes the ticket (spec 01, waiting). */

let it: TestApp;
let company: Company;
const START = Date.now() + 60_000;
const DAY = 24 * 3_600_000;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('settings').whereIn('key', ['wait_close_days', 'resolve_enabled']).delete();
});

const setting = (key: string, value: unknown): Promise<unknown> =>
  it
    .db('settings')
    .insert({ key, value: JSON.stringify(value) })
    .onConflict('key')
    .merge();

const at = (days: number): Ctx => ({
  db: it.db,
  files: noFiles,
  now: () => new Date(START + days * DAY),
  log: pino({ level: 'silent' }),
  zone: 'Asia/Shanghai',
  sourceIp: null,
});

/** A ticket on which something is done at a day. */
async function standing(action: 'wait' | 'resolve', day = 0): Promise<string> {
  const number = await inHand(it.db, company);
  await doAt(number, action, day);
  return number;
}

async function doAt(number: string, action: 'wait' | 'resolve' | 'feedback', day: number): Promise<void> {
  const ctx = await asPerson(it.db, company, 'aftersales', at(day).now);
  const { version } = await stateOf(it.db, number);
  await performAction(ctx, {
    number,
    action,
    version,
    form: action === 'feedback' ? { remark: '有了' } : {},
  });
}

async function warnings(number: string): Promise<number> {
  const { id } = await stateOf(it.db, number);
  return (await it.db('outbox').where({ ticket_id: id, kind: 'wait_ending' })).length;
}

test('a day before the end the holder is told once, and then the ticket is closed as not answered', async () => {
  const number = await standing('wait');
  expect(await closeStandingTickets(at(5.9))).toMatchObject({ warned: 0, closed: 0 });
  expect(await closeStandingTickets(at(6))).toMatchObject({ warned: 1, closed: 0 });
  expect(await closeStandingTickets(at(6.5))).toMatchObject({ warned: 0, closed: 0 });
  expect(await warnings(number)).toBe(1);
  expect(await closeStandingTickets(at(7.1))).toMatchObject({ warned: 0, closed: 1, failed: 0 });
  const row: unknown = await it
    .db('tickets')
    .where({ number })
    .first('status', 'outcome', 'unsolved_reason', 'satisfaction', 'closed_by_id', 'close_comment');
  expect(row).toEqual({
    status: 'closed',
    outcome: 'unsolved',
    unsolved_reason: 'no_reply',
    satisfaction: null,
    closed_by_id: null,
    close_comment: '等待客户回复超过 7 天，由系统关闭。',
  });
  const client = it.client();
  await client.signIn('aftersales');
  const page = (await client.get(`/tickets/${number}`)).page;
  expect(page.querySelector('.g-tl > li .g-who')?.text).toContain('系统 · 等待超期');
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('after downtime it is told first, and closed a day later', async () => {
  const number = await standing('wait');
  expect(await closeStandingTickets(at(30))).toMatchObject({ warned: 1, closed: 0 });
  expect(await closeStandingTickets(at(30.9))).toMatchObject({ warned: 0, closed: 0 });
  expect(await closeStandingTickets(at(31))).toMatchObject({ warned: 0, closed: 1 });
  expect((await stateOf(it.db, number)).status).toBe('closed');
});

test('a wait that ended counts no more: the next one is told and counted anew', async () => {
  const number = await standing('wait');
  await closeStandingTickets(at(6));
  await doAt(number, 'feedback', 6.5);
  await doAt(number, 'wait', 6.6);
  expect(await closeStandingTickets(at(8))).toMatchObject({ warned: 0, closed: 0 });
  expect(await closeStandingTickets(at(12.7))).toMatchObject({ warned: 1, closed: 0 });
  expect(await warnings(number)).toBe(2);
});

test('with 0 days, nothing is ever closed', async () => {
  await setting('wait_close_days', 0);
  const number = await standing('wait');
  expect(await closeStandingTickets(at(300))).toMatchObject({ warned: 0, closed: 0 });
  expect((await stateOf(it.db, number)).status).toBe('waiting');
});

test('a resolved ticket that nobody objected to is closed as solved', async () => {
  await setting('resolve_enabled', true);
  const number = await standing('resolve');
  expect(await closeStandingTickets(at(2.9))).toMatchObject({ resolved: 0 });
  expect(await closeStandingTickets(at(3))).toMatchObject({ resolved: 1 });
  const row: unknown = await it.db('tickets').where({ number }).first('status', 'outcome');
  expect(row).toEqual({ status: 'closed', outcome: 'solved' });
});

test('several processes at once warn once and close once', async () => {
  // Whatever stands from before is told and closed first.
  await closeStandingTickets(at(90));
  await closeStandingTickets(at(99));
  const numbers = await Promise.all(Array.from({ length: 8 }, () => standing('wait', 100)));
  const run = async (day: number): Promise<{ warned: number; closed: number; failed: number }[]> =>
    Promise.all(Array.from({ length: 4 }, () => closeStandingTickets(at(day))));
  const sum = (
    counts: { warned: number; closed: number; failed: number }[],
    key: 'warned' | 'closed' | 'failed',
  ) => counts.reduce((total, each) => total + each[key], 0);
  const told = await run(106);
  const done = await run(107.1);
  expect([sum(told, 'warned'), sum(done, 'failed')]).toEqual([8, 0]);
  expect(await Promise.all(numbers.map(warnings))).toEqual(Array(8).fill(1));
  expect(await Promise.all(numbers.map(async (number) => (await stateOf(it.db, number)).status))).toEqual(
    Array(8).fill('closed'),
  );
  expect(sum(done, 'closed')).toBe(8);
});
