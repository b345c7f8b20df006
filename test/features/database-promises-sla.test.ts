import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { aCompany, type Company } from '../support/company.ts';
import { changeTicket } from '../support/raw-tickets.ts';
import { onlyPolicy, notify, within100 } from '../support/sweeping.ts';
import { aTicket } from '../support/tickets.ts';

/** What the database itself keeps of measured time (spec 05), whatever the code above it does. */

let it: TestDatabase;
let company: Company;
let ticketId: number;
let timerId: number;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  await onlyPolicy(it.db, [within100({ '0': [notify({ kind: 'assignee' })] })]);
  await aTicket(it.db, company);
  const timer = (await it.db('sla_timers').first('id', 'ticket_id')) as { id: number; ticket_id: number };
  [timerId, ticketId] = [timer.id, timer.ticket_id];
});
afterAll(() => it.close());

const CHECK = '23514';
const UNIQUE = '23505';

const codeOf = async (work: Promise<unknown>): Promise<string | null> => {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

test('a step is done once for each due time of a timer', async () => {
  const step = { timer_id: timerId, step_id: 7, offset_minutes: 0, policy_name: '测试', at: new Date() };
  const dueAt = new Date('2026-11-24T02:00:00Z');
  const done = (due: Date): Promise<string | null> =>
    codeOf(it.db('sla_steps').insert({ ...step, due_at: due }));
  expect(await done(dueAt)).toBeNull();
  expect(await done(dueAt)).toBe(UNIQUE);
  expect(await done(new Date(dueAt.getTime() + 1000))).toBeNull();
});

test('a ticket has one timer of a metric and an occasion', async () => {
  const copy = it.db.raw(
    `insert into sla_timers (ticket_id, policy_id, metric, stage_key, occasion, started_at, target_minutes)
     select ticket_id, policy_id, metric, stage_key, occasion, started_at, target_minutes
     from sla_timers where id = ?`,
    [timerId],
  );
  expect(await codeOf(copy)).toBe(UNIQUE);
});

test('what has ended is due no more', async () => {
  const end = it
    .db('sla_timers')
    .where('id', timerId)
    .update({ ended_at: new Date(), next_step_at: new Date() });
  expect(await codeOf(end)).toBe(CHECK);
});

test('a ticket whose change was not measured waits to be', async () => {
  await it.db.transaction((trx) => changeTicket(trx, ticketId, { title: '改了标题' }));
  expect(await it.db('sla_queue').pluck('ticket_id')).toEqual([ticketId]);
});
