import type { Knex } from 'knex';
import type { Interval } from '../../domain/time/calendar.ts';

export interface CalendarRowColumns {
  readonly name: string;
  readonly zone: string;
  readonly week: readonly (readonly Interval[])[];
}

export interface DayColumns {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: string;
  readonly intervals: readonly Interval[];
}

export async function insertCalendar(db: Knex, { week, ...columns }: CalendarRowColumns): Promise<number> {
  const [row] = (await db('calendars')
    .insert({ ...columns, week: JSON.stringify(week) })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the calendar was not inserted');
  return row.id;
}

/** False when the calendar has another version by now. */
export async function updateCalendar(
  db: Knex,
  id: number,
  version: number,
  { week, ...columns }: CalendarRowColumns,
): Promise<boolean> {
  const count = await db('calendars')
    .where({ id, version })
    .update({ ...columns, week: JSON.stringify(week), version: version + 1, updated_at: db.fn.now() });
  return count === 1;
}

/** Its days are part of a calendar: changing them makes a new version. False when it has another by now. */
export async function beginVersion(db: Knex, id: number, version: number): Promise<boolean> {
  const count = await db('calendars')
    .where({ id, version })
    .update({ version: version + 1, updated_at: db.fn.now() });
  return count === 1;
}

/** False when the calendar has another version by now. */
export async function deleteCalendarRow(db: Knex, id: number, version: number): Promise<boolean> {
  return (await db('calendars').where({ id, version }).delete()) === 1;
}

export async function putDay(db: Knex, id: number, { intervals, ...columns }: DayColumns): Promise<void> {
  await db('calendar_days')
    .insert({ ...columns, calendar_id: id, intervals: JSON.stringify(intervals) })
    .onConflict(['calendar_id', 'day'])
    .merge();
}

export async function deleteDayRow(db: Knex, id: number, day: string): Promise<void> {
  await db('calendar_days').where({ calendar_id: id, day }).delete();
}

/** Adds the days of which the calendar has none yet, in one statement. */
export async function addDays(db: Knex, id: number, days: readonly DayColumns[]): Promise<void> {
  await db('calendar_days')
    .insert(
      days.map(({ intervals, ...columns }) => ({
        ...columns,
        calendar_id: id,
        intervals: JSON.stringify(intervals),
      })),
    )
    .onConflict(['calendar_id', 'day'])
    .ignore();
}
