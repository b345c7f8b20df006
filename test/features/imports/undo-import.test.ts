import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelImport } from '../../../src/features/imports/cancel-import.ts';
import { startRun } from '../../../src/features/imports/start-run.ts';
import { undoImport } from '../../../src/features/imports/undo-import.ts';
import { workOffImports } from '../../../src/features/imports/work-off-imports.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  aChecked,
  aLine,
  anImport,
  beRun,
  type ImportBench,
  openImportBench,
  rowsOf,
  stateOfImport,
} from '../../support/imports.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** An import is cancelled, begun twice, worked on by two processes, or taken back (spec 06). */

let it: TestDatabase;
let company: Company;
let bench: ImportBench;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  bench = await openImportBench(it.db, company);
});
afterAll(async () => {
  await bench.close();
  await it.close();
});

const numbersOf = (id: number): Promise<string[]> =>
  it.db('tickets').where('import_id', id).orderBy('id').pluck('number') as Promise<string[]>;

test('undone, nothing of it is left but its own record, and the same rows can be imported again', async () => {
  const [manager, admin] = [await bench.as('manager'), await bench.as('admin')];
  const sheet = [aLine(), aLine()];
  const id = await anImport(manager, [...sheet, aLine({ phone: sheet[0]?.phone ?? '' })], 'append');
  await expect(undoImport(manager, id)).rejects.toMatchObject({ code: 'no_permission' });
  expect(await undoImport(admin, id)).toEqual({ tickets: 2, customers: 2 });
  expect(await numbersOf(id)).toEqual([]);
  expect((await stateOfImport(it.db, id)).state).toBe('undone');
  expect((await rowsOf(it.db, id)).map((row) => row.ticket_id)).toEqual([null, null, null]);
  expect(await it.db('audit_log').where('action', 'import_undone').first()).toMatchObject({
    actor_id: company.people.admin,
    changes: { count: 2, customers: 2 },
  });
  await expect(undoImport(admin, id)).rejects.toMatchObject({ code: 'import_state' });
  const again = await anImport(manager, sheet);
  expect((await stateOfImport(it.db, again)).counts).toEqual({ done: 2, new_customers: 2 });
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('what somebody has touched stays, and all the others with it', async () => {
  const id = await anImport(await bench.as('manager'), [aLine(), aLine()]);
  const [number = ''] = await numbersOf(id);
  await act(it.db, company, 'aftersales', number, 'accept');
  await expect(undoImport(await bench.as('admin'), id)).rejects.toMatchObject({
    code: 'import_touched',
    details: { count: 1, numbers: number },
  });
  expect(await numbersOf(id)).toHaveLength(2);
});

test('cancelled before any row was written, it makes nothing any more', async () => {
  const manager = await bench.as('manager');
  const id = await aChecked(manager, [aLine(), aLine()]);
  await beRun(manager, id);
  await cancelImport(manager, id);
  await workOffImports(manager);
  expect(await numbersOf(id)).toEqual([]);
  expect(await stateOfImport(it.db, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
});

test('cancelled while its rows are written, what is made stays made and the rest is told', async () => {
  const manager = await bench.as('manager');
  const rows = 330;
  const id = await aChecked(
    manager,
    Array.from({ length: rows }, () => aLine()),
  );
  await beRun(manager, id);
  const working = workOffImports(manager);
  for (let done = 0; done === 0;) done = (await stateOfImport(it.db, id)).rows_done;
  await cancelImport(manager, id);
  const made = await numbersOf(id);
  await working;
  expect(await numbersOf(id)).toEqual(made);
  expect(made.length).toBeLessThan(rows);
  expect(await stateOfImport(it.db, id)).toMatchObject({
    state: 'cancelled',
    counts: { done: made.length, cancelled: rows - made.length },
  });
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('agents who take the same calls meanwhile: one unfinished ticket each, whoever was first', async () => {
  const manager = await bench.as('manager');
  const sheet = Array.from({ length: 40 }, () => aLine());
  const id = await aChecked(manager, sheet);
  await beRun(manager, id);
  const agents = Promise.allSettled(sheet.map(({ phone }) => aTicket(it.db, company, { phone })));
  await workOffImports(manager);
  const byHand = (await agents).filter(({ status }) => status === 'fulfilled').length;
  const phones = sheet.map(({ phone }) => `+86${phone}`);
  const unfinished = (await it
    .db('tickets')
    .whereIn('phone', phones)
    .groupBy('phone')
    .select('phone')
    .count('* as count')) as { phone: string; count: number }[];
  expect(unfinished.map(({ count }) => count)).toEqual(sheet.map(() => 1));
  const { state, counts } = await stateOfImport(it.db, id);
  expect([state, (counts['done'] ?? 0) + byHand]).toEqual(['done', sheet.length]);
  expect((await numbersOf(id)).length).toBe(counts['done'] ?? 0);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('begun twice at once and worked on by two processes, it makes each ticket once', async () => {
  const manager = await bench.as('manager');
  const id = await aChecked(manager, [aLine(), aLine(), aLine()]);
  const { version } = await stateOfImport(it.db, id);
  const begun = await Promise.allSettled(
    [1, 2].map(() => startRun(manager, { id, version, duplicates: 'skip' })),
  );
  expect(begun.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await Promise.all([workOffImports(manager), workOffImports(manager)]);
  expect(await numbersOf(id)).toHaveLength(3);
  expect(await stateOfImport(it.db, id)).toMatchObject({ state: 'done', rows_done: 3 });
  const told = (await it.db('outbox').where('link', `/imports/${id}`)) as { recipient_id: number }[];
  expect(told.map((row) => row.recipient_id)).toEqual([company.people.manager]);
  expect(
    await it.db('outbox').where({ kind: 'import_pooled' }).whereLike('link', `%import=${id}`),
  ).toHaveLength(2);
});

test('who may no longer import stops it', async () => {
  const manager = await bench.as('manager');
  const id = await aChecked(manager, [aLine()]);
  await beRun(manager, id);
  await it.db('users').where('id', company.people.manager).update({ active: false });
  await workOffImports(manager);
  await it.db('users').where('id', company.people.manager).update({ active: true });
  expect(await stateOfImport(it.db, id)).toMatchObject({
    state: 'failed',
    failure: { code: 'import:no_permission' },
    counts: { cancelled: 1 },
  });
});
