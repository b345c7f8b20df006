import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { injectFaults, USE_CASES } from '../../support/inject-faults.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';

/** The connection breaks between any two statements of an action: all of it is there afterwards, or nothing. */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

test('whatever statement is the last, an action is there wholly or not at all', async () => {
  const { statements, all, nothing, problems } = await injectFaults({ ...it, company, isThorough: false });
  expect(problems).toEqual([]);
  expect(Object.keys(statements)).toEqual([...USE_CASES]);
  // Both ways out were met: every action was broken before its commit, and behind it.
  expect(nothing).toBeGreaterThan(5 * USE_CASES.length);
  expect(all).toBeGreaterThanOrEqual(2 * USE_CASES.length);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});
