import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMissingHolidays } from '../../../src/features/calendars/missing-holidays.query.ts';
import { findGroupCalendar, findOpenGroups } from '../../../src/features/calendars/open-groups.query.ts';
import { nextWorkingStart } from '../../../src/domain/time/calendar.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { recordStatements } from '../../support/statements.ts';
import { seedReference } from '../../../seeds/reference/index.ts';

/** Groups and the hours they work (spec 04, 05), by the calendars that every installation begins with. */

let database: TestDatabase;
let company: Company;

beforeAll(async () => {
  database = await openTestDatabase();
  company = await aCompany(database.db);
  const [standard] = (await database.db('calendars').where('name', '标准工作时间').pluck('id')) as number[];
  await database.db('groups').where('id', company.groups.review).update({ calendar_id: standard });
});
afterAll(() => database.close());

test.each([
  ['Monday morning', '2026-11-23T10:00+08:00', true],
  ['lunch', '2026-11-23T12:30+08:00', false],
  ['Sunday', '2026-11-22T10:00+08:00', false],
  ['National Day', '2026-10-01T10:00+08:00', false],
  ['a Sunday that is worked', '2026-09-20T10:00+08:00', true],
  ['Monday morning, while it is Sunday in London', '2026-11-23T09:00+08:00', true],
])('%s: %s', async (_what, now, isOpen) => {
  const open = await findOpenGroups(database.db, new Date(now));
  expect(open.includes(company.groups.review)).toBe(isOpen);
  // Without a calendar a group works around the clock.
  expect(open).toContain(company.groups.afterSales);
});

test('a group out of use is never open', async () => {
  await database.db('groups').where('id', company.groups.afterSales).update({ active: false });
  expect(await findOpenGroups(database.db, new Date())).not.toContain(company.groups.afterSales);
  await database.db('groups').where('id', company.groups.afterSales).update({ active: true });
});

test('one statement finds them', async () => {
  const recorder = recordStatements(database.db);
  const { statements } = await recorder.during(() => findOpenGroups(database.db, new Date()));
  recorder.stop();
  expect(statements).toHaveLength(1);
});

test('when the next shift of a group begins', async () => {
  const calendar = await findGroupCalendar(database.db, company.groups.review);
  if (!calendar) throw new Error('the group has no calendar');
  expect(nextWorkingStart(calendar, new Date('2026-09-30T19:00+08:00'))).toEqual(
    new Date('2026-10-08T09:00+08:00'),
  );
  expect(await findGroupCalendar(database.db, company.groups.afterSales)).toBeNull();
  expect(await findGroupCalendar(database.db, 999_999)).toBeNull();
});

test.each([
  ['2026-09-30T10:00Z', []],
  ['2026-10-01T10:00Z', [{ name: '标准工作时间', years: [2027] }]],
  ['2027-01-01T10:00Z', [{ name: '标准工作时间', years: [2027] }]],
])('the doctor misses at %s: %j', async (now, missing) => {
  expect(await findMissingHolidays(database.db, new Date(now), 'Asia/Shanghai')).toEqual(missing);
});

test('what every installation begins with is not added again where it was renamed or deleted', async () => {
  await database.db('calendars').where('name', '7×24').update({ name: '全天' });
  await seedReference(database.db);
  expect(await database.db('calendars').orderBy('id').pluck('name')).toEqual(['标准工作时间', '全天']);
});
