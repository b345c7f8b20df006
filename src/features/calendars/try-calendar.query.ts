import type { Knex } from 'knex';
import { addWorkingMinutes, explainWorkingTime, type WorkedDay } from '../../domain/time/calendar.ts';
import { dayOf } from '../../domain/time/format.ts';
import { MINUTE_MS, HOUR_MS } from '../../domain/time/duration.ts';
import { findCalendar } from './calendar.query.ts';
import { findDays } from './calendars.query.ts';

export interface Trial {
  /** Null: nobody ever works so much. */
  readonly due: Date | null;
  readonly days: readonly WorkedDay[];
  /** Of the exceptional days among them. */
  readonly names: ReadonlyMap<string, string>;
  /** Years on the way of which the calendar knows nothing, though it knows others. */
  readonly unknownYears: readonly number[];
}

/** When so many hours of work that begin at an instant are over, and why (spec 05); undefined without the calendar. */
export async function tryCalendar(
  db: Knex,
  id: number,
  { from, hours }: { readonly from: Date; readonly hours: number },
): Promise<Trial | undefined> {
  const calendar = await findCalendar(db, id);
  if (!calendar) return undefined;
  const due = addWorkingMinutes(calendar, from, (hours * HOUR_MS) / MINUTE_MS);
  if (!due) return { due, days: [], names: new Map(), unknownYears: [] };
  const [first, last] = [dayOf(from, calendar.zone), dayOf(due, calendar.zone)];
  const named = await findDays(db, id, first, last);
  const known = new Set([...calendar.days.keys()].map((day) => day.slice(0, 4)));
  const days = explainWorkingTime(calendar, from, due);
  const passed = known.size === 0 ? [] : [...new Set(days.map(({ day }) => day.slice(0, 4)))];
  return {
    due,
    days,
    names: new Map(named.map(({ day, name }) => [day, name])),
    unknownYears: passed.filter((year) => !known.has(year)).map(Number),
  };
}
