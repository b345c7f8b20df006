import type { Knex } from 'knex';
import type { FieldOption } from '../../domain/form/field.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Interval } from '../../domain/time/calendar.ts';
import { valuesOfWeek } from './calendar-form.ts';

export interface CalendarListRow {
  readonly id: number;
  readonly name: string;
  readonly zone: string;
  readonly week: readonly (readonly Interval[])[];
  /** Exceptional days of the year that was asked for. */
  readonly daysOff: number;
  readonly daysWorked: number;
  /** Years with any exceptional days. */
  readonly years: readonly number[];
  /** Groups that work by it. */
  readonly groups: readonly string[];
  /** SLA policies that count by it. */
  readonly policies: readonly string[];
}

/** All calendars whose name holds the words, with what stands out in a year (spec 05). */
export async function findCalendars(db: Knex, q: string, year: number): Promise<CalendarListRow[]> {
  const query = db('calendars as c')
    .orderBy('c.id')
    .select(
      'c.id',
      'c.name',
      'c.zone',
      'c.week',
      db.raw(
        `(select count(*)::int from calendar_days d where d.calendar_id = c.id
            and d.day between make_date(:year, 1, 1) and make_date(:year, 12, 31)
            and jsonb_array_length(d.intervals) = 0) as "daysOff",
         (select count(*)::int from calendar_days d where d.calendar_id = c.id
            and d.day between make_date(:year, 1, 1) and make_date(:year, 12, 31)
            and jsonb_array_length(d.intervals) > 0) as "daysWorked"`,
        { year },
      ),
      db.raw(`${YEARS} as years`),
      db.raw(
        `array(select g.name from groups g where g.calendar_id = c.id order by g.position, g.id) as groups,
         array(select p.name from sla_policies p where p.calendar_id = c.id order by p.position, p.id) as policies`,
      ),
    );
  if (q !== '') void query.whereRaw('position(lower(?) in lower(c.name)) > 0', [q]);
  return (await query) as CalendarListRow[];
}

const YEARS = `array(select distinct extract(year from d.day)::int from calendar_days d
  where d.calendar_id = c.id order by 1)`;

/** What forms offer where a calendar is chosen, by name. */
export async function findCalendarOptions(db: Knex): Promise<FieldOption[]> {
  return (await db('calendars')
    .orderBy('name')
    .select(db.raw('id::text as value'), 'name as label')) as FieldOption[];
}

/** Of each calendar its years with exceptional days: what the doctor looks at. */
export async function findCalendarYears(
  db: Knex,
): Promise<{ readonly name: string; readonly years: readonly number[] }[]> {
  return (await db('calendars as c')
    .orderBy('c.id')
    .select('c.name', db.raw(`${YEARS} as years`))) as {
    name: string;
    years: number[];
  }[];
}

export interface CalendarRecord {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly zone: string;
  readonly week: readonly (readonly Interval[])[];
  readonly years: readonly number[];
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One calendar without its days; undefined when there is none. */
export async function findCalendarRecord(db: Knex, id: number): Promise<CalendarRecord | undefined> {
  const row = (await db('calendars as c')
    .where('c.id', id)
    .first('c.id', 'c.name', 'c.version', 'c.zone', 'c.week', db.raw(`${YEARS} as years`))) as
    Omit<CalendarRecord, 'values'> | undefined;
  return row && { ...row, values: { name: row.name, zone: row.zone, ...valuesOfWeek(row.week) } };
}

export interface ExceptionalDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: string;
  readonly intervals: readonly Interval[];
}

/** The exceptional days of a calendar from one day to another, both included, in order. */
export async function findDays(db: Knex, id: number, from: string, to: string): Promise<ExceptionalDay[]> {
  return (await db('calendar_days')
    .where('calendar_id', id)
    .whereBetween('day', [from, to])
    .orderBy('day')
    .select(db.raw(`to_char(day, 'YYYY-MM-DD') as day`), 'name', 'intervals')) as ExceptionalDay[];
}
