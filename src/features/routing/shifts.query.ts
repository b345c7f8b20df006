import type { Knex } from 'knex';
import type { Fallback, Strategy } from '../../domain/routing/rule.ts';
import { isWorking, nextWorkingStart } from '../../domain/time/calendar.ts';
import { type CalendarColumns, calendarOf, DAYS_OF_CALENDAR } from '../calendars/calendar.query.ts';

/** A group as automatic assignment sees it at a certain moment (spec 04). */
export interface GroupOnShift {
  readonly id: number;
  readonly name: string;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly requiresOnline: boolean;
  readonly acceptMinutes: number | null;
  readonly acceptRounds: number;
  readonly dutyLeaderId: number | null;
  /** It is its working time now; a group without a calendar works around the clock. */
  readonly isOpen: boolean;
  /** When the next shift begins, of a group that is not open; null where none ever does. */
  readonly opensAt: Date | null;
}

type Row = Omit<GroupOnShift, 'isOpen' | 'opensAt'> & (CalendarColumns | { readonly zone: null });

/** Groups in use by id, in one statement. */
export async function findGroupsOnShift(
  db: Knex,
  groupIds: readonly number[],
  now: Date,
): Promise<Map<number, GroupOnShift>> {
  const { rows } = (await db.raw(
    `select g.id, g.name, g.strategy, g.fallback, g.requires_online as "requiresOnline",
       g.accept_minutes as "acceptMinutes", g.accept_rounds as "acceptRounds", g.duty_leader_id as "dutyLeaderId",
       c.zone, c.week, ${DAYS_OF_CALENDAR}) as days
     from groups g left join calendars c on c.id = g.calendar_id
     where g.id = any(?) and g.active`,
    [[...groupIds]],
  )) as { rows: Row[] };
  return new Map(rows.map((row) => [row.id, onShift(row, now)]));
}

function onShift(row: Row, now: Date): GroupOnShift {
  if (row.zone === null) return { ...row, isOpen: true, opensAt: null };
  const calendar = calendarOf(row);
  const isOpen = isWorking(calendar, now);
  return { ...row, isOpen, opensAt: isOpen ? null : nextWorkingStart(calendar, now) };
}
