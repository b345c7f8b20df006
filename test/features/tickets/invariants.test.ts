import { afterAll, beforeAll, expect, test } from 'vitest';
import { TICKET_ACTIONS } from '../../../src/domain/ticket/action-rule.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { randomWalk } from '../../support/random-walk.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

test(
  'whatever people do, ticket, path and log tell one story, and what is refused leaves no trace',
  { timeout: 90_000 },
  async () => {
    const { done, refused, problems } = await randomWalk({
      db: it.db,
      company,
      seed: 20_261_122,
      steps: 800,
    });
    expect(problems).toEqual([]);
    expect(await findBrokenInvariants(it.db)).toEqual([]);
    // The walk has been everywhere: each action done, each kind of refusal met.
    for (const action of ['create', ...TICKET_ACTIONS])
      expect([action, done[action] ?? 0]).toEqual([action, expect.toSatisfy((many: number) => many > 0)]);
    const kinds = [
      'NotFound',
      'Conflict',
      'Invalid',
      'closed',
      'no_permission',
      'not_holder',
      'wrong_status',
      'already_accepted',
      'duplicate',
    ];
    expect(Object.keys(refused)).toEqual(expect.arrayContaining(kinds));
  },
);
