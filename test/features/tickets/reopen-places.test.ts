import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Invalid } from '../../../src/errors.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { act, CLOSING } from '../../support/tickets.ts';

/** Where a reopened ticket goes when nobody names a place (spec 01): by the rules, else to where it was. */

let it: TestDatabase;
let company: Company;
const ROUTES = ['review_group_id', 'default_group_id'];

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
});
afterAll(() => it.close());
beforeEach(async () => {
  await it.db('users').update({ active: true });
  await it.db('groups').update({ active: true });
  const { groups } = company;
  await it
    .db('settings')
    .insert([
      { key: 'review_group_id', value: String(groups.review) },
      { key: 'default_group_id', value: String(groups.afterSales2) },
    ])
    .onConflict('key')
    .merge();
});

const withoutRoutes = () => it.db('settings').whereIn('key', ROUTES).delete();
const gone = (table: 'users' | 'groups', id: number) => it.db(table).where({ id }).update({ active: false });

type Where = (company: Company) => [group: number | null, person: number | null];

test.each<[string, () => Promise<unknown>, Where | null]>([
  ['by the rules', () => Promise.resolve(), ({ groups }) => [groups.afterSales2, null]],
  [
    'past a group that was given up',
    () => gone('groups', company.groups.afterSales2),
    ({ groups }) => [groups.review, null],
  ],
  [
    'without rules to who had it',
    withoutRoutes,
    ({ groups, people }) => [groups.afterSales, people.aftersales],
  ],
  [
    'to their group when they have left',
    async () => {
      await withoutRoutes();
      await gone('users', company.people.aftersales);
    },
    ({ groups }) => [groups.afterSales, null],
  ],
  [
    'to where it came from when the group has gone',
    async () => {
      await withoutRoutes();
      await gone('groups', company.groups.afterSales);
    },
    ({ groups }) => [groups.review, null],
  ],
  [
    'nowhere: then a place must be named',
    async () => {
      await withoutRoutes();
      await it.db('groups').update({ active: false });
      await gone('users', company.people.tier1);
    },
    null,
  ],
])('%s', async (_where, given, where) => {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', number, 'close', CLOSING);
  await given();
  const reopening = act(it.db, company, 'manager', number, 'reopen', { remark: '客户说没解决' });
  if (where === null) {
    await expect(reopening).rejects.toThrow(Invalid);
    await expect(reopening).rejects.toMatchObject({ problems: { group_id: { code: 'target_required' } } });
    expect(await stateOf(it.db, number)).toMatchObject({ status: 'closed' });
    return;
  }
  await reopening;
  const { group_id, assignee_id, status } = await stateOf(it.db, number);
  expect([[group_id, assignee_id], status]).toEqual([where(company), 'new']);
});
