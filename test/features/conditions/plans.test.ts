import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../../seeds/demo/index.ts';
import { foldWords } from '../../../src/domain/conditions/fold-words.ts';
import type { Condition } from '../../../src/domain/conditions/language.ts';
import type { ConditionWorld } from '../../../src/domain/conditions/subject.ts';
import { findCatalogue } from '../../../src/features/conditions/catalogue.query.ts';
import { findSubjects } from '../../../src/features/conditions/subjects.query.ts';
import { whereConditions } from '../../../src/features/conditions/to-sql.ts';
import { findWorld } from '../../../src/features/conditions/world.query.ts';
import { aField } from '../../support/answered-tickets.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { multiplyTickets } from '../../support/multiply-tickets.ts';
import { type PlanNode, planOf, recordStatements, scansIn } from '../../support/statements.ts';

/** Conditions that few tickets meet are answered by an index (spec 10), on the size at which a scan would be felt. */

const NOW = new Date('2026-11-22T06:00:00Z');

let it: TestDatabase;
let planner: pg.Client;
let world: ConditionWorld;
let one: Record<string, string | number>;

beforeAll(async () => {
  it = await openTestDatabase();
  await seedDemo(it.db, { tickets: 400, now: NOW, zone: 'Asia/Shanghai' });
  await multiplyTickets(it.db, 50);
  world = await findWorld(it.db, NOW, 'Asia/Shanghai');
  planner = new pg.Client({ connectionString: it.url });
  await planner.connect();
  await planner.query('vacuum analyze tickets, customers');
  const [row] = (await it.db('tickets').whereNotNull('phone').orderBy('id').limit(1)) as [typeof one];
  one = row;
});
afterAll(async () => {
  await planner.end();
  await it.close();
});

const of = (field: string, operator: string, value: unknown): Condition =>
  ({ kind: 'test', field, operator, value }) as Condition;

async function plan(...conditions: Condition[]): Promise<PlanNode> {
  const query = it.db('tickets as t').select('t.id');
  whereConditions(query, { version: 1, root: { kind: 'all', of: conditions } }, world);
  const { sql, bindings } = query.toSQL().toNative();
  const found = await planOf(planner, { sql, bindings }, { run: true });
  if (!found) throw new Error(`no plan for ${sql}`);
  return found;
}

describe('what few tickets meet is found by an index', () => {
  test.each<[string, () => Condition[]]>([
    ['a phone', () => [of('phone', 'in', [one['phone']])]],
    ['the beginning of a phone', () => [of('phone', 'begins', [String(one['phone']).slice(0, 12)])]],
    ['the last hour', () => [of('created_at', 'within', 60)]],
    [
      'a day of changes',
      () => [of('updated_at', 'at_least', '2026-11-22'), of('updated_at', 'at_most', '2026-11-22')],
    ],
    ['words of the title', () => [of('title', 'contains', ['罕见的词', 'zebra'])]],
    ['an answer', () => [of('f.purchase_channel', 'in', ['never'])]],
    [
      'the pool of a group',
      () => [of('group', 'in', [one['group_id'] ?? 1]), of('created_at', 'within', 1440)],
    ],
    [
      'what also has to meet conditions without an index',
      () => [
        of('created_at', 'within', 60),
        of('customer_level', 'in', ['vip']),
        of('description', 'contains', ['退']),
        { kind: 'any', of: [of('urged_count', 'at_least', 1), of('tags', 'empty', null)] },
        { kind: 'none', of: [of('status', 'in', ['closed'])] },
      ],
    ],
  ])('%s', async (_, conditions) => {
    const found = await plan(...conditions());
    expect(scansIn(found).map((node) => `${node['Relation Name'] ?? ''}: ${node.Filter ?? ''}`)).toEqual([]);
  });
});

test('subjects, world and catalogue take as many statements for many as for few', async () => {
  const recorder = recordStatements(it.db);
  const ask = async (tickets: number): Promise<number> => {
    const ids = (await it.db('tickets').orderBy('id').limit(tickets).pluck('id')) as number[];
    const { statements } = await recorder.during(async () => {
      const subjects = await findSubjects(it.db, ids);
      expect(subjects.size).toBe(tickets);
      await findWorld(it.db, NOW, 'Asia/Shanghai');
      await findCatalogue(it.db, 'zh-CN');
    });
    return statements.length;
  };
  await aField(it.db, 'some_department', { type: 'department' });
  const few = await ask(1);
  for (let index = 0; index < 20; index += 1) await aField(it.db, `many_${index}`, { type: 'cascade' });
  expect(await ask(500)).toBe(few);
  recorder.stop();
});

test('the database folds every letter as memory does', async () => {
  const letters = Array.from({ length: 0x600 - 0x20 }, (_, index) => String.fromCodePoint(index + 0x20));
  const wide = Array.from({ length: 0xf0 }, (_, index) => String.fromCodePoint(index + 0xff00));
  const { rows } = (await it.db.raw(
    `select array(select fold_words(l) from unnest(?::text[]) with ordinality as u (l, at) order by at) as folded`,
    [[...letters, ...wide]],
  )) as { rows: { folded: string[] }[] };
  expect(rows[0]?.folded).toEqual([...letters, ...wide].map(foldWords));
});
