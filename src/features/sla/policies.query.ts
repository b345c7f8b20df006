import type { Knex } from 'knex';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { MeasuringPolicy } from '../../domain/sla/policy.ts';
import { type CalendarColumns, calendarOf, DAYS_OF_CALENDAR } from '../calendars/calendar.query.ts';

/** A policy in use, with what it measures by and whom it is for. */
export type PolicyInUse = MeasuringPolicy & { readonly condition: Conditions };

/** The policies in use in their order, with their calendars, in one statement (spec 05). */
export async function findPoliciesInUse(db: Knex): Promise<PolicyInUse[]> {
  const { rows } = (await db.raw(
    `select coalesce(json_agg(each order by position, id), '[]') as policies from (
       select p.position, p.id, p.name, p.condition, p.pauses_waiting as "pausesWaiting", p.targets,
         case when c.id is not null
           then json_build_object('zone', c.zone, 'week', c.week, 'days', ${DAYS_OF_CALENDAR})) end as calendar
       from sla_policies p left join calendars c on c.id = p.calendar_id where p.active
     ) each`,
  )) as { rows: { policies: (Omit<PolicyInUse, 'calendar'> & { calendar: CalendarColumns | null })[] }[] };
  return (rows[0]?.policies ?? []).map(({ calendar, ...policy }) => ({
    ...policy,
    calendar: calendar && calendarOf(calendar),
  }));
}
