import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Automation } from '../../../src/domain/automation/automation.ts';
import {
  anAutomation,
  automate,
  runsOn,
  systemEntries,
  withoutAutomations,
} from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aTicket, CLOSING } from '../../support/tickets.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(async () => {
  // People act by the clock on the wall here, the system by one that is ahead.
  const broken = await findBrokenInvariants(it.db);
  expect(broken.filter((each) => !/entry \d+ is not before/.test(each))).toEqual([]);
  await it.close();
});
beforeEach(() => withoutAutomations(it.db));

const HOUR = 60 * 60_000;
const start = Date.now() + HOUR;
const at = (hours: number) => () => new Date(start + hours * HOUR);
const smokes = (word: string) =>
  [{ kind: 'test', field: 'description', operator: 'contains', value: [word] }] as const;
const nextRunOf = async (id: number): Promise<Date> =>
  ((await it.db('automations').where({ id }).first('next_run_at')) as { next_run_at: Date }).next_run_at;

function everyHour(word: string, changes: Partial<Pick<Automation, 'actions'>> = {}): Promise<number> {
  return anAutomation(it.db, {
    schedule: { every: 60 },
    when: smokes(word),
    actions: changes.actions ?? [{ kind: 'add_note', text: '久等' }],
    nextRunAt: new Date(start),
  });
}

test('open tickets that meet the conditions are acted on once in each of their states', async () => {
  const id = await everyHour('钟表');
  const number = await aTicket(it.db, company, { description: '钟表停了' });
  const over = await aTicket(it.db, company, { description: '钟表' });
  await act(it.db, company, 'tier1', over, 'close', CLOSING);
  expect(await automate(it.db, at(-1))).toMatchObject({ acted: 0 });
  expect(await automate(it.db, at(0))).toMatchObject({ acted: 1 });
  expect(await nextRunOf(id)).toEqual(new Date(start + HOUR));
  expect(await automate(it.db, at(0.5))).toMatchObject({ acted: 0 });
  expect(await automate(it.db, at(1.5))).toMatchObject({ acted: 0 });
  expect(await nextRunOf(id)).toEqual(new Date(start + 2 * HOUR));
  // In another state it is another matter.
  await act(it.db, company, 'manager', number, 'wait');
  expect(await automate(it.db, at(2))).toMatchObject({ acted: 1 });
  expect((await systemEntries(it.db, number)).map(({ action }) => action)).toEqual(['note', 'note']);
  expect(await runsOn(it.db, over)).toEqual([]);
});

test('two processes make one round, and a ticket is acted on once', async () => {
  await everyHour('炉灶');
  const numbers: string[] = [];
  for (let made = 0; made < 6; made += 1)
    numbers.push(await aTicket(it.db, company, { description: '炉灶' }));
  const sums = await Promise.all([automate(it.db, at(0)), automate(it.db, at(0)), automate(it.db, at(0))]);
  expect(sums.reduce((sum, { acted }) => sum + acted, 0)).toBe(6);
  for (const number of numbers) expect(await runsOn(it.db, number)).toHaveLength(1);
});

test('what it changes is followed like anything else', async () => {
  await everyHour('门铃', { actions: [{ kind: 'set_priority', priority: 'urgent' }] });
  await anAutomation(it.db, { events: ['edit'], actions: [{ kind: 'add_note', text: '改过了' }] });
  const number = await aTicket(it.db, company, { description: '门铃' });
  await automate(it.db, at(0));
  await automate(it.db, at(0));
  expect((await runsOn(it.db, number)).map(({ depth }) => depth)).toEqual([0, 1]);
});

test('one that fails on a ticket acts on the others, and leaves this one alone from then on', async () => {
  await everyHour('水管', { actions: [{ kind: 'set_priority', priority: 'urgent' }] });
  const bad = await aTicket(it.db, company, { description: '水管', customer_name: '坏' });
  const good = await aTicket(it.db, company, { description: '水管' });
  await it.db.raw(`create function break_it() returns trigger language plpgsql as $$
    begin
      if new.customer_name = '坏' then raise exception 'broken on purpose'; end if;
      return null;
    end $$;
    create trigger breaks after update on tickets for each row execute function break_it()`);
  expect(await automate(it.db, at(0))).toMatchObject({ acted: 1, failed: 1 });
  expect(await runsOn(it.db, bad)).toMatchObject([{ outcome: 'failed' }]);
  expect(await runsOn(it.db, good)).toMatchObject([{ outcome: 'done' }]);
  await it.db.raw('drop function break_it cascade');
  expect(await automate(it.db, at(1))).toMatchObject({ acted: 0, failed: 0 });
});
