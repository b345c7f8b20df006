import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import { projectRoot } from '../../../src/config.ts';
import { aField } from '../../support/answered-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, aTemplate, type Company } from '../../support/company.ts';
import { checkedImport, runImported, withFolder } from '../../support/import-files.ts';
import { asPerson } from '../../support/tickets.ts';

/** A column of longitudes west of Greenwich comes in as numbers, and leaves as numbers (spec 06). */

const REAL = path.resolve(projectRoot, '../shared/data/plotly_311_animals.csv');
const ROWS = 300;

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

/** The first rows of the real file where it is at hand, else some like them. */
function animals(): string {
  if (existsSync(REAL))
    return readFileSync(REAL, 'utf8')
      .split('\n', ROWS + 1)
      .join('\n');
  const rows = Array.from({ length: ROWS }, (_, at) => `${at},Neglected,-73.${String(88_182_509 + at)}`);
  return ['Unique Key,Descriptor,Longitude', ...rows].join('\n');
}

test('in the file and out of it', async () => {
  await aField(it.db, 'longitude', { type: 'number', validation: { min: -180, max: 180 } });
  const field = { key: 'longitude', type: 'number', label: '经度', required: false, width: 'half' } as const;
  const builtIn = ['customer_name', 'source', 'title', 'order_number', 'description'].map((key) => ({ key }));
  const { id: templateId } = await aTemplate(it.db, '动物模板', [...builtIn, field]);
  const category = await aCategory(it.db, '动物', { templateId });
  const columns = ['Unique Key', 'Descriptor', 'Longitude'];
  const targets = ['order_number', 'description', 'longitude'];
  const manager = await withFolder(await asPerson(it.db, company, 'manager'));
  const content = animals();
  const checked = await checkedImport(manager, {
    kind: 'tickets',
    name: 'animals.csv',
    content,
    mend: (plan) => ({
      ...plan,
      columns: plan.headings.map((heading) => targets[columns.indexOf(heading)] ?? null),
      constants: { category: String(category), source: 'other', customer_name: '市民', priority: 'normal' },
    }),
  });
  const done = await runImported(manager, checked);
  expect(done.counts).toMatchObject({ done: ROWS });

  await it.db('list_columns').insert({
    user_id: company.people.manager,
    view: 'all',
    columns: ['number', 'order_number', 'f.longitude'],
  });
  const client = it.client();
  await client.signIn('manager');
  const { body } = await client.download(`/tickets/export?view=all&import=${done.id}&format=xlsx`);
  const [sheet = {}] = Object.values(XLSX.read(body).Sheets);
  const rows = XLSX.utils.sheet_to_json<unknown[]>(sheet, { header: 1 }).slice(1);
  expect(rows).toHaveLength(ROWS);
  const longitudes = rows.map((row) => row[2]).filter((cell) => cell !== undefined && cell !== '');
  expect(new Set(longitudes.map((cell) => typeof cell))).toEqual(new Set(['number']));
  expect(longitudes.every((cell) => Number(cell) < 0)).toBe(true);
  // Each of them as it stands in the file.
  for (const cell of longitudes.slice(0, 50)) expect(content).toContain(String(cell));
});
