import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AUTOMATION_EVENTS, type AutomationEvent } from '../../../src/domain/automation/automation.ts';
import type { TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import {
  anAutomation,
  automate,
  runsOn,
  systemEntries,
  withoutAutomations,
} from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { closed, inHand, inPool, inReviewPool, withOperations } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

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
beforeEach(() => withoutAutomations(it.db));

const note = (text: string) => ({ kind: 'add_note', text }) as const;
const notes = async (number: string): Promise<string[]> =>
  (await systemEntries(it.db, number)).filter(({ action }) => action === 'note').map(({ body }) => body);

/** What people do so that it happens; those of the system are followed in the same way. */
const DEEDS: Readonly<Partial<Record<AutomationEvent, () => Promise<string>>>> = {
  create: () => aTicket(it.db, company),
  accept: () => inHand(it.db, company),
  reassign: () => inPool(it.db, company),
  escalate: () => inReviewPool(it.db, company),
  return: async () => {
    const number = await withOperations(it.db, company);
    await act(it.db, company, 'ops', number, 'return', { remark: '信息不足' });
    return number;
  },
  feedback: () => did('feedback', { remark: '已核实' }),
  callback: () => did('callback', { callback_method: 'phone', callback_outcome: 'not_solved' }),
  wait: () => did('wait'),
  urge: () => did('urge', { remark: '客户来电' }, 'tier1'),
  append: () => did('append', { remark: '客户补充' }, 'tier1'),
  close: () => did('close', CLOSING),
  resolve: async () => {
    await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' }).onConflict('key').merge();
    return did('resolve');
  },
  transfer: () => did('transfer', { assignee_id: String(company.people.aftersales2) }),
  redispatch: async () => {
    const number = await did('transfer', { assignee_id: String(company.people.aftersales2) });
    await act(it.db, company, 'aftersales2', number, 'redispatch');
    return number;
  },
  reopen: async () => {
    const number = await closed(it.db, company);
    await act(it.db, company, 'manager', number, 'reopen', { remark: '客户再次来电' });
    return number;
  },
};

async function did(
  action: TicketAction,
  form: Readonly<Record<string, string>> = {},
  by: 'aftersales' | 'tier1' = 'aftersales',
): Promise<string> {
  const number = await inHand(it.db, company);
  await act(it.db, company, by, number, action, form);
  return number;
}

describe('what happens to a ticket is followed', () => {
  test.each(Object.keys(DEEDS) as AutomationEvent[])('%s', async (event) => {
    const id = await anAutomation(it.db, {
      events: [event],
      actions: [{ kind: 'notify', to: [{ kind: 'creator' }], text: '{number}' }],
    });
    const number = (await DEEDS[event]?.()) ?? '';
    await automate(it.db);
    expect(await runsOn(it.db, number)).toMatchObject([{ outcome: 'done', depth: 0 }]);
    expect(await it.db('automation_queue').count()).toEqual([{ count: 0 }]);
    expect(await it.db('automation_runs').where('automation_id', id).count()).toEqual([{ count: 1 }]);
  });

  test('all of them but those that only the system does are tried here', () => {
    expect(AUTOMATION_EVENTS.filter((event) => !(event in DEEDS))).toEqual([
      'assign',
      'edit',
      'sla_warning',
      'sla_breach',
    ]);
  });
});

test('only tickets that meet the conditions are acted on, and what nobody wants to know is forgotten', async () => {
  await anAutomation(it.db, {
    events: ['create'],
    when: [{ kind: 'test', field: 'description', operator: 'contains', value: ['冒烟'] }],
    actions: [note('小心')],
  });
  const plain = await aTicket(it.db, company);
  const meant = await aTicket(it.db, company, { description: '充电器冒烟' });
  expect(await automate(it.db)).toMatchObject({ looked: 2, acted: 1, failed: 0 });
  expect([await notes(plain), await notes(meant)]).toEqual([[], ['小心']]);
  expect(await automate(it.db)).toMatchObject({ looked: 0, acted: 0 });
});

test('nothing is queued where nobody follows, and one switched off meanwhile does nothing', async () => {
  await aTicket(it.db, company);
  expect(await it.db('automation_queue').count()).toEqual([{ count: 0 }]);
  const id = await anAutomation(it.db, { events: ['create'], actions: [note('一')] });
  const number = await aTicket(it.db, company);
  await it.db('automations').where({ id }).update({ active: false });
  expect(await automate(it.db)).toMatchObject({ looked: 1, acted: 0 });
  expect(await notes(number)).toEqual([]);
});

test('they act in their order, each judging what the one before has left; one that stops is the last', async () => {
  const isHigh = { kind: 'test', field: 'priority', operator: 'in', value: ['high'] } as const;
  await anAutomation(it.db, { events: ['create'], actions: [{ kind: 'set_priority', priority: 'high' }] });
  await anAutomation(it.db, { events: ['create'], when: [isHigh], actions: [note('二')], stops: true });
  await anAutomation(it.db, { events: ['create'], actions: [note('三')] });
  const high = await aTicket(it.db, company);
  await automate(it.db);
  expect(await notes(high)).toEqual(['二']);
  await it.db('automations').where('stops', true).update({ position: 1000 });
  const again = await aTicket(it.db, company);
  await automate(it.db);
  expect(await notes(again)).toEqual(['三', '二']);
});

test('under several workers each acts once per ticket and event', async () => {
  await anAutomation(it.db, { name: '甲', events: ['create'], actions: [note('甲')] });
  await anAutomation(it.db, {
    name: '乙',
    events: ['create'],
    actions: [{ kind: 'set_priority', priority: 'low' }],
  });
  const numbers: string[] = [];
  for (let made = 0; made < 12; made += 1) numbers.push(await aTicket(it.db, company));
  const sums = await Promise.all([automate(it.db), automate(it.db), automate(it.db)]);
  expect(sums.reduce((sum, { acted }) => sum + acted, 0)).toBe(24);
  for (const number of numbers) {
    expect((await runsOn(it.db, number)).map(({ automation }) => automation)).toEqual(['甲', '乙']);
    expect(await notes(number)).toEqual(['甲']);
  }
});

test('two that set each other off are cut at the limit, and the log says so', async () => {
  const has = (value: string) => [
    { kind: 'test', field: 'priority', operator: 'in', value: [value] } as const,
  ];
  const set = (priority: string) => [{ kind: 'set_priority', priority } as const];
  await anAutomation(it.db, {
    name: '升',
    events: ['edit'],
    when: has('normal'),
    actions: set('high'),
    stops: true,
  });
  await anAutomation(it.db, { name: '降', events: ['edit'], when: has('high'), actions: set('normal') });
  await anAutomation(it.db, { name: '起', events: ['append'], actions: set('high') });
  const number = await inHand(it.db, company);
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户补充' });
  expect(await automate(it.db)).toMatchObject({ acted: 5, cut: 1 });
  expect((await runsOn(it.db, number)).map((run) => [run.automation, run.outcome, run.depth])).toEqual([
    ['起', 'done', 0],
    ['降', 'done', 1],
    ['升', 'done', 2],
    ['降', 'done', 3],
    ['升', 'done', 4],
    ['降', 'cut', 5],
  ]);
  const said = (await systemEntries(it.db, number)).at(-1);
  expect(said).toMatchObject({ action: 'cut', rule_name: '降' });
  expect(await automate(it.db)).toMatchObject({ looked: 0 });
});

test('many that set each other off branch, and are cut before they are too many', async () => {
  for (const priority of ['low', 'normal', 'high', 'urgent'])
    await anAutomation(it.db, { events: ['append', 'edit'], actions: [{ kind: 'set_priority', priority }] });
  const number = await inHand(it.db, company);
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户补充' });
  const { acted } = await automate(it.db);
  expect(acted).toBeLessThan(60);
  const said = (await systemEntries(it.db, number)).filter(({ action }) => action === 'cut');
  expect(said).toHaveLength(4);
}, 60_000);

describe('one that breaks', () => {
  const BREAK = `
    create or replace function break_it() returns trigger language plpgsql as $$
    begin
      if new.priority = 'urgent' then raise exception 'broken on purpose'; end if;
      return null;
    end $$`;
  afterAll(() => it.db.raw('drop function break_it cascade'));

  test.each([
    ['at once', 'create trigger breaks after update on tickets for each row execute function break_it()'],
    [
      'at the end of the transaction',
      `create constraint trigger breaks after update on tickets deferrable initially deferred
       for each row execute function break_it()`,
    ],
  ])('%s leaves nothing, does not stop the others, and is given up in the end', async (_when, trigger) => {
    await it.db.raw(BREAK);
    await it.db.raw(trigger);
    await anAutomation(it.db, {
      name: `坏 ${_when}`,
      events: ['create'],
      actions: [note('坏的开头'), { kind: 'set_priority', priority: 'urgent' }],
    });
    await anAutomation(it.db, { name: `好 ${_when}`, events: ['create'], actions: [note('好的')] });
    const number = await aTicket(it.db, company, { phone: aPhone() });
    let now = Date.now();
    expect(await automate(it.db, () => new Date(now))).toMatchObject({ acted: 1, failed: 1 });
    expect(await notes(number)).toEqual(['好的']);
    // Not before its time.
    expect(await automate(it.db, () => new Date(now))).toMatchObject({ looked: 0 });
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      now += 60 * 60_000;
      expect(await automate(it.db, () => new Date(now))).toMatchObject({ acted: 0, failed: 1 });
    }
    now += 60 * 60_000;
    expect(await automate(it.db, () => new Date(now))).toMatchObject({ looked: 0 });
    expect(await notes(number)).toEqual(['好的']);
    const runs = await runsOn(it.db, number);
    expect(runs.map(({ automation, outcome }) => [automation, outcome])).toEqual([
      [`好 ${_when}`, 'done'],
      [`坏 ${_when}`, 'failed'],
    ]);
    expect(runs[1]?.results[1]).toEqual({
      kind: 'set_priority',
      outcome: 'refused',
      code: 'error',
      message: expect.stringContaining('broken on purpose') as string,
    });
    await it.db.raw('drop trigger breaks on tickets');
  });

  test('is done when what broke it is gone', async () => {
    await it.db.raw(BREAK);
    await it.db.raw('create trigger breaks after update on tickets for each row execute function break_it()');
    await anAutomation(it.db, {
      events: ['create'],
      actions: [{ kind: 'set_priority', priority: 'urgent' }],
    });
    const number = await aTicket(it.db, company);
    const now = Date.now();
    expect(await automate(it.db, () => new Date(now))).toMatchObject({ failed: 1 });
    await it.db.raw('drop trigger breaks on tickets');
    expect(await automate(it.db, () => new Date(now + 60_000))).toMatchObject({ acted: 1, failed: 0 });
    expect(await runsOn(it.db, number)).toMatchObject([{ outcome: 'done' }]);
  });
});
