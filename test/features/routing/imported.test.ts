import { afterAll, beforeAll, expect, test } from 'vitest';
import { assignArrived } from '../../../src/features/routing/assign-arrived.ts';
import { undoImport } from '../../../src/features/imports/undo-import.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { aLine, anImport, type ImportBench, openImportBench, stateOfImport } from '../../support/imports.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { aRule, aTeam, loadsOf, when, withoutRules } from '../../support/routing.ts';
import { recordStatements } from '../../support/statements.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { aTicket } from '../../support/tickets.ts';

/** Tickets of a spreadsheet find their handlers like any other (spec 04, 06), a whole batch at a time. */

let it: TestDatabase;
let company: Company;
let bench: ImportBench;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  bench = await openImportBench(it.db, company);
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await bench.close();
  await it.close();
});

test('by rules and in turn; whoever got some is told how many, and the import can still be undone', async () => {
  const refunds = await aTeam(it.db, 3, { strategy: 'round_robin' });
  const others = await aTeam(it.db, 2, { strategy: 'least_open' });
  await aRule(it.db, {
    name: '退款',
    condition: when('category', company.categories.refund),
    group_id: refunds.id,
  });
  const manager = await bench.as('manager');
  const sheet = Array.from({ length: 24 }, (_, at) =>
    aLine(at % 2 === 0 ? {} : { category: '售后/订单问题/咨询' }),
  );
  const id = await anImport(manager, sheet);
  expect(await stateOfImport(it.db, id)).toMatchObject({ state: 'done', counts: { done: 24 } });
  expect(await loadsOf(it.db, refunds)).toEqual([4, 4, 4]);
  expect(await loadsOf(it.db, others)).toEqual([6, 6]);
  const told = (await it
    .db('outbox')
    .whereNot('kind', 'import_done')
    .orderBy('recipient_id')
    .pluck('kind')) as string[];
  expect(told).toEqual([
    'import_in_hand',
    'import_in_hand',
    'import_in_hand',
    'import_in_hand',
    'import_in_hand',
  ]);
  expect(await it.db('ticket_events').where('action', 'assign')).toHaveLength(24);
  await undoImport(await bench.as('admin'), id);
  expect(await it.db('tickets').where('import_id', id)).toEqual([]);
  await withoutRules(it.db, company);
});

test('many take as many statements as one', async () => {
  await aTeam(it.db, 3, { strategy: 'round_robin' });
  await it.db('groups').update({ strategy: 'pool' });
  const numbers: string[] = [];
  for (let index = 0; index < 12; index += 1) numbers.push(await aTicket(it.db, company, { by: 'review' }));
  await it.db('groups').update({ strategy: 'round_robin' });
  const ids = await Promise.all(numbers.map((number) => ticketId(it.db, number)));
  const recorder = recordStatements(it.db);
  const count = async (some: readonly number[]): Promise<number> => {
    const arrivals = some.map((one) => ({ ticketId: one, route: null }));
    const { statements } = await recorder.during(() =>
      it.db.transaction((trx) => assignArrived(jobCtx(it.db), trx, arrivals, { quiet: true })),
    );
    return statements.length;
  };
  const [one, many] = [await count(ids.slice(0, 1)), await count(ids.slice(1))];
  recorder.stop();
  expect(many).toBe(one);
  expect(one).toBeLessThanOrEqual(22);
});
