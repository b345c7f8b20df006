import type { ActorCtx } from '../../context.ts';
import { tellInterval } from '../../domain/time/hours.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { recalculateByCalendar } from '../sla/recalculate.ts';
import { type CalendarRecord, type ExceptionalDay, findCalendarRecord, findDays } from './calendars.query.ts';
import { addDays, beginVersion, deleteDayRow, putDay } from './calendars.store.ts';
import { findChinaDays } from './china-holidays.ts';

/**
 * Gives a day of a calendar hours of its own, or none (spec 05); where it has some already, these take their place.
 * @param movedFrom the day that it was before
 * @throws NotFound · Conflict
 */
export async function saveDay(
  ctx: ActorCtx,
  id: number,
  version: number,
  { day, movedFrom }: { readonly day: ExceptionalDay; readonly movedFrom: string | null },
): Promise<void> {
  await changeDays(ctx, id, version, async (db) => {
    const before = [
      ...(await findDays(db, id, day.day, day.day)),
      ...(movedFrom === null || movedFrom === day.day ? [] : await findDays(db, id, movedFrom, movedFrom)),
    ];
    if (movedFrom !== null) await deleteDayRow(db, id, movedFrom);
    await putDay(db, id, day);
    return { before, after: [day] };
  });
}

/** Lets a day follow the week again (spec 05). @throws NotFound · Conflict */
export async function deleteDay(ctx: ActorCtx, id: number, version: number, day: string): Promise<void> {
  await changeDays(ctx, id, version, async (db) => {
    const before = await findDays(db, id, day, day);
    if (before.length === 0) throw new NotFound('calendar day');
    await deleteDayRow(db, id, day);
    return { before, after: [] };
  });
}

/**
 * Adds China's holidays and make-up working days of a year (spec 05). Days that the calendar has already stay as they are;
 * a make-up day gets the hours of the weekday that it stands in for.
 * @returns how many were added
 * @throws NotFound · Conflict · Refused 409 for a year that is not known
 */
export async function loadChinaDays(
  ctx: ActorCtx,
  id: number,
  version: number,
  year: number,
): Promise<number> {
  const days = findChinaDays(year);
  if (!days) throw new Refused(409, 'holidays_unknown', { year });
  let added = 0;
  await changeDays(ctx, id, version, async (db, { week }) => {
    const there = new Set((await findDays(db, id, `${year}-01-01`, `${year}-12-31`)).map(({ day }) => day));
    const after = days
      .filter(({ day }) => !there.has(day))
      .map(({ day, name, likeWeekday }) => ({
        day,
        name,
        intervals: likeWeekday === null ? [] : (week[likeWeekday - 1] ?? []),
      }));
    added = after.length;
    if (added > 0) await addDays(db, id, after);
    return { before: [], after };
  });
  return added;
}

interface ChangedDays {
  readonly before: readonly ExceptionalDay[];
  readonly after: readonly ExceptionalDay[];
}

async function changeDays(
  ctx: ActorCtx,
  id: number,
  version: number,
  change: (db: ActorCtx['db'], calendar: CalendarRecord) => Promise<ChangedDays>,
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const calendar = await findCalendarRecord(db, id);
    if (!calendar) throw new NotFound('calendar');
    if (!(await beginVersion(db, id, version))) throw new Conflict(version);
    const { before, after } = await change(db, calendar);
    await recordChange(
      { ...ctx, db },
      {
        action: 'calendar_changed',
        subjectType: 'calendar',
        subjectId: id,
        subjectName: calendar.name,
        version,
        before: inLog(before),
        after: inLog(after),
      },
    );
    await recalculateByCalendar(ctx, db, id, { requestedBy: ctx.actor.id });
  });
}

/** `2026-10-10 国庆节 09:00–12:00 13:30–18:00`; a day off has no hours. */
function inLog(days: readonly ExceptionalDay[]): Record<string, unknown> {
  if (days.length === 0) return {};
  return {
    days: days.map(({ day, name, intervals }) =>
      [day, name, ...intervals.map(tellInterval)].filter(Boolean).join(' '),
    ),
  };
}
