import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../../../src/context.ts';
import { beginBulkRun } from '../../../src/features/tickets/begin-bulk-run.ts';
import { findBulkRun } from '../../../src/features/tickets/bulk-runs.query.ts';
import { workOffBulkRun, workOffBulkRuns } from '../../../src/features/tickets/bulk-work-off.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { asPerson, aTicket, CLOSING, noFiles } from '../../support/tickets.ts';

/** What becomes of a bulk run when its process dies, several work at it, or its owner leaves. */

let it: TestApp;
let company: Company;
let ctx: Ctx;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  ctx = {
    db: it.db,
    now: () => new Date(),
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
    files: noFiles,
  };
});
afterAll(() => it.close());

async function aRun(count: number): Promise<{ run: number; numbers: string[] }> {
  const numbers: string[] = [];
  for (let index = 0; index < count; index += 1) numbers.push(await aTicket(it.db, company));
  const picks = await Promise.all(
    numbers.map(async (number) => ({ number, version: (await stateOf(it.db, number)).version })),
  );
  const run = await beginBulkRun(await asPerson(it.db, company, 'manager'), {
    action: 'close',
    picks,
    form: CLOSING,
    list: 'view=all',
    submissionKey: randomUUID(),
  });
  return { run, numbers };
}

const seenBy = async (person: 'manager', run: number): ReturnType<typeof findBulkRun> =>
  findBulkRun(await asPerson(it.db, company, person), run, 'close');

test('what a process that died has left is worked off by the job, once each', async () => {
  const { run, numbers } = await aRun(6);
  expect(await workOffBulkRun(ctx, run, 2)).toEqual({ done: 2, refused: 0, failed: 0 });
  expect(await seenBy('manager', run)).toMatchObject({ total: 6, done: 2, finished_at: null });
  expect(await workOffBulkRuns(ctx)).toEqual({ runs: 1, done: 4, refused: 0, failed: 0 });
  expect(await seenBy('manager', run)).toMatchObject({ done: 6, finished_at: expect.any(Date) as Date });
  expect(await workOffBulkRuns(ctx)).toEqual({ runs: 0, done: 0, refused: 0, failed: 0 });
  expect(await closesOf(numbers)).toEqual(numbers.map(() => 1));
});

test('several processes at once close each ticket once', async () => {
  const { run, numbers } = await aRun(8);
  const counts = await Promise.all([1, 2, 3].map(() => workOffBulkRun(ctx, run)));
  expect(counts.reduce((sum, each) => sum + each.done, 0)).toBe(8);
  expect(await seenBy('manager', run)).toMatchObject({ done: 8, refused: [] });
  expect(await closesOf(numbers)).toEqual(numbers.map(() => 1));
});

test('a connection killed between closing and counting leaves neither', async () => {
  const { run, numbers } = await aRun(3);
  // The item is marked last, in the ticket's own transaction: there the database takes the connection away.
  await it.db.raw(`
    create sequence kills;
    create function die_on_the_second() returns trigger language plpgsql as $$
    begin
      if new.state = 'done' and nextval('kills') = 2 then perform pg_terminate_backend(pg_backend_pid()); end if;
      return new;
    end $$;
    create trigger die before update on bulk_items for each row execute function die_on_the_second()`);
  const first = await workOffBulkRun(ctx, run).catch(() => null);
  const open = await openOf(numbers);
  const { done: closed } = await seenBy('manager', run);
  expect(closed + open).toBe(3);
  if (first === null) expect(closed).toBe(1);
  await it.db.raw('drop trigger die on bulk_items');
  await workOffBulkRuns(ctx);
  expect(await seenBy('manager', run)).toMatchObject({ done: 3, refused: [] });
  expect(await closesOf(numbers)).toEqual([1, 1, 1]);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('a ticket that fails for no known reason is tried three times, and does not stop the others', async () => {
  const { run, numbers } = await aRun(3);
  const [first = ''] = numbers;
  await it.db.raw(`
    create function fail_one() returns trigger language plpgsql as $$
    begin
      if new.number = '${first}' then raise exception 'broken on purpose'; end if;
      return new;
    end $$;
    create trigger fail before update on tickets for each row execute function fail_one()`);
  try {
    expect(await workOffBulkRun(ctx, run)).toEqual({ done: 2, refused: 1, failed: 3 });
  } finally {
    await it.db.raw('drop trigger fail on tickets');
  }
  const { refused, finished_at } = await seenBy('manager', run);
  expect(refused.map(({ number, code }) => [number, code])).toEqual([[first, 'failed']]);
  expect(finished_at).not.toBeNull();
});

test('whoever has lost the permission, or has left, closes nothing more', async () => {
  const { run, numbers } = await aRun(2);
  await it.db('users').where('id', company.people.manager).update({ active: false });
  try {
    expect(await workOffBulkRun(ctx, run)).toEqual({ done: 0, refused: 2, failed: 0 });
  } finally {
    await it.db('users').where('id', company.people.manager).update({ active: true });
  }
  expect((await seenBy('manager', run)).refused.map(({ code }) => code)).toEqual([
    'no_permission',
    'no_permission',
  ]);
  expect(await openOf(numbers)).toBe(2);
});

test('more than are closed at once: the answer comes, progress is shown, the rest follows', async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 30; index += 1) numbers.push(await aTicket(it.db, company));
  const picks = await Promise.all(
    numbers.map(async (number) => `${number}:${(await stateOf(it.db, number)).version}`),
  );
  const manager = it.client();
  await manager.signIn('manager');
  const on = `/tickets/bulk/close?pick=${encodeURIComponent(picks.join(','))}`;
  const hidden = ['submission_key', 'from', 'pick'];
  const answer = await manager.submit('/tickets/bulk/close', CLOSING, { on, hidden });
  expect(answer.status).toBe(303);
  const path = answer.location ?? '';
  await expect
    .poll(async () => (await manager.get(path, { 'hx-request': 'true' })).text)
    .toContain('已关闭 30 张');
  expect((await manager.get(path)).page.querySelector('[hx-trigger]')).toBeNull();
});

test('progress is told while a run goes on', async () => {
  const { run } = await aRun(3);
  await workOffBulkRun(ctx, run, 1);
  const manager = it.client();
  await manager.signIn('manager');
  const { page } = await manager.get(`/tickets/bulk/close/${run}`);
  expect(page.querySelector('label')?.text).toBe('正在关闭：已处理 1 / 3 张');
  expect(page.querySelector('progress')?.getAttribute('value')).toBe('1');
  expect(page.querySelector('[hx-trigger]')?.getAttribute('hx-get')).toBe(`/tickets/bulk/close/${run}`);
  await workOffBulkRun(ctx, run);
});

async function closesOf(numbers: readonly string[]): Promise<number[]> {
  const counts: number[] = [];
  for (const number of numbers) {
    const { id } = await stateOf(it.db, number);
    counts.push((await it.db('ticket_events').where({ ticket_id: id, action: 'close' })).length);
  }
  return counts;
}

async function openOf(numbers: readonly string[]): Promise<number> {
  return (
    await it
      .db('tickets')
      .whereIn('number', [...numbers])
      .whereNot('status', 'closed')
  ).length;
}
