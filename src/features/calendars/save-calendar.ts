import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { recalculateByCalendar } from '../sla/recalculate.ts';
import { valuesOfWeek, weekOfValues } from './calendar-form.ts';
import { findCalendarRecord } from './calendars.query.ts';
import { insertCalendar, updateCalendar } from './calendars.store.ts';

const Named = z.object({ name: z.string(), zone: z.string() });

/**
 * Makes a calendar, or changes its name, zone and week (spec 05).
 * @param values of the calendar's form, already read
 * @throws NotFound · Conflict · Invalid (name taken, hours that can't be)
 */
export async function saveCalendar(
  ctx: ActorCtx,
  id: number | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<number> {
  const columns = { ...Named.parse(values), week: weekOfValues(values) };
  try {
    return await ctx.db.transaction(async (db) => {
      const before = id === null ? undefined : await findCalendarRecord(db, id);
      if (id !== null && !before) throw new NotFound('calendar');
      const calendarId = before ? before.id : await insertCalendar(db, columns);
      if (before && !(await updateCalendar(db, calendarId, version, columns))) throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'calendar_changed' : 'calendar_created',
          subjectType: 'calendar',
          subjectId: calendarId,
          subjectName: columns.name,
          version,
          before: before?.values ?? {},
          after: { name: columns.name, zone: columns.zone, ...valuesOfWeek(columns.week) },
        },
      );
      if (before) await recalculateByCalendar(ctx, db, calendarId, { requestedBy: ctx.actor.id });
      return calendarId;
    });
  } catch (error) {
    if (violates(error, 'calendars_name_key'))
      throw new Invalid({ name: { code: 'name_taken', params: {} } });
    throw error;
  }
}
