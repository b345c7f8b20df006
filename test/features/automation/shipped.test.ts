import { afterAll, beforeAll, expect, test } from 'vitest';
import { dryRun } from '../../../src/features/automation/dry-run.ts';
import { findRunsOf, findRunsOn } from '../../../src/features/automation/runs.query.ts';
import { EVERYTHING } from '../../../src/domain/conditions/language.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { automate, runsOn } from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { refundForm } from '../../support/create-form.ts';
import { ticketId } from '../../support/messages.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { act, aPhone, asPerson, aTicket, CLOSING } from '../../support/tickets.ts';

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

const ticket = async (number: string) =>
  (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;

test('they are there, in their order; what is a refund is for the company to say', async () => {
  expect(await it.db('automations').orderBy('position').select('built_in', 'active')).toEqual([
    { built_in: 'repeat', active: true },
    { built_in: 'urged', active: true },
    { built_in: 'refund_overdue', active: false },
  ]);
});

test('a second complaint is of high priority, and the duty leader is told', async () => {
  const leader = company.people.ops;
  await it.db('groups').where('id', company.groups.tier1).update({ duty_leader_id: leader });
  const client = it.client();
  await client.signIn('tier1');
  const phone = aPhone();
  const create = async (): Promise<string> => {
    const answer = await client.submit('/tickets', refundForm(company, { phone }), { on: '/tickets/new' });
    expect(answer.status).toBe(303);
    return answer.location?.replace('/tickets/', '') ?? '';
  };
  const first = await create();
  await act(it.db, company, 'tier1', first, 'close', CLOSING);
  const second = await create();
  await automate(it.db);
  expect(await ticket(first)).toMatchObject({ priority: 'normal' });
  expect(await ticket(second)).toMatchObject({ priority: 'high', is_repeat: true });
  const page = await client.get(`/tickets/${second}`);
  expect(page.text).toContain('二次投诉升级');
  // Of another group: of a ticket that they may not read they learn nothing.
  expect(await runsOn(it.db, second)).toMatchObject([
    { outcome: 'done', results: [{ outcome: 'done' }, { outcome: 'nothing', code: 'nobody' }] },
  ]);
  await it.db('groups').where('id', company.groups.tier1).update({ duty_leader_id: company.people.manager });
  await act(it.db, company, 'tier1', second, 'close', CLOSING);
  const third = await create();
  await automate(it.db);
  expect((await runsOn(it.db, third))[0]?.results[1]).toEqual({ kind: 'notify', outcome: 'done', count: 1 });
});

test('one that is urged for the third time is urgent, and goes to the manager', async () => {
  await it.db('users').where('id', company.people.aftersales).update({ manager_id: company.people.manager });
  await it.db('settings').insert({ key: 'urge_interval_minutes', value: '0' }).onConflict('key').merge();
  const number = await inHand(it.db, company);
  for (let times = 1; times <= 3; times += 1) {
    expect(await ticket(number)).toMatchObject({ priority: 'normal' });
    await act(it.db, company, 'tier1', number, 'urge', { remark: '客户来电' });
    await automate(it.db);
  }
  expect(await ticket(number)).toMatchObject({
    priority: 'urgent',
    assignee_id: company.people.manager,
    status: 'in_progress',
  });
});

test('a refund that nobody has accepted for a day goes to the default group', async () => {
  await it
    .db('automations')
    .where('built_in', 'refund_overdue')
    .update({ active: true, next_run_at: new Date() });
  const number = await aTicket(it.db, company, { description: '一直没有退款' });
  await automate(it.db, () => new Date(Date.now() + 60_000));
  expect(await ticket(number)).toMatchObject({ group_id: company.groups.tier1 });
  await automate(it.db, () => new Date(Date.now() + 25 * 60 * 60_000));
  expect(await ticket(number)).toMatchObject({ group_id: company.groups.afterSales, assignee_id: null });
});

test('a dry run tells what it would have touched, to those who may read it', async () => {
  const consult = await aTicket(it.db, company, { category: 'consult', by: 'tier1b' });
  const only = {
    events: ['create', 'urge'] as const,
    schedule: null,
    condition: {
      version: 1,
      root: {
        kind: 'all',
        of: [{ kind: 'test', field: 'category', operator: 'in', value: [company.categories.consult] }],
      },
    } as const,
  };
  const manager = await asPerson(it.db, company, 'manager');
  expect(await dryRun(manager, only, { days: 30 })).toMatchObject({
    kind: 'events',
    count: 1,
    isMore: false,
    rows: [{ number: consult, event: 'create', times: 1 }],
  });
  const everything = await dryRun(manager, { ...only, condition: EVERYTHING }, { days: 30 });
  expect(everything.rows.find(({ event }) => event === 'urge')).toMatchObject({ times: 4 });
  expect(everything.rows.map(({ at }) => at.getTime())).toEqual(
    everything.rows.map(({ at }) => at.getTime()).sort((a, b) => b - a),
  );
  const ops = await asPerson(it.db, company, 'ops');
  expect(await dryRun(ops, only, { days: 30 })).toMatchObject({ rows: [], count: 0 });
  const later = { ...manager, now: () => new Date(Date.now() + 31 * 24 * 60 * 60_000) };
  expect(await dryRun(later, only, { days: 30 })).toMatchObject({ rows: [], count: 0 });
  const byClock = await dryRun(manager, { ...only, events: [], schedule: { every: 60 } }, { days: 30 });
  expect(byClock).toMatchObject({ kind: 'schedule', count: 1, rows: [{ number: consult, event: null }] });
});

test('what was done is on record, page by page, for those who may read the tickets', async () => {
  const { id } = (await it.db('automations').where('built_in', 'repeat').first('id')) as { id: number };
  const { actor } = await asPerson(it.db, company, 'manager');
  const first = await findRunsOf(it.db, id, { actor, limit: 1 });
  expect(first).toMatchObject({ rows: [{ automation: '二次投诉升级', event: 'create', outcome: 'done' }] });
  const next = await findRunsOf(it.db, id, { actor, limit: 1, before: first.next ?? 0 });
  expect(next).toMatchObject({ rows: [{ automation: '二次投诉升级' }], next: null });
  expect(next.rows[0]?.id).toBeLessThan(first.rows[0]?.id ?? 0);
  const own = await ticketId(it.db, first.rows[0]?.number ?? '');
  const { rows } = await findRunsOn(it.db, own, { actor, limit: 10 });
  expect(rows.map(({ automation, event }) => [automation, event])).toEqual([
    ['退款超时转移', null],
    ['二次投诉升级', 'create'],
  ]);
  const ops = await asPerson(it.db, company, 'ops');
  expect(await findRunsOn(it.db, own, { actor: ops.actor, limit: 10 })).toEqual({ rows: [], next: null });
});
