import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSubjects } from '../../../src/features/conditions/subjects.query.ts';
import { explainRoute } from '../../../src/features/routing/explain-route.ts';
import { dispatchTicket } from '../../../src/features/tickets/dispatch-ticket.ts';
import { lockTicket } from '../../../src/features/tickets/ticket.query.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { aRule, aTeam, logOf, toldOf, when, whereIs, withoutRules } from '../../support/routing.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aPhone, asPerson, aTicket } from '../../support/tickets.ts';

/** What would become of a ticket, told without doing it; and tickets sent anew by the rules (spec 04). */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await it.close();
});

async function explained(number: string) {
  const id = await ticketId(it.db, number);
  const subject = (await findSubjects(it.db, [id])).get(id);
  if (!subject) throw new Error('nobody');
  const asked = {
    subject,
    categoryId: company.categories.refund,
    occasion: 'created',
    ticketId: id,
  } as const;
  return explainRoute(jobCtx(it.db), asked);
}

async function dispatched(person: Person, number: string) {
  const ctx = await asPerson(it.db, company, person);
  return it.db.transaction(async (trx) => dispatchTicket(ctx, trx, await lockTicket(trx, ctx.actor, number)));
}

test('every rule says why, every member says why not, and what then happens is what was told', async () => {
  const team = await aTeam(it.db, 3, { strategy: 'pool' });
  const [a = 0, b = 0, c = 0] = team.members;
  await it.db('users').where('id', a).update({ capacity: 0 });
  await it.db('duty').where('user_id', b).update({ state: 'away' });
  await aRule(it.db, {
    name: '换货',
    condition: when('category', company.categories.exchange),
    group_id: team.id,
  });
  await aRule(it.db, {
    name: '退款',
    condition: when('category', company.categories.refund),
    group_id: team.id,
    strategy: 'familiar',
    fallback: 'least_open',
  });
  const phone = aPhone();
  const number = await aTicket(it.db, company, { phone });
  const before = await it.db('group_members').select('turn');
  const { rules, route, pool } = await explained(number);
  expect(rules.map(({ rule, why }) => [rule.name, why])).toEqual([
    ['审核', 'other_occasion'],
    ['换货', 'conditions'],
    ['退款', null],
  ]);
  expect(route).toMatchObject({ by: 'rule', ruleName: '退款' });
  expect(pool?.members.map(({ candidate, why }) => [candidate.userId, why])).toEqual([
    [a, 'full'],
    [b, 'away'],
    [c, null],
  ]);
  expect(pool?.choice).toMatchObject({ candidate: { userId: c }, strategy: 'least_open' });
  expect(pool?.waits).toBeNull();
  expect(await it.db('group_members').select('turn')).toEqual(before);
  const made = await aTicket(it.db, company, { by: 'review' });
  expect((await whereIs(it.db, made)).assignee_id).toBe(c);
  await it.db('duty').where('user_id', c).update({ state: 'offline' });
  expect((await explained(number)).pool).toMatchObject({ choice: null, waits: 'nobody' });
  await withoutRules(it.db, company);
});

test('a ticket sent anew goes where the rules say, and to whom, like a reassignment', async () => {
  const team = await aTeam(it.db, 2, { strategy: 'round_robin' });
  await aRule(it.db, { name: '重派', occasions: ['dispatched'], group_id: team.id });
  const number = await inHand(it.db, company);
  const { assigned } = await dispatched('manager', number);
  expect(assigned).toMatchObject({ kind: 'given', userId: team.members[0] });
  expect(await whereIs(it.db, number)).toMatchObject({
    group_id: team.id,
    assignee_id: team.members[0],
    status: 'new',
  });
  expect((await logOf(it.db, number)).slice(-2)).toMatchObject([
    { action: 'reassign', data: { routedBy: 'rule', routeRule: '重派' } },
    { action: 'assign', rule_name: '重派' },
  ]);
  expect((await toldOf(it.db, number)).at(-1)).toEqual(['given', team.members[0]]);
  // In the very pool that the rules name, it is only given out.
  await it.db('groups').where('id', team.id).update({ strategy: 'pool' });
  const waiting = await inHand(it.db, company);
  await dispatched('manager', waiting);
  const hops = await logOf(it.db, waiting);
  await it.db('groups').where('id', team.id).update({ strategy: 'round_robin' });
  await dispatched('manager', waiting);
  expect((await logOf(it.db, waiting)).map(({ action }) => action)).toEqual([
    ...hops.map(({ action }) => action),
    'assign',
  ]);
  await withoutRules(it.db, company);
});

test('who may not reassign may not send anew, and where nothing is set up there is nowhere', async () => {
  const number = await aTicket(it.db, company);
  await expect(dispatched('tier1', number)).rejects.toMatchObject({ status: 403 });
  await it.db('settings').whereIn('key', ['default_group_id', 'review_group_id']).delete();
  await expect(dispatched('manager', number)).rejects.toMatchObject({ code: 'nowhere_to_dispatch' });
});

test('the last of 501 rules decides where an escalated ticket goes, when only that one fits', async () => {
  await it.db.raw(
    `insert into assignment_rules (name, position, occasions, condition, group_id)
     select '第 ' || n || ' 条', n, '{escalated}', ?, ? from generate_series(1, 500) n`,
    [JSON.stringify(when('category', 999_999)), company.groups.engineering],
  );
  const number = await aTicket(it.db, company);
  await aRule(it.db, {
    name: '最后',
    occasions: ['escalated'],
    group_id: company.groups.engineering,
    position: 501,
  });
  await act(it.db, company, 'tier1', number, 'escalate');
  expect((await whereIs(it.db, number)).group_id).toBe(company.groups.engineering);
  expect((await logOf(it.db, number)).at(-1)?.data).toEqual({ routedBy: 'rule', routeRule: '最后' });
});
