import type { ActorCtx } from '../../context.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findCalendarRecord } from './calendars.query.ts';
import { deleteCalendarRow } from './calendars.store.ts';

/**
 * Deletes a calendar by which nobody works (spec 05), with its days.
 * @throws NotFound · Conflict · Refused 409 while it is used
 */
export async function deleteCalendar(ctx: ActorCtx, id: number, version: number): Promise<void> {
  try {
    await ctx.db.transaction(async (db) => {
      const calendar = await findCalendarRecord(db, id);
      if (!calendar) throw new NotFound('calendar');
      if (!(await deleteCalendarRow(db, id, version))) throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: 'calendar_deleted',
          subjectType: 'calendar',
          subjectId: id,
          subjectName: calendar.name,
          version,
          before: calendar.values,
          after: {},
        },
      );
    });
  } catch (error) {
    if (isReferenced(error)) throw new Refused(409, 'calendar_in_use');
    throw error;
  }
}
