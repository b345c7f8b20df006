import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemo } from '../../seeds/demo/index.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';

/** The tickets of the demonstration are loaded in bulk, and have lived like those that people made. */

let it: TestDatabase;

beforeAll(async () => {
  it = await openTestDatabase();
  await seedDemo(it.db, { tickets: 1000, now: new Date(), zone: 'Asia/Shanghai' });
});
afterAll(() => it.close());

test('ticket, path and log tell one story', async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});
