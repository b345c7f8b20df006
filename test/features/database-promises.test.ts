import type { Knex } from 'knex';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCompany, type Company } from '../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  aRawTicket,
  changeTicket,
  insertHops,
  insertLogEntry,
  insertTicketRow,
} from '../support/raw-tickets.ts';

/** What the database itself refuses, with the application's own account, whatever the code above it does. */

let it: TestDatabase;
let company: Company;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

const APPEND_ONLY = '23001';
const CHECK = '23514';
const FOREIGN_KEY = '23503';
const UNIQUE = '23505';

/** Does the work in one transaction and commits it; answers why the database refused, or null. */
async function refusalOf(
  work: (trx: Knex.Transaction) => Promise<unknown>,
): Promise<{ code: string; says: string } | null> {
  try {
    await it.db.transaction(work);
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { code: error.code ?? '', says: `${error.message} ${error.constraint ?? ''}` };
  }
}

const refusedWith = (code: string, says = ''): unknown => ({
  code,
  says: expect.stringContaining(says) as unknown,
});

describe('logs and published forms', () => {
  beforeAll(async () => {
    await aRawTicket(it.db, company);
    await it.db('audit_log').insert({ occurred_at: new Date(), action: 'sign_in', subject_type: 'user' });
  });

  const set = {
    ticket_events: { body: '改写' },
    audit_log: { action: 'nothing' },
    template_versions: { fields: '[]' },
  };

  describe.each(['ticket_events', 'audit_log', 'template_versions'] as const)('%s', (table) => {
    test('can be added to, but nothing in it changed, removed or emptied', async () => {
      const before = await it.db(table).select();
      expect(before.length).toBeGreaterThan(0);
      const refused = refusedWith(APPEND_ONLY, `${table} is append-only`);
      expect(await refusalOf((trx) => trx(table).update(set[table]))).toEqual(refused);
      expect(await refusalOf((trx) => trx(table).delete())).toEqual(refused);
      expect(await refusalOf((trx) => trx.raw('truncate ?? cascade', [table]))).toEqual(
        refusedWith(APPEND_ONLY, 'is append-only: TRUNCATE refused'),
      );
      // A delete that hides in a query is one, too.
      expect(
        await refusalOf((trx) =>
          trx.raw('with gone as (delete from ?? returning *) select * from gone', [table]),
        ),
      ).toEqual(refused);
      expect(await it.db(table).select()).toEqual(before);
    });
  });

  test('they can not be emptied by way of what they belong to', async () => {
    for (const table of ['tickets', 'users', 'templates', 'categories']) {
      const refusal = await refusalOf((trx) => trx.raw('truncate ?? cascade', [table]));
      expect([table, refusal]).toEqual([table, refusedWith(APPEND_ONLY, 'is append-only: TRUNCATE refused')]);
    }
    expect(await refusalOf((trx) => trx('tickets').delete())).toEqual(refusedWith(APPEND_ONLY, 'stays'));
  });
});

describe('a ticket and its log', () => {
  test('a ticket without a log entry is not committed', async () => {
    const refusal = await refusalOf(async (trx) => {
      const id = await insertTicketRow(trx, company);
      await insertHops(trx, company, id);
    });
    expect(refusal).toEqual(refusedWith(FOREIGN_KEY, 'tickets_have_their_log_entry'));
  });

  test('a new version without its log entry is not committed', async () => {
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf((trx) => trx('tickets').where({ id }).increment('version'));
    expect(refusal).toEqual(refusedWith(FOREIGN_KEY, 'tickets_have_their_log_entry'));
  });

  test('the log entry of another ticket does not count', async () => {
    const other = await aRawTicket(it.db, company);
    await it.db.transaction((trx) => changeTicket(trx, other, { priority: 'high' }));
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf((trx) => trx('tickets').where({ id }).update({ version: 2 }));
    expect(refusal).toEqual(refusedWith(FOREIGN_KEY, 'tickets_have_their_log_entry'));
  });

  test.each([
    { status: 'waiting' },
    { priority: 'urgent' },
    { description: '改写' },
    { version: 1, title: '改写' },
  ])('no change hides behind the entry of an earlier one: %j', async (change) => {
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf((trx) => trx('tickets').where({ id }).update(change));
    expect(refusal).toEqual(refusedWith(CHECK, 'without a log entry'));
  });

  test('no version is left out', async () => {
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf(async (trx) => {
      await trx('tickets').where({ id }).update({ version: 3 });
      await insertLogEntry(trx, id);
    });
    expect(refusal).toEqual(refusedWith(CHECK, 'without a log entry'));
  });

  test('two entries can not have the same number', async () => {
    const id = await aRawTicket(it.db, company);
    expect(await refusalOf((trx) => insertLogEntry(trx, id))).toEqual(refusedWith(UNIQUE));
  });
});

describe('a ticket and its place', () => {
  const hop = (ticketId: number, position: number): Record<string, unknown> => ({
    ticket_id: ticketId,
    position,
    group_id: company.groups.afterSales,
    stage_key: 'after_sales',
    sent_action: 'reassign',
    arrived_at: new Date(),
  });
  const leaving = { left_at: new Date(), left_action: 'close' };

  test('it is not in two places', async () => {
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf((trx) => trx('assignments').insert(hop(id, 3)));
    expect(refusal).toEqual(refusedWith(UNIQUE, 'assignments_one_open_per_ticket'));
  });

  test('an open one is somewhere', async () => {
    const nowhere = await refusalOf(async (trx) => {
      const id = await insertTicketRow(trx, company);
      await insertLogEntry(trx, id);
    });
    expect(nowhere).toEqual(refusedWith(CHECK, 'has no open assignment'));
    const id = await aRawTicket(it.db, company);
    const left = await refusalOf((trx) =>
      trx('assignments').where({ ticket_id: id, position: 2 }).update(leaving),
    );
    expect(left).toEqual(refusedWith(CHECK, 'has no open assignment'));
  });

  test('its open place can not be deleted', async () => {
    const id = await aRawTicket(it.db, company);
    const refusal = await refusalOf((trx) =>
      trx('assignments').where({ ticket_id: id, position: 2 }).delete(),
    );
    expect(refusal).toEqual(refusedWith(CHECK, 'has no open assignment'));
  });

  test('a closed one is nowhere', async () => {
    const closed = await aRawTicket(it.db, company, { status: 'closed' });
    const again = await refusalOf((trx) => trx('assignments').insert(hop(closed, 3)));
    expect(again).toEqual(refusedWith(CHECK, 'closed ticket'));
    const open = await aRawTicket(it.db, company);
    const closing = { status: 'closed', closed_at: new Date(), outcome: 'solved' };
    const half = await refusalOf((trx) => changeTicket(trx, open, closing));
    expect(half).toEqual(refusedWith(CHECK, 'closed ticket'));
  });

  test('its own columns and its open assignment say the same', async () => {
    const { people, groups } = company;
    const id = await aRawTicket(it.db, company);
    for (const moved of [{ assignee_id: people.rd }, { group_id: groups.review }, { stage_key: 'review' }]) {
      const ticket = await refusalOf((trx) => changeTicket(trx, id, moved));
      expect(ticket).toEqual(refusedWith(CHECK, 'disagrees with its open assignment'));
      const place = await refusalOf((trx) =>
        trx('assignments').where({ ticket_id: id, position: 2 }).update(moved),
      );
      expect(place).toEqual(refusedWith(CHECK, 'disagrees with its open assignment'));
    }
  });

  test('a hop needs a group or a person, and a reason to have ended', async () => {
    const id = await aRawTicket(it.db, company, { status: 'closed' });
    const last = it.db('assignments').where({ ticket_id: id, position: 2 });
    expect(await refusalOf((trx) => last.clone().transacting(trx).update({ left_action: null }))).toEqual(
      refusedWith(CHECK),
    );
    const nobody = { ...hop(id, 3), ...leaving, group_id: null };
    expect(await refusalOf((trx) => trx('assignments').insert(nobody))).toEqual(refusedWith(CHECK));
  });

  test('closed means: when, and with which outcome', async () => {
    const id = await aRawTicket(it.db, company, { status: 'closed' });
    for (const missing of [{ closed_at: null }, { outcome: null }]) {
      expect(await refusalOf((trx) => changeTicket(trx, id, missing))).toEqual(refusedWith(CHECK));
    }
  });
});

describe('one unfinished ticket per phone and category', () => {
  const INDEX = 'tickets_one_unfinished_per_phone_and_category';
  const raw = (phone: string | null, status = 'new', categoryId = company.categories.refund) =>
    refusalOf((trx) => aRawTicket(trx, company, { phone, status, categoryId }));

  test.each([
    ['new', '+8613800000001'],
    ['in_progress', '+8613800000002'],
    ['waiting', '+8613800000003'],
    ['returned', '+8613800000004'],
  ])('beside one that is %s, a second is refused', async (status, phone) => {
    expect(await raw(phone, status)).toBeNull();
    expect(await raw(phone)).toEqual(refusedWith(UNIQUE, INDEX));
    expect(await raw(phone, 'closed')).toBeNull();
    expect(await raw(phone, 'resolved')).toBeNull();
    expect(await raw(phone, 'new', company.categories.consult)).toBeNull();
    expect(await raw(`${phone}9`)).toBeNull();
  });

  test('beside closed and resolved ones a new one may stand, but they may not come back', async () => {
    const phone = '+8613811112222';
    expect(await raw(phone, 'closed')).toBeNull();
    expect(await raw(phone, 'resolved')).toBeNull();
    expect(await raw(phone)).toBeNull();
    const back = await refusalOf(async (trx) => {
      const resolved = (await trx('tickets').where({ phone, status: 'resolved' }).first('id')) as {
        id: number;
      };
      await changeTicket(trx, resolved.id, { status: 'new' });
    });
    expect(back).toEqual(refusedWith(UNIQUE, INDEX));
  });

  test('without a phone there is no such rule', async () => {
    expect(await raw(null)).toBeNull();
    expect(await raw(null)).toBeNull();
  });

  test('only a normalised phone is an identity', async () => {
    for (const phone of ['13800138000', '138****8000', '+0123456', '']) {
      expect([phone, await raw(phone)]).toEqual([phone, refusedWith(CHECK)]);
    }
  });
});

describe('categories', () => {
  const under = (parentId: number | null, depth: number, name = `第 ${depth} 层`) =>
    refusalOf((trx) => trx('categories').insert({ name, parent_id: parentId, depth }));
  const idOf = async (name: string): Promise<number> => {
    const row = (await it.db('categories').where({ name }).first('id')) as { id: number };
    return row.id;
  };

  test('five levels, and no sixth', async () => {
    expect(await under(company.categories.refund, 4)).toBeNull();
    expect(await under(await idOf('第 4 层'), 5)).toBeNull();
    expect(await under(await idOf('第 5 层'), 6)).toEqual(refusedWith(CHECK));
  });

  test.each([
    ['a child that skips a level', () => under(company.categories.branch, 4, '跳级'), FOREIGN_KEY],
    ['a child on the level of its parent', () => under(company.categories.branch, 2, '同级'), FOREIGN_KEY],
    ['a top category with a parent', () => under(company.categories.line, 1, '假顶级'), CHECK],
    ['a deep category without a parent', () => under(null, 2, '孤儿'), CHECK],
    ['two siblings of one name', () => under(company.categories.branch, 3, '退款问题'), UNIQUE],
    ['two top categories of one name', () => under(null, 1, '售后'), UNIQUE],
  ])('%s is refused', async (_what, attempt, code) => {
    expect(await attempt()).toEqual(refusedWith(code));
  });

  test('one can not be moved where its level does not fit, nor a parent away from above it', async () => {
    const { line, branch, refund } = company.categories;
    const move = (id: number, change: Record<string, unknown>) =>
      refusalOf((trx) => trx('categories').where({ id }).update(change));
    expect(await move(refund, { parent_id: line })).toEqual(refusedWith(FOREIGN_KEY));
    expect(await move(branch, { parent_id: refund })).toEqual(refusedWith(FOREIGN_KEY));
    expect(await move(branch, { parent_id: null, depth: 1 })).toEqual(refusedWith(FOREIGN_KEY));
    expect(await refusalOf((trx) => trx('categories').where({ id: branch }).delete())).toEqual(
      refusedWith(FOREIGN_KEY),
    );
  });
});
