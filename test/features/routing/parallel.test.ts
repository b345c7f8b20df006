import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../src/db/connection.ts';
import { workOffWaits } from '../../../src/features/routing/work-off-waits.ts';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx } from '../../support/messages.ts';
import { aTeam, loadsOf, whereIs } from '../../support/routing.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { aPhone, asPerson, aTicket } from '../../support/tickets.ts';

/**
 * Many at the same time, over the connections of two processes (spec 04): turns stay fair, nobody gets too much, nothing
 * is given twice. `npm run soak -- assign` does the same with real processes, one of which is killed.
 */

let it: TestDatabase;
let company: Company;
let processes: readonly Knex[];

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  processes = [connect(it.url), connect(it.url)];
});
afterAll(async () => {
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  await Promise.all(processes.map((db) => db.destroy()));
  await it.close();
});

/** So many tickets by ten clients at each process. */
async function createMany(count: number): Promise<void> {
  let left = count;
  const client = async (db: Knex): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await aTicket(db, company, { by: 'review' });
    }
  };
  await Promise.all(processes.flatMap((db) => Array.from({ length: 10 }, () => client(db))));
}

test('210 tickets in turn among seven: thirty each', async () => {
  const team = await aTeam(it.db, 7, { strategy: 'round_robin' });
  await createMany(210);
  expect(await loadsOf(it.db, team)).toEqual(team.members.map(() => 30));
  const { rows } = (await it.db.raw(
    `select count(*)::int as given, count(distinct ticket_id)::int as tickets from ticket_events where action = 'assign'`,
  )) as { rows: [{ given: number; tickets: number }] };
  expect(rows[0]).toEqual({ given: 210, tickets: 210 });
});

test('by load: the loads differ by at most one, and nobody has more than they can take', async () => {
  const team = await aTeam(it.db, 5, { strategy: 'least_open' });
  await createMany(43);
  const loads = await loadsOf(it.db, team);
  expect(loads.reduce((sum, load) => sum + load, 0)).toBe(43);
  expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  await it.db('users').whereIn('id', team.members).update({ capacity: 10 });
  await createMany(20);
  expect(await loadsOf(it.db, team)).toEqual([10, 10, 10, 10, 10]);
  expect(await it.db('assignment_waits').where('group_id', team.id)).toHaveLength(13);
});

test('what waits is given out once by two processes at the same time', async () => {
  const team = await aTeam(it.db, 4, { strategy: 'round_robin' });
  await it.db('duty').whereIn('user_id', team.members).update({ state: 'away' });
  await createMany(40);
  expect(await loadsOf(it.db, team)).toEqual([0, 0, 0, 0]);
  await it.db('duty').whereIn('user_id', team.members).update({ state: 'on_duty' });
  const runs = await Promise.all(processes.map((db) => workOffWaits(jobCtx(db))));
  expect(runs.reduce((sum, { given }) => sum + given, 0)).toBe(40);
  expect(runs.map(({ failed }) => failed)).toEqual([0, 0]);
  expect(await loadsOf(it.db, team)).toEqual([10, 10, 10, 10]);
});

test('what was not committed has taken nobody their turn', async () => {
  const team = await aTeam(it.db, 2, { strategy: 'round_robin' });
  const [a, b] = team.members;
  const ctx = await asPerson(it.db, company, 'review');
  const fails = async (): Promise<void> => {
    await it.db.transaction(async (trx) => {
      const form = {
        customer_name: '顾女士',
        description: '退货',
        source: 'phone',
        priority: 'normal',
        phone: aPhone(),
      };
      const asked = { templateVersionId: null, form, closing: null, submissionKey: null };
      await createTicket({ ...ctx, db: trx }, { ...asked, categoryId: company.categories.refund });
      throw new Error('rolled back');
    });
  };
  await expect(fails()).rejects.toThrow('rolled back');
  const numbers = [
    await aTicket(it.db, company, { by: 'review' }),
    await aTicket(it.db, company, { by: 'review' }),
  ];
  const holders = await Promise.all(
    numbers.map(async (number) => (await whereIs(it.db, number)).assignee_id),
  );
  expect(holders).toEqual([a, b]);
});
