import fc from 'fast-check';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalogue } from '../../../src/domain/conditions/catalogue.ts';
import { evaluateConditions } from '../../../src/domain/conditions/evaluate.ts';
import type { Conditions } from '../../../src/domain/conditions/language.ts';
import { readConditions } from '../../../src/domain/conditions/read-conditions.ts';
import type { ConditionSubject, ConditionWorld } from '../../../src/domain/conditions/subject.ts';
import { findCatalogue } from '../../../src/features/conditions/catalogue.query.ts';
import { findSubjects } from '../../../src/features/conditions/subjects.query.ts';
import { whereConditions } from '../../../src/features/conditions/to-sql.ts';
import { findWorld } from '../../../src/features/conditions/world.query.ts';
import { withListFields } from '../../support/answered-tickets.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { conditionsOver, type Found, testOf } from '../../support/random-conditions.ts';
import { undone } from '../../support/raw-tickets.ts';
import { insertVariedTickets, VARIED_NOW, withPlaces } from '../../support/varied-tickets.ts';

/** Conditions are judged twice, in memory and by the database (spec 04); these hold the two together. */

const TICKETS = 60;
/** The same each time: those that hold for nobody would prove little. */
const SAMPLES = { numRuns: 16, seed: 4 };
const ZONE = 'Asia/Shanghai';

let it: TestDatabase;
let company: Company;
let places: Awaited<ReturnType<typeof withPlaces>>;
let catalogue: Catalogue;
let world: ConditionWorld;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  await withListFields(it.db);
  places = await withPlaces(it.db);
  await neverOpen(it.db, company.groups.review);
  catalogue = await findCatalogue(it.db, 'zh-CN');
  world = await findWorld(it.db, VARIED_NOW, ZONE);
});
afterAll(() => it.close());

async function neverOpen(db: Knex, groupId: number): Promise<void> {
  const [calendar] = (await db('calendars')
    .insert({ name: '从不', zone: ZONE, week: JSON.stringify([[], [], [], [], [], [], []]) })
    .returning('id')) as { id: number }[];
  await db('groups').where('id', groupId).update({ calendar_id: calendar!.id });
}

interface Stage {
  readonly trx: Knex.Transaction;
  readonly subjects: ReadonlyMap<number, ConditionSubject>;
}

async function withTickets(seed: number, work: (stage: Stage) => Promise<void>): Promise<void> {
  await undone(it.db, async (trx) => {
    const ids = await insertVariedTickets(trx, company, places, { count: TICKETS, seed });
    await work({ trx, subjects: await findSubjects(trx, ids) });
  });
}

function readOf(raw: unknown): Conditions {
  const reading = readConditions(raw, catalogue, keptOf(raw));
  if (!reading.ok) throw new Error(JSON.stringify({ raw, problems: reading.problems }));
  return reading.conditions;
}

/** As if they had stood there before: what is out of use may be named. */
function keptOf(raw: unknown): Conditions {
  return raw as Conditions;
}

/** What the tickets have of an attribute; where its property has another name, nothing is known. */
function foundIn({ subjects }: Stage): Found {
  const all: Record<string, unknown>[] = [...subjects.values()].map((each) => ({
    ...each,
    ...Object.fromEntries(Object.entries(each.values).map(([name, value]) => [`f.${name}`, value])),
  }));
  return ({ key }) => {
    const property = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return all.flatMap((each) => each[key] ?? each[property] ?? []);
  };
}

/** The tickets that meet the conditions, asked both ways: expected to be the same. Answers how many. */
async function agreed(conditions: Conditions, { trx, subjects }: Stage): Promise<number> {
  const query = trx('tickets as t').orderBy('t.id');
  whereConditions(query, conditions, world);
  const inSql = (await query.pluck('t.id')) as number[];
  const inMemory = [...subjects].filter(([, subject]) => evaluateConditions(conditions, subject, world));
  expect(inSql, JSON.stringify(conditions)).toEqual(inMemory.map(([id]) => id).sort((a, b) => a - b));
  return inSql.length;
}

describe('whereConditions and evaluateConditions agree', () => {
  test('in every test of every attribute, which holds for some and not for others', async () => {
    const oneSided: string[] = [];
    let pairs = 0;
    await withTickets(1, async (stage) => {
      for (const attribute of catalogue.attributes) {
        for (const operator of attribute.operators) {
          let [held, failed] = [0, 0];
          for (const member of fc.sample(testOf(attribute, operator, foundIn(stage)), SAMPLES)) {
            const count = await agreed(readOf({ version: 1, root: { kind: 'all', of: [member] } }), stage);
            held += count;
            failed += TICKETS - count;
          }
          pairs += held + failed;
          if (held === 0 || failed === 0) oneSided.push(`${attribute.key} ${operator}: ${held}/${failed}`);
        }
      }
    });
    expect(oneSided).toEqual([]);
    expect(pairs).toBeGreaterThan(100_000);
  });

  test('in trees of them', async () => {
    const seen = { yes: 0, no: 0 };
    await withTickets(2, async (stage) => {
      await fc.assert(
        fc.asyncProperty(conditionsOver(catalogue, foundIn(stage)), async (raw) => {
          const count = await agreed(readOf(raw), stage);
          seen.yes += count;
          seen.no += TICKETS - count;
        }),
        { numRuns: 300 },
      );
    });
    expect(seen.yes + seen.no).toBeGreaterThanOrEqual(5000);
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(2000);
  });
});
