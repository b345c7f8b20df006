import type { Knex } from 'knex';
import type { Calendar, Interval } from '../../domain/time/calendar.ts';

/** As the database has it: the days as an object by `YYYY-MM-DD`. */
export interface CalendarColumns {
  readonly zone: string;
  readonly week: readonly (readonly Interval[])[];
  readonly days: Readonly<Record<string, readonly Interval[]>>;
}

/** The exceptional days of the calendar `c`, all of them or those of a stretch, as one value. */
export const DAYS_OF_CALENDAR = `(select coalesce(jsonb_object_agg(d.day, d.intervals), '{}') from calendar_days d
  where d.calendar_id = c.id`;

/** The calendar with all days that differ from its week (spec 05); undefined when there is none. */
export async function findCalendar(db: Knex, id: number): Promise<Calendar | undefined> {
  const row = (await db('calendars as c')
    .where('c.id', id)
    .first('c.zone', 'c.week', db.raw(`${DAYS_OF_CALENDAR}) as days`))) as CalendarColumns | undefined;
  return row && calendarOf(row);
}

export function calendarOf({ zone, week, days }: CalendarColumns): Calendar {
  return { zone, week, days: new Map(Object.entries(days)) };
}
