import type { Knex } from 'knex';
import { type Calendar, isWorking } from '../../domain/time/calendar.ts';
import { type CalendarColumns, calendarOf, DAYS_OF_CALENDAR } from './calendar.query.ts';

/**
 * The active groups whose working hours it is (spec 04); one without a calendar works around the clock. One statement,
 * whatever their number: of each calendar only the days that some zone may call today.
 */
export async function findOpenGroups(db: Knex, now: Date): Promise<number[]> {
  const rows = (await db('groups as g')
    .leftJoin('calendars as c', 'c.id', 'g.calendar_id')
    .where('g.active', true)
    .orderBy('g.id')
    .select(
      'g.id',
      'c.zone',
      'c.week',
      db.raw(
        `${DAYS_OF_CALENDAR} and d.day between (:now at time zone 'UTC')::date - 1
           and (:now at time zone 'UTC')::date + 1) as days`,
        { now },
      ),
    )) as ({ id: number } & (CalendarColumns | { zone: null }))[];
  return rows.filter((row) => row.zone === null || isWorking(calendarOf(row), now)).map(({ id }) => id);
}

/** When a group works (spec 04); null: around the clock, or there is no such group. */
export async function findGroupCalendar(db: Knex, groupId: number): Promise<Calendar | null> {
  const row = (await db('groups as g')
    .join('calendars as c', 'c.id', 'g.calendar_id')
    .where('g.id', groupId)
    .first('c.zone', 'c.week', db.raw(`${DAYS_OF_CALENDAR}) as days`))) as CalendarColumns | undefined;
  return row ? calendarOf(row) : null;
}
