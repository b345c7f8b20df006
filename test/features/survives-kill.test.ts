import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { surviveImportKills } from '../soak/import-kill.ts';
import { surviveKills } from '../soak/kill.ts';
import { aCompany, type Company } from '../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { act, aTicket } from '../support/tickets.ts';

/** The short form of `npm run soak -- kill`: one kill of each kind of process, under load. */
test('kill -9 of the application and of its database loses nothing that was acknowledged', async () => {
  const report = await surviveKills({ victims: ['postmaster', 'app'], underLoad: 25 });
  expect(report.lost).toEqual([]);
  expect(report.rounds.map(({ victim }) => victim)).toEqual(['postmaster', 'app']);
  expect(report.acknowledged).toBeGreaterThan(50);
  expect(report.tickets).toBeGreaterThan(4);
});

/** The short form of `npm run soak -- import-kill`. */
test('kill -9 during an import makes no ticket twice and loses none', async () => {
  const report = await surviveImportKills({ kills: 2 });
  expect(report.lost).toEqual([]);
  expect(report.kills).toBe(2);
});

/** A proof that can't fail proves nothing: each of these is damage that it must see. */
describe('what the proof looks for', () => {
  let it: TestDatabase;
  let company: Company;
  let number: string;
  beforeAll(async () => {
    it = await openTestDatabase();
    company = await aCompany(it.db);
    number = await aTicket(it.db, company);
    await act(it.db, company, 'tier1', number, 'note', { remark: '已联系仓库' });
    await act(it.db, company, 'tier1', number, 'escalate');
    // The database refuses all of this by itself; for the proof its guards have to step aside.
    for (const table of ['tickets', 'assignments', 'ticket_events']) {
      await it.db.raw('alter table ?? disable trigger user', [table]);
    }
  });
  afterAll(() => it.close());

  test('nothing is broken in a ticket that went by the rules', async () => {
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  });

  test.each([
    ['a log entry is gone', `delete from ticket_events where seq = 2`],
    ['the log begins otherwise', `update ticket_events set action = 'note' where seq = 1`],
    ['a log entry leads elsewhere', `update ticket_events set to_status = 'waiting' where seq = 2`],
    ['the ticket is elsewhere than its log', `update tickets set status = 'in_progress'`],
    ['the ticket changed behind its log', `update tickets set updated_at = updated_at + interval '1 second'`],
    ['no hop is open', `update assignments set left_at = now(), left_action = 'close' where left_at is null`],
    ['the open hop is elsewhere', `update assignments set group_id = 1 where position = 2`],
    ['a hop is gone', `delete from assignments where position = 2`],
    [
      'time is missing',
      `update assignments set arrived_at = arrived_at + interval '1 second' where position = 2`,
    ],
    ['a hop ended otherwise', `update assignments set left_action = 'return' where position = 1`],
  ])('%s', async (_what, damage) => {
    const trx = await it.db.transaction();
    try {
      await trx.raw(damage);
      const found = await findBrokenInvariants(trx);
      expect(found.length).toBeGreaterThan(0);
      expect(found.join()).toContain(number);
    } finally {
      await trx.rollback();
    }
  });
});
