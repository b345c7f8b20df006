import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findSignedIn } from '../../../src/features/people/actor.query.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx } from '../../support/messages.ts';
import { aRule, aTeam, loadsOf, logOf, toldOf, when, whereIs, withoutRules } from '../../support/routing.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/** What comes into the pool of a group finds its handler (spec 04, strategies). */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterEach(() => withoutRules(it.db, company));
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await it.close();
});

/** Made by somebody who does not keep it. */
const created = (form: Record<string, string> = {}) => aTicket(it.db, company, { by: 'review', ...form });

/** An action of a member of a team. */
async function actAs(userId: number | undefined, number: string, action: 'accept' | 'wait'): Promise<void> {
  const actor = await findSignedIn(it.db, userId ?? 0);
  if (!actor) throw new Error('nobody');
  const { version } = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  await performAction({ ...jobCtx(it.db), actor }, { number, action, version, form: {} });
}

describe('a group that gives out its tickets', () => {
  test('in turn: everybody the same, and the next one goes on where the last one ended', async () => {
    const team = await aTeam(it.db, 3, { strategy: 'round_robin' });
    const holders: (number | null)[] = [];
    for (let index = 0; index < 7; index += 1)
      holders.push((await whereIs(it.db, await created())).assignee_id);
    const [a, b, c] = team.members;
    expect(holders).toEqual([a, b, c, a, b, c, a]);
  });

  test('whoever is away or offline is passed over, and whose page is closed where that counts', async () => {
    const team = await aTeam(it.db, 4, { strategy: 'round_robin' });
    const [a = 0, b = 0, c = 0, d = 0] = team.members;
    await it.db('duty').where('user_id', a).update({ state: 'away' });
    await it.db('duty').where('user_id', b).update({ state: 'offline' });
    const holders = [await created(), await created(), await created()].map((number) =>
      whereIs(it.db, number),
    );
    expect((await Promise.all(holders)).map(({ assignee_id: id }) => id)).toEqual([c, d, c]);
    await it.db('groups').where('id', team.id).update({ requires_online: true });
    await it.db('duty').where('user_id', d).update({ seen_at: new Date() });
    expect((await whereIs(it.db, await created())).assignee_id).toBe(d);
    expect((await whereIs(it.db, await created())).assignee_id).toBe(d);
  });

  test('by load and capacity: nobody over it, and then it waits', async () => {
    const team = await aTeam(it.db, 3, { strategy: 'least_open' });
    const [a = 0, , c = 0] = team.members;
    await it.db('users').where('id', a).update({ capacity: 1 });
    await it.db('users').where('id', c).update({ capacity: 4 });
    await it.db('users').whereIn('id', team.members).whereNull('capacity').update({ capacity: 2 });
    const numbers: string[] = [];
    for (let index = 0; index < 8; index += 1) numbers.push(await created());
    expect(await loadsOf(it.db, team)).toEqual([1, 2, 4]);
    const last = numbers.at(-1) ?? '';
    expect(await whereIs(it.db, last)).toMatchObject({ group_id: team.id, assignee_id: null, status: 'new' });
    expect((await logOf(it.db, last)).at(-1)).toMatchObject({
      action: 'hold',
      data: { reason: 'nobody', until: null },
    });
  });

  test('to whoever has been idle longest', async () => {
    const team = await aTeam(it.db, 3, { strategy: 'idle' });
    const [a = 0, b = 0, c = 0] = team.members;
    await it
      .db('duty')
      .where('user_id', a)
      .update({ given_at: new Date(Date.now() - 60_000) });
    await it
      .db('duty')
      .where('user_id', c)
      .update({ given_at: new Date(Date.now() - 90_000) });
    const holders: (number | null)[] = [];
    for (let index = 0; index < 3; index += 1)
      holders.push((await whereIs(it.db, await created())).assignee_id);
    expect(holders).toEqual([b, c, a]);
  });

  test('to whoever knows the customer, or the order; else by the fallback', async () => {
    const team = await aTeam(it.db, 3, { strategy: 'round_robin' });
    const [a, b] = team.members;
    const phone = aPhone();
    const first = await created({ phone, order_number: 'TB-1' });
    const firstHolder = (await whereIs(it.db, first)).assignee_id;
    expect(firstHolder).toBe(a);
    await actAs(a, first, 'accept');
    await it.db('groups').where('id', team.id).update({ strategy: 'familiar', fallback: 'round_robin' });
    const ofCustomer = await created({ phone, category: 'exchange' });
    const ofOrder = await created({ order_number: 'TB-1' });
    const ofNobody = await created();
    expect(
      await Promise.all(
        [ofCustomer, ofOrder, ofNobody].map(async (n) => (await whereIs(it.db, n)).assignee_id),
      ),
    ).toEqual([a, a, b]);
    expect((await logOf(it.db, ofCustomer)).at(-1)?.data).toMatchObject({
      strategy: 'familiar',
      familiar: 'customer',
    });
    expect((await logOf(it.db, ofOrder)).at(-1)?.data).toMatchObject({
      strategy: 'familiar',
      familiar: 'order',
    });
    expect((await logOf(it.db, ofNobody)).at(-1)?.data).toMatchObject({
      strategy: 'round_robin',
      wanted: 'familiar',
    });
    await it.db('duty').where('user_id', a).update({ state: 'away' });
    expect((await whereIs(it.db, await created({ phone, category: 'consult' }))).assignee_id).not.toBe(a);
    await it.db('groups').where('id', team.id).update({ fallback: 'pool' });
    expect((await whereIs(it.db, await created())).assignee_id).toBeNull();
    expect(await it.db('assignment_waits').where('group_id', team.id)).toEqual([]);
  });
});

describe('what was given', () => {
  test('is in hand and not accepted: the log explains it, its holder alone is told, and accepts it', async () => {
    const team = await aTeam(it.db, 1, { strategy: 'least_open', accept_minutes: 30 });
    await aRule(it.db, {
      name: '退款专线',
      condition: when('category', company.categories.refund),
      group_id: team.id,
    });
    const number = await created();
    const [holder = 0] = team.members;
    expect(await whereIs(it.db, number)).toEqual({
      group_id: team.id,
      assignee_id: holder,
      status: 'new',
      accepted_at: null,
    });
    const [start, given] = await logOf(it.db, number);
    expect(start?.data).toEqual({ routedBy: 'rule', routeRule: '退款专线' });
    expect(given).toMatchObject({
      action: 'assign',
      rule_name: '退款专线',
      to_assignee_id: holder,
      data: { strategy: 'least_open', load: 0, capacity: null },
    });
    expect(await toldOf(it.db, number)).toEqual([['given', holder]]);
  });

  test('by an escalation: the pool hears nothing of it, a colleague is told whose it is, its holder accepts', async () => {
    await it.db('groups').where('id', company.groups.review).update({ strategy: 'round_robin' });
    const number = await aTicket(it.db, company);
    await act(it.db, company, 'tier1', number, 'escalate');
    const { review, review2 } = company.people;
    expect(await whereIs(it.db, number)).toMatchObject({
      assignee_id: review,
      accepted_at: null,
      status: 'new',
    });
    expect(await toldOf(it.db, number)).toEqual([['given', review]]);
    await expect(act(it.db, company, 'review2', number, 'accept')).rejects.toMatchObject({
      code: 'given_to_another',
    });
    await act(it.db, company, 'review', number, 'accept');
    expect(await whereIs(it.db, number)).toMatchObject({ assignee_id: review, status: 'in_progress' });
    expect((await whereIs(it.db, number)).accepted_at).not.toBeNull();
    expect(
      await it.db('assignment_offers').whereIn('ticket_id', it.db('tickets').where({ number }).select('id')),
    ).toEqual([]);
    await expect(act(it.db, company, 'review', number, 'accept')).rejects.toMatchObject({
      code: 'already_yours',
    });
    const second = await aTicket(it.db, company);
    await act(it.db, company, 'tier1', second, 'escalate');
    expect((await whereIs(it.db, second)).assignee_id).toBe(review2);
    await it.db('groups').where('id', company.groups.review).update({ strategy: 'pool' });
  });

  test.each([
    ['wait', {}, 'waiting'],
    ['feedback', { remark: '已处理' }, 'in_progress'],
    ['close', CLOSING, 'closed'],
  ] as const)('whoever does %s with it has accepted it', async (action, form, status) => {
    await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'round_robin' });
    const number = await created();
    const holder = (await whereIs(it.db, number)).assignee_id;
    const who = holder === company.people.aftersales ? 'aftersales' : 'aftersales2';
    await act(it.db, company, who, number, action, form);
    const [first] = (await it
      .db('assignments as a')
      .join('tickets as t', 't.id', 'a.ticket_id')
      .where('t.number', number)
      .orderBy('a.position')
      .select('a.accepted_at', 'a.assignee_id', 't.status', 't.first_responded_at')) as Record<
      string,
      unknown
    >[];
    expect(first).toMatchObject({ assignee_id: holder });
    expect(first?.['accepted_at']).not.toBeNull();
    expect(first?.['first_responded_at']).not.toBeNull();
    expect(first?.['status']).toBe(status);
    await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'pool' });
  });

  test('an answer of a colleague who works along does not put it into the hands of its holder', async () => {
    await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'round_robin' });
    const number = await created();
    await act(it.db, company, 'manager', number, 'feedback', { remark: '仅供参考' });
    expect(await whereIs(it.db, number)).toMatchObject({ status: 'new', accepted_at: null });
    await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'pool' });
  });
});

describe('a rule straight to a person', () => {
  test('gives it to them in its group, whatever the strategy', async () => {
    const { aftersales2 } = company.people;
    await aRule(it.db, { name: '大客户', group_id: company.groups.afterSales, assignee_id: aftersales2 });
    const number = await created();
    expect(await whereIs(it.db, number)).toMatchObject({ assignee_id: aftersales2, accepted_at: null });
    expect((await logOf(it.db, number)).at(-1)).toMatchObject({
      rule_name: '大客户',
      data: { strategy: 'person' },
    });
  });

  test('is passed over once they have left its group, and one whose group is out of use', async () => {
    await aRule(it.db, {
      name: '大客户',
      group_id: company.groups.engineering,
      assignee_id: company.people.aftersales2,
    });
    const team = await aTeam(it.db, 0, { active: false });
    await aRule(it.db, { name: '旧组', group_id: team.id });
    await aRule(it.db, { name: '其余', group_id: company.groups.operations });
    const number = await created();
    expect((await whereIs(it.db, number)).group_id).toBe(company.groups.operations);
    expect((await logOf(it.db, number))[0]?.data).toEqual({ routedBy: 'rule', routeRule: '其余' });
  });
});
