import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  aChecked,
  aLine,
  anImport,
  type ImportBench,
  openImportBench,
  rowsOf,
  stateOfImport,
} from '../../support/imports.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { aTicket } from '../../support/tickets.ts';

/** From a checked sheet to tickets (spec 06, "Check" and "Run"). */

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

describe('a sheet', () => {
  test('becomes tickets that wait in the pool of their group, each with its log entry', async () => {
    const manager = await bench.as('manager');
    const sheet = [aLine(), aLine({ category: '售后/订单问题/咨询' }), aLine({ phone: '138****0000' })];
    const id = await anImport(manager, sheet);
    const { state, counts, rows_done: done, rows_total: total } = await stateOfImport(it.db, id);
    expect({ state, counts, done, total }).toEqual({
      state: 'done',
      counts: { done: 3, new_customers: 2 },
      done: 3,
      total: 3,
    });
    const tickets = (await it.db('tickets').where('import_id', id).orderBy('id')) as Record<
      string,
      unknown
    >[];
    expect(tickets.map(({ customer_name: name, description }) => [name, description])).toEqual(
      sheet.map(({ name, text }) => [name, text]),
    );
    for (const ticket of tickets) {
      expect(ticket).toMatchObject({
        status: 'new',
        group_id: company.groups.afterSales,
        assignee_id: null,
        creator_id: company.people.manager,
        source_key: 'phone',
        version: 1,
        imported_version: 1,
      });
    }
    const entries = await it.db('ticket_events').whereIn(
      'ticket_id',
      tickets.map((each) => each['id'] as number),
    );
    expect(entries.map(({ data }: { data: unknown }) => data)).toEqual(
      [2, 3, 4].map((row) => ({ importId: id, file: '投诉.csv', row, routedBy: 'default' })),
    );
    expect((await rowsOf(it.db, id)).map((row) => [row.state, row.ticket_id])).toEqual(
      tickets.map((ticket) => ['done', ticket['id']]),
    );
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  });
});

describe('duplicates', () => {
  test('are told by the check: open cases, the same row, the same case, what was imported before', async () => {
    const manager = await bench.as('manager');
    const open = await aTicket(it.db, company, { phone: '13600000001' });
    const imported = aLine();
    await anImport(manager, [imported]);
    await it.db('tickets').where('number', open).first();
    const same = aLine();
    const sheet = [
      aLine({ phone: '13600000001' }),
      same,
      same,
      aLine({ phone: same.phone }),
      imported,
      aLine({ phone: same.phone, category: '售后/订单问题/咨询' }),
    ];
    const id = await aChecked(manager, sheet);
    const rows = await rowsOf(it.db, id);
    expect(rows.map(({ state, problems }) => [state, problems[0]?.code, problems[0]?.params])).toEqual([
      ['duplicate', 'import:duplicate_ticket', { number: open }],
      ['ready', undefined, undefined],
      ['duplicate', 'import:duplicate_row', { row: 3 }],
      ['duplicate', 'import:duplicate_case', { row: 3 }],
      ['duplicate', 'import:imported_before', { number: expect.stringMatching(/^GD/) as string }],
      ['ready', undefined, undefined],
    ]);
    expect((await stateOfImport(it.db, id)).counts).toEqual({ ready: 2, duplicate: 4, new_customers: 1 });
  });

  test('are appended when that was chosen: to what was there, and to what the import has made', async () => {
    const manager = await bench.as('manager');
    const open = await aTicket(it.db, company, { phone: '13600000002' });
    const first = aLine();
    const again = [aLine({ phone: first.phone }), aLine({ phone: first.phone })];
    const id = await anImport(
      manager,
      [aLine({ phone: '13600000002', text: '还没收到' }), first, ...again],
      'append',
    );
    expect((await rowsOf(it.db, id)).map(({ state, problems }) => [state, problems[0]?.code])).toEqual([
      ['appended', 'import:appended'],
      ['done', undefined],
      ['appended', 'import:appended'],
      ['appended', 'import:appended'],
    ]);
    expect((await stateOfImport(it.db, id)).counts).toEqual({ done: 1, appended: 3, new_customers: 1 });
    const there = (await it.db('tickets').where('number', open).first()) as Record<string, unknown>;
    expect(there).toMatchObject({ appended_count: 1, import_id: null });
    const made = (await it.db('tickets').where('import_id', id).first()) as Record<string, unknown>;
    // What an import adds to its own ticket is no touch of somebody else's.
    expect(made).toMatchObject({ appended_count: 2, version: 3, imported_version: 3 });
    // Whoever has it in hand hears of all of it at once.
    const told = it.db('outbox').where('recipient_id', company.people.tier1);
    expect(await told.select('kind', 'body')).toEqual([
      { kind: 'import_in_hand', body: '主管 的导入给你的 1 张工单追加了内容' },
    ]);
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  });
});
