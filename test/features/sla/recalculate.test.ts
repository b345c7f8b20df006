import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect } from '../../../src/db/connection.ts';
import { findRecalculation, findWaitingClocks } from '../../../src/features/sla/recalculation.query.ts';
import { recalculate } from '../../../src/features/sla/recalculate.ts';
import { workOffClocks } from '../../../src/features/sla/work-off-clocks.ts';
import { performAction } from '../../../src/features/tickets/perform-action.ts';
import { differsFromScratch } from '../../support/clock-invariants.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { asPerson, aTicket } from '../../support/tickets.ts';

/** Another policy: the clocks of all open tickets follow, in the background and without a storm (spec 05). */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
beforeEach(async () => {
  await resolveWithin(it.db, 4320);
  await workOffClocks(jobCtx(it.db));
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await it.close();
});

const later = (hours: number) => () => new Date(Date.now() + hours * 3_600_000);

/** What an administrator saves, and no more. */
async function resolveWithin(db: Knex, minutes: number, now: () => Date = () => new Date()): Promise<void> {
  const steps = [
    { id: 1, offset: -60, actions: [] },
    { id: 2, offset: 0, actions: [] },
  ];
  await db.transaction(async (trx) => {
    const targets = JSON.stringify([{ metric: 'resolution', stage: null, minutes, steps }]);
    await trx('sla_policies').where('built_in', 'standard').update({ targets });
    await recalculate({ now }, trx, 'policy', { requestedBy: null });
  });
}

test('what it makes overdue is marked and noted as missed, and nobody is told', async () => {
  const number = await aTicket(it.db, company);
  const id = await ticketId(it.db, number);
  const told = await it.db('outbox').count();
  await resolveWithin(it.db, 120, later(5));
  const total = Number((await it.db('tickets').whereNot('status', 'closed').count().first())?.['count']);
  expect(await findRecalculation(it.db)).toMatchObject({ reason: 'policy', total, left: total });
  expect(await workOffClocks(jobCtx(it.db, later(5)))).toEqual({ kept: total, failed: 0 });
  expect(await findRecalculation(it.db)).toBeUndefined();
  const [timer] = await it.db('sla_timers').where('ticket_id', id);
  expect(timer).toMatchObject({ breached_at: timer.due_at, next_step_at: null });
  const steps = await it.db('sla_steps').where('timer_id', timer.id).orderBy('step_id');
  expect(steps.map(({ step_id: step, missed }) => [step, missed])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect(await it.db('outbox').count()).toEqual(told);

  // More time again: the breach stays on record, and the steps of the new due time are still to come.
  await resolveWithin(it.db, 4320, later(5));
  await workOffClocks(jobCtx(it.db, later(5)));
  const [again] = await it.db('sla_timers').where('ticket_id', id);
  expect(again.breached_at).toEqual(timer.breached_at);
  expect(again.next_step_at.getTime()).toBe(again.due_at.getTime() - 3_600_000);
});

test('whoever acts on a ticket that still waits follows the new policy, silently too', async () => {
  const number = await aTicket(it.db, company);
  const id = await ticketId(it.db, number);
  await resolveWithin(it.db, 120, later(5));
  const ctx = await asPerson(it.db, company, 'tier1', later(5));
  await performAction(ctx, { number, action: 'note', version: 1, form: { remark: '已联系客户' } });
  expect(await it.db('sla_queue').where('ticket_id', id)).toEqual([]);
  const [timer] = await it.db('sla_timers').where('ticket_id', id);
  expect(timer).toMatchObject({ breached_at: timer.due_at, next_step_at: null });
});

test('a step that was just about to be done is still done', async () => {
  const number = await aTicket(it.db, company);
  const id = await ticketId(it.db, number);
  // 71 hours and a minute later the warning is due, and nobody has come by yet.
  await resolveWithin(it.db, 4320, later(71.02));
  await workOffClocks(jobCtx(it.db, later(71.02)));
  const [timer] = await it.db('sla_timers').where('ticket_id', id);
  expect(timer.next_step_at.getTime()).toBe(timer.due_at.getTime() - 3_600_000);
  expect(await it.db('sla_steps').where('timer_id', timer.id)).toEqual([]);
});

test('one that fails does not hold up the others; it is tried again, and set aside with its error', async () => {
  const id = await ticketId(it.db, await aTicket(it.db, company));
  await it.db.raw(`create function refuse_clock() returns trigger language plpgsql as
    $$ begin raise exception 'no clock for it'; end $$`);
  await it.db.raw(`create trigger refuse before insert or update on ticket_clocks for each row
    when (new.ticket_id = ${id}) execute function refuse_clock()`);
  await resolveWithin(it.db, 600);
  for (let attempt = 0; attempt < 5; attempt += 1) await workOffClocks(jobCtx(it.db, later(attempt)));
  expect(await it.db('sla_queue').select('ticket_id', 'attempts', 'last_error')).toEqual([
    { ticket_id: id, attempts: 5, last_error: expect.stringContaining('no clock for it') as string },
  ]);
  expect(await findWaitingClocks(it.db)).toMatchObject({ count: 1, failed: 1 });
  expect(await findRecalculation(it.db)).toBeUndefined();
  await it.db.raw('drop trigger refuse on ticket_clocks');
  await it.db.raw('drop function refuse_clock()');
});

test('people act, policies change and two processes follow, all at once: nobody waits in a circle', async () => {
  const processes = [connect(it.url), connect(it.url)];
  const numbers = await Promise.all(Array.from({ length: 20 }, () => aTicket(it.db, company)));
  let going = true;
  const workers = processes.map(async (db) => {
    while (going) await workOffClocks(jobCtx(db));
  });
  const people = numbers.map(async (number) => {
    const ctx = await asPerson(it.db, company, 'tier1');
    for (let version = 1; version <= 6; version += 1)
      await performAction(ctx, { number, action: 'note', version, form: { remark: '还在处理' } });
  });
  const makers = Array.from({ length: 3 }, async () => {
    for (let count = 0; count < 6; count += 1) await aTicket(it.db, company);
  });
  const administrator = async (): Promise<void> => {
    for (let hours = 1; hours <= 12; hours += 1)
      await resolveWithin(processes[0] ?? it.db, hours * 60 + 4000);
  };
  await Promise.all([...people, ...makers, administrator()]);
  going = false;
  await Promise.all(workers);
  await workOffClocks(jobCtx(it.db));
  expect(await findWaitingClocks(it.db)).toMatchObject({ count: 0 });
  expect(await it.db('ticket_clocks').whereNot('target_minutes', 4720)).toEqual([]);
  for (const id of await Promise.all(numbers.map((number) => ticketId(it.db, number))))
    expect(await differsFromScratch(it.db, id, new Date())).toEqual([]);
  await Promise.all(processes.map((db) => db.destroy()));
});
