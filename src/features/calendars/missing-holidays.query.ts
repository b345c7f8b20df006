import type { Knex } from 'knex';
import { dayOf } from '../../domain/time/format.ts';
import { findMissingYears } from '../../domain/time/missing-years.ts';
import { findCalendarYears } from './calendars.query.ts';

/** The calendars that know holidays, but not those of a year that is running or about to (spec 05), by name. */
export async function findMissingHolidays(
  db: Knex,
  now: Date,
  zone: string,
): Promise<{ readonly name: string; readonly years: readonly number[] }[]> {
  const calendars = await findCalendarYears(db);
  return calendars
    .map(({ name, years }) => ({ name, years: findMissingYears(years, dayOf(now, zone)) }))
    .filter(({ years }) => years.length > 0);
}
