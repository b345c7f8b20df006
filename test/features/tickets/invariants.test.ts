import { afterAll, beforeAll, expect, test } from 'vitest';
import { TICKET_ACTIONS } from '../../../src/domain/ticket/action-rule.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { randomWalk } from '../../support/random-walk.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aTicket } from '../../support/tickets.ts';

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

test('whatever people do, ticket, path and log tell one story', async () => {
  const { done, refused, problems } = await randomWalk({ db: it.db, company, seed: 20_261_122, steps: 600 });
  expect(problems).toEqual([]);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  // The walk has been everywhere: each action was done, and the usual refusals were met.
  expect(Object.keys(done).sort()).toEqual(['create', ...TICKET_ACTIONS].sort());
  expect(Object.keys(refused)).toEqual(expect.arrayContaining(REFUSALS));
});

const REFUSALS = [
  'NotFound',
  'Conflict',
  'Invalid',
  'duplicate',
  'closed',
  'no_permission',
  'not_holder',
  'not_in_group',
  'not_accepted_yet',
  'wrong_status',
  'already_yours',
  'already_accepted',
  'nowhere_to_return',
  'urged_too_soon',
  'unfinished_exists',
  'no_previous_handler',
  'no_reopen',
];

test('the check of the invariants finds what is broken', async () => {
  const number = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', number, 'escalate');
  expect(await findBrokenInvariants(it.db)).toEqual([]);
  const spoilt = async (statement: string): Promise<string[]> => {
    const before = await findBrokenInvariants(it.db);
    const found = await it.db
      .transaction(async (trx) => {
        // The database would refuse it, too: see database-promises.test.ts.
        await trx.raw('alter table tickets disable trigger user');
        await trx.raw(statement, [number]);
        throw new Found(await findBrokenInvariants(trx));
      })
      .catch((error: unknown) => {
        if (error instanceof Found) return error.sentences;
        throw error;
      });
    return found
      .filter((sentence) => !before.includes(sentence))
      .map((sentence) => sentence.split(': ').at(-1) ?? '');
  };
  const ofTicket = 'ticket_id = (select id from tickets where number = ?)';
  expect(await spoilt(`update tickets set status = 'waiting' where number = ?`)).toEqual([
    'the log ends in its status',
  ]);
  expect(await spoilt('update tickets set returned_count = 1 where number = ?')).toEqual(['returned count']);
  expect(await spoilt('update tickets set last_urged_at = now() where number = ?')).toEqual([
    'it was last urged at its last urge',
  ]);
  expect(
    await spoilt(`update tickets set status_since = status_since + interval '1 s' where number = ?`),
  ).toEqual(['it has its status since it last changed']);
  expect(await spoilt(`update outbox set recipient_id = actor_id where ${ofTicket}`)).toContainEqual(
    expect.stringMatching(/^the message pooled to \d+ is not to who caused it$/),
  );
  expect(await spoilt(`update outbox set created_at = now() where ${ofTicket}`)).toContainEqual(
    expect.stringMatching(/^the message pooled to \d+ has an entry that caused it$/),
  );
  expect(await spoilt('update tickets set version = 3 where number = ?')).toContain(
    'its version is the number of its log entries',
  );
  expect(await spoilt(`delete from assignments where position = 2 and ${ofTicket}`)).toContain(
    'it is in 0 places',
  );
  expect(
    await spoilt(
      `update assignments set assignee_id = null, accepted_at = null where position = 1 and ${ofTicket}`,
    ),
  ).toEqual(['the log tells the path of its hops']);
});

class Found extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) {
    super('found');
    this.sentences = sentences;
  }
}

async function holderOf(number: string): Promise<string | null> {
  const row = (await it
    .db('tickets as t')
    .leftJoin('users as u', 'u.id', 't.assignee_id')
    .where({ number })
    .first('u.username')) as {
    username: string | null;
  };
  return row.username;
}

async function walk(
  number: string,
  steps: readonly (readonly [Person, string, Record<string, string>?])[],
): Promise<(string | null)[]> {
  const holders: (string | null)[] = [];
  for (const [person, action, form = {}] of steps) {
    await act(
      it.db,
      company,
      person,
      number,
      TICKET_ACTIONS.find((each) => each === action)!,
      form,
    );
    holders.push(await holderOf(number));
  }
  return holders;
}

const REASON = { remark: '信息不全' };

test('a ticket that came back and is returned again goes on to where it first came from', async () => {
  const number = await aTicket(it.db, company, { by: 'review' });
  const holders = await walk(number, [
    ['aftersales', 'accept'],
    ['aftersales', 'reassign', { assignee_id: String(company.people.rd) }],
    ['rd', 'return', REASON],
    ['aftersales', 'callback', { callback_method: 'phone', callback_outcome: 'not_solved' }],
    ['aftersales', 'return', REASON],
  ]);
  expect(holders).toEqual(['aftersales', 'rd', 'aftersales', 'aftersales', 'review']);
});

test('so it does when it was handed back with an answer', async () => {
  const number = await aTicket(it.db, company, { by: 'review' });
  const holders = await walk(number, [
    ['aftersales', 'accept'],
    ['aftersales', 'reassign', { assignee_id: String(company.people.rd) }],
    ['rd', 'feedback', { remark: '已修复', hand_back: 'on' }],
    ['aftersales', 'return', REASON],
  ]);
  expect(holders).toEqual(['aftersales', 'rd', 'aftersales', 'review']);
});

test('what someone put into the pool and took out again is not returned to themselves', async () => {
  const number = await aTicket(it.db, company);
  const holders = await walk(number, [
    ['tier1', 'escalate'],
    ['review', 'reassign', { assignee_id: String(company.people.aftersales) }],
    ['aftersales', 'reassign', { group_id: String(company.groups.afterSales) }],
    ['aftersales', 'accept'],
    ['aftersales', 'return', REASON],
  ]);
  // To review's pool, where nobody had accepted it.
  expect(holders).toEqual([null, 'aftersales', null, 'aftersales', null]);
});

test('a handler who has left is not returned to: their group gets it', async () => {
  const number = await aTicket(it.db, company);
  await walk(number, [
    ['tier1', 'escalate'],
    ['review', 'accept'],
    ['review', 'reassign', { assignee_id: String(company.people.aftersales) }],
  ]);
  const review = it.db('users').where('id', company.people.review);
  await review.clone().update({ active: false });
  expect(await walk(number, [['aftersales', 'return', REASON]])).toEqual([null]);
  const row: unknown = await it.db('tickets').where({ number }).first('group_id', 'status', 'returned_count');
  expect(row).toEqual({ group_id: company.groups.review, status: 'returned', returned_count: 1 });
  await review.clone().update({ active: true });
});
