import { afterAll, beforeAll, expect, test } from 'vitest';
import { undoImport } from '../../../src/features/imports/undo-import.ts';
import { anAutomation, automate, withoutAutomations } from '../../support/automations.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { aLine, anImport, type ImportBench, openImportBench } from '../../support/imports.ts';
import { jobCtx } from '../../support/messages.ts';
import { recordStatements } from '../../support/statements.ts';
import { workOffAutomations } from '../../../src/features/automation/work-off-automations.ts';

/** Imports bring many tickets at once (spec 06). */

let it: TestDatabase;
let company: Company;
let bench: ImportBench;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  bench = await openImportBench(it.db, company);
  await withoutAutomations(it.db);
  await anAutomation(it.db, {
    events: ['create'],
    when: [{ kind: 'test', field: 'description', operator: 'contains', value: ['冒烟'] }],
    actions: [
      { kind: 'set_priority', priority: 'urgent' },
      { kind: 'notify', to: [{ kind: 'group' }], text: '{number}' },
    ],
  });
});
afterAll(async () => {
  await bench.close();
  await it.close();
});

test('what an import brings is acted on, nobody is told one by one, and it can still be taken back', async () => {
  const id = await anImport(await bench.as('manager'), [aLine({ text: '充电器冒烟' }), aLine()]);
  expect(await automate(it.db)).toMatchObject({ looked: 2, acted: 1 });
  const priorities = await it.db('tickets').where('import_id', id).orderBy('id').pluck('priority');
  expect(priorities[0]).toBe('urgent');
  expect(priorities[1]).not.toBe('urgent');
  expect(await it.db('automation_runs').select('results')).toEqual([
    {
      results: [
        { kind: 'set_priority', outcome: 'done' },
        { kind: 'notify', outcome: 'nothing', code: 'imported' },
      ],
    },
  ]);
  expect(await it.db('outbox').where('kind', 'automation')).toEqual([]);
  expect(await undoImport(await bench.as('admin'), id)).toMatchObject({ tickets: 2 });
});

test('many of which no automation wants to know cost as many statements as a few', async () => {
  const recorder = recordStatements(it.db);
  const cost = async (count: number): Promise<number> => {
    await anImport(
      await bench.as('manager'),
      Array.from({ length: count }, () => aLine()),
    );
    const { result, statements } = await recorder.during(() => workOffAutomations(jobCtx(it.db)));
    expect(result).toMatchObject({ looked: count, acted: 0 });
    return statements.length;
  };
  const few = await cost(2);
  expect(await cost(60)).toBe(few);
  recorder.stop();
});
