import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findSignedIn } from '../../../src/features/people/actor.query.ts';
import { passOnOffers } from '../../../src/features/routing/pass-on-offers.ts';
import { workOffWaits } from '../../../src/features/routing/work-off-waits.ts';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx } from '../../support/messages.ts';
import { aTeam, logOf, toldOf, whereIs, withoutRules } from '../../support/routing.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { aPhone, asPerson } from '../../support/tickets.ts';

/** Held until somebody is there, and passed on when nobody accepts (spec 04). */

let it: TestDatabase;
let company: Company;
let weekdays: number;

/** Sunday night, and Monday morning. */
const NIGHT = new Date('2026-11-22T15:00:00Z');
const MORNING = new Date('2026-11-23T01:00:00Z');
let now = MORNING;
const clock = (): Date => now;
const later = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * 60_000);
};

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  const day = [[540, 1080]];
  const week = [day, day, day, day, day, [], []];
  const [calendar] = (await it
    .db('calendars')
    .insert({ name: '工作日', zone: 'Asia/Shanghai', week: JSON.stringify(week) })
    .returning('id')) as { id: number }[];
  weekdays = calendar?.id ?? 0;
});
afterEach(async () => {
  await withoutRules(it.db, company);
  // What an earlier test has left waiting is of its time.
  await it.db('assignment_waits').delete();
  await it.db('assignment_offers').update({ expires_at: null });
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await it.close();
});

async function created(priority = 'normal'): Promise<string> {
  const ctx = await asPerson(it.db, company, 'review', clock);
  const form = { customer_name: '顾女士', description: '退货', source: 'phone', phone: aPhone(), priority };
  const asked = { templateVersionId: null, form, closing: null, submissionKey: null };
  return (await createTicket(ctx, { ...asked, categoryId: company.categories.refund })).number;
}

async function actAs(
  userId: number,
  number: string,
  action: 'accept' | 'reassign',
  form: Readonly<Record<string, string>> = {},
): Promise<void> {
  const actor = await findSignedIn(it.db, userId);
  if (!actor) throw new Error('nobody');
  const { version } = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  await performAction({ ...jobCtx(it.db, clock), actor }, { number, action, version, form });
}

const sendToEngineering = (number: string): Promise<void> =>
  actAs(company.people.manager, number, 'reassign', { group_id: String(company.groups.engineering) });

const waitsOf = (number: string) =>
  it.db('assignment_waits as w').join('tickets as t', 't.id', 'w.ticket_id').where('t.number', number);

describe('outside working hours', () => {
  test('tickets are held, and given out when the shift begins, the most urgent first, then the oldest', async () => {
    const team = await aTeam(it.db, 2, { strategy: 'round_robin', calendar_id: weekdays });
    now = NIGHT;
    const numbers: Record<string, string> = {};
    for (const [name, priority] of [
      ['normal', 'normal'],
      ['low', 'low'],
      ['urgent', 'urgent'],
      ['older', 'high'],
      ['newer', 'high'],
    ] as const) {
      numbers[name] = await created(priority);
      later(1);
    }
    expect((await logOf(it.db, numbers['low'] ?? '')).at(-1)).toMatchObject({
      action: 'hold',
      data: { reason: 'off_hours', until: MORNING.toISOString() },
    });
    expect(await workOffWaits(jobCtx(it.db, clock))).toEqual({ given: 0, waiting: 0, failed: 0 });
    now = MORNING;
    expect(await workOffWaits(jobCtx(it.db, clock))).toMatchObject({ given: 5, failed: 0 });
    const order = (await it
      .db('ticket_events as e')
      .join('tickets as t', 't.id', 'e.ticket_id')
      .where({ 'e.action': 'assign', 't.group_id': team.id })
      .orderBy('e.id')
      .pluck('t.number')) as string[];
    expect(order).toEqual(['urgent', 'older', 'newer', 'normal', 'low'].map((name) => numbers[name]));
    expect(await it.db('assignment_waits')).toEqual([]);
  });

  test('a member may accept what is held: then nothing is given out any more', async () => {
    const team = await aTeam(it.db, 2, { strategy: 'round_robin', calendar_id: weekdays });
    now = NIGHT;
    const number = await created();
    await actAs(team.members[1] ?? 0, number, 'accept');
    expect(await waitsOf(number)).toEqual([]);
    now = MORNING;
    await workOffWaits(jobCtx(it.db, clock));
    expect((await whereIs(it.db, number)).assignee_id).toBe(team.members[1]);
  });

  test('what waits moves with its ticket: closed or sent on, it waits there no more', async () => {
    await aTeam(it.db, 2, { strategy: 'round_robin', calendar_id: weekdays });
    now = NIGHT;
    const number = await created();
    await sendToEngineering(number);
    expect(await waitsOf(number)).toEqual([]);
    expect(await whereIs(it.db, number)).toMatchObject({
      group_id: company.groups.engineering,
      assignee_id: null,
    });
  });
});

describe('while nobody is there', () => {
  test('it waits, and is given to whoever comes back or can take one more', async () => {
    now = MORNING;
    const team = await aTeam(it.db, 1, { strategy: 'least_open' });
    const [member = 0] = team.members;
    await it.db('users').where('id', member).update({ capacity: 1 });
    const [first, second] = [await created(), await created()];
    expect((await whereIs(it.db, second)).assignee_id).toBeNull();
    expect(await workOffWaits(jobCtx(it.db, clock))).toEqual({ given: 0, waiting: 1, failed: 0 });
    // Waiting on is no news.
    expect((await logOf(it.db, second)).map(({ action }) => action)).toEqual(['create', 'hold']);
    await sendToEngineering(first);
    expect(await workOffWaits(jobCtx(it.db, clock))).toEqual({ given: 1, waiting: 0, failed: 0 });
    expect((await whereIs(it.db, second)).assignee_id).toBe(member);
    expect((await toldOf(it.db, second)).filter(([kind]) => kind === 'given')).toEqual([['given', member]]);
  });
});

describe('what is not accepted in time', () => {
  test('goes to the next, then back to the pool; the duty leader is told, and nobody is asked twice', async () => {
    now = MORNING;
    const leader = company.people.manager;
    const group = { accept_minutes: 30, accept_rounds: 2, duty_leader_id: leader };
    const team = await aTeam(it.db, 2, { strategy: 'round_robin', ...group });
    const [a, b] = team.members;
    const number = await created();
    expect((await whereIs(it.db, number)).assignee_id).toBe(a);
    later(29);
    expect(await passOnOffers(jobCtx(it.db, clock))).toEqual({ passed: 0, pooled: 0, failed: 0 });
    later(1);
    expect(await passOnOffers(jobCtx(it.db, clock))).toEqual({ passed: 1, pooled: 0, failed: 0 });
    expect(await whereIs(it.db, number)).toMatchObject({ assignee_id: b, accepted_at: null, status: 'new' });
    expect(await toldOf(it.db, number)).toEqual([
      ['given', a],
      ['given', b],
    ]);
    later(30);
    expect(await passOnOffers(jobCtx(it.db, clock))).toEqual({ passed: 0, pooled: 1, failed: 0 });
    expect(await whereIs(it.db, number)).toMatchObject({ assignee_id: null, group_id: team.id });
    expect((await toldOf(it.db, number)).at(-1)).toEqual(['not_accepted', leader]);
    expect((await logOf(it.db, number)).map(({ action, to_assignee_id: to }) => [action, to])).toEqual([
      ['create', null],
      ['assign', a],
      ['withdraw', null],
      ['assign', b],
      ['withdraw', null],
    ]);
    expect(await workOffWaits(jobCtx(it.db, clock))).toEqual({ given: 0, waiting: 1, failed: 0 });
    await it.db('group_members').insert({ group_id: team.id, user_id: company.people.aftersales3 });
    expect(await workOffWaits(jobCtx(it.db, clock))).toMatchObject({ given: 1 });
    expect((await whereIs(it.db, number)).assignee_id).toBe(company.people.aftersales3);
  });

  test('alone in a group: the leader is told when nobody is left, before all rounds are over', async () => {
    now = MORNING;
    const group = { accept_minutes: 5, accept_rounds: 3, duty_leader_id: company.people.manager };
    await aTeam(it.db, 1, { strategy: 'idle', ...group });
    const number = await created();
    later(5);
    expect(await passOnOffers(jobCtx(it.db, clock))).toMatchObject({ pooled: 1 });
    expect((await toldOf(it.db, number)).at(-1)).toEqual(['not_accepted', company.people.manager]);
  });

  test('accepted in time it stays, whatever the clock says', async () => {
    now = MORNING;
    const team = await aTeam(it.db, 2, { strategy: 'round_robin', accept_minutes: 5 });
    const number = await created();
    await actAs(team.members[0] ?? 0, number, 'accept');
    later(60);
    expect(await passOnOffers(jobCtx(it.db, clock))).toEqual({ passed: 0, pooled: 0, failed: 0 });
    expect((await whereIs(it.db, number)).assignee_id).toBe(team.members[0]);
  });

  test('two processes pass on each ticket once', async () => {
    now = MORNING;
    await aTeam(it.db, 5, { strategy: 'round_robin', accept_minutes: 5 });
    const numbers: string[] = [];
    for (let index = 0; index < 10; index += 1) numbers.push(await created());
    later(5);
    const runs = await Promise.all([1, 2, 3].map(() => passOnOffers(jobCtx(it.db, clock))));
    expect(runs.reduce((sum, { passed }) => sum + passed, 0)).toBe(10);
    for (const number of numbers) {
      const actions = (await logOf(it.db, number)).map(({ action }) => action);
      expect(actions).toEqual(['create', 'assign', 'withdraw', 'assign']);
    }
  });
});
