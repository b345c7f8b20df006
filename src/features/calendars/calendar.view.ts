import type { Interval, WorkedDay } from '../../domain/time/calendar.ts';
import { DAY_MINUTES, tellInterval } from '../../domain/time/hours.ts';
import { findMissingYears } from '../../domain/time/missing-years.ts';
import { DAY_MS } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';
import { WEEKDAYS } from './calendar-form.ts';
import { findChinaDays } from './china-holidays.ts';
import type { ExceptionalDay } from './calendars.query.ts';
import { paths } from '../../web/paths.ts';

const MONTHS = 12;
/** So many days of an explanation are shown one by one. */
const SHOWN_DAYS = 40;

/** Monday is 1. */
export function tellWeekday(weekday: number, t: Translate): string {
  return t(`config.calendar.field.${WEEKDAYS[weekday - 1] ?? 'mon'}`);
}

/** 09:00–12:00、13:30–18:00; 全天; 休息. */
function tellHours(intervals: readonly Interval[], t: Translate): string {
  if (intervals.length === 0) return t('config.calendar.off');
  const [first] = intervals;
  if (intervals.length === 1 && first?.[0] === 0 && first[1] === DAY_MINUTES)
    return t('config.calendar.all_day');
  return intervals.map(tellInterval).join(t('form.list_separator'));
}

/** A week in a line: days in a row with the same hours are told together (spec 05). */
export function tellWeek(week: readonly (readonly Interval[])[], t: Translate): string {
  const stretches: { readonly from: number; to: number; readonly hours: string }[] = [];
  for (const [index, intervals] of week.entries()) {
    const hours = tellHours(intervals, t);
    const last = stretches.at(-1);
    if (last?.hours === hours) last.to = index + 1;
    else stretches.push({ from: index + 1, to: index + 1, hours });
  }
  return stretches
    .map(({ from, to, hours }) => {
      const days =
        from === to
          ? tellWeekday(from, t)
          : t('config.calendar.from_to', { from: tellWeekday(from, t), to: tellWeekday(to, t) });
      return t('config.calendar.days_hours', { days, hours });
    })
    .join(t('config.calendar.week_separator'));
}

/** The exceptional days of a year, each as a line of a table. */
export function presentDays(id: number, days: readonly ExceptionalDay[], t: Translate) {
  return days.map(({ day, name, intervals }) => ({
    day,
    weekday: tellWeekday(weekdayOf(Date.parse(day)), t),
    name,
    isOff: intervals.length === 0,
    hours: tellHours(intervals, t),
    href: paths.admin.calendars.day.to(id, day),
  }));
}

/** Years that have to be looked after, and whether their days can be loaded (spec 05). @param today `YYYY-MM-DD` */
export function presentMissing(years: readonly number[], today: string, t: Translate): string[] {
  return findMissingYears(years, today).map((year) =>
    t(`config.calendar.missing.${findChinaDays(year) ? 'loadable' : 'unknown'}`, { year }),
  );
}

/** A year as twelve months of weeks; of each day whether it is worked, and whether that is an exception. */
export function presentYear(
  calendar: { readonly id: number; readonly week: readonly (readonly Interval[])[] },
  year: number,
  days: readonly ExceptionalDay[],
  t: Translate,
) {
  const exceptions = new Map(days.map((day) => [day.day, day]));
  const names = t('config.calendar.months').split('|');
  return Array.from({ length: MONTHS }, (_, month) => {
    const first = Date.UTC(year, month, 1);
    const cells = [];
    for (let at = first; at < Date.UTC(year, month + 1, 1); at += DAY_MS) {
      cells.push(presentCell(calendar, at, exceptions.get(isoOf(at)), t));
    }
    return { label: names[month] ?? '', blanks: weekdayOf(first) - 1, cells };
  });
}

function presentCell(
  { id, week }: { readonly id: number; readonly week: readonly (readonly Interval[])[] },
  at: number,
  exception: ExceptionalDay | undefined,
  t: Translate,
) {
  const intervals = exception?.intervals ?? week[weekdayOf(at) - 1] ?? [];
  const isOff = intervals.length === 0;
  const day = isoOf(at);
  const words = [day, tellWeekday(weekdayOf(at), t), exception?.name ?? '', tellHours(intervals, t)];
  return {
    number: new Date(at).getUTCDate(),
    look: exception ? (isOff ? 'off' : 'work') : isOff ? 'rest' : 'plain',
    words: words.filter(Boolean).join(' '),
    href: exception ? paths.admin.calendars.day.to(id, day) : paths.admin.calendars.newDay.to(id, day),
  };
}

/** Why something is due when it is: what was worked on each day; of many, the first and the last ones (spec 05). */
export function presentWorkedDays(
  days: readonly WorkedDay[],
  names: ReadonlyMap<string, string>,
  t: Translate,
) {
  const lines = days.map((day) => ({
    day: day.day,
    weekday: tellWeekday(day.weekday, t),
    name: names.get(day.day) ?? '',
    look: day.differs ? (day.intervals.length === 0 ? 'off' : 'work') : 'plain',
    hours: tellHours(day.intervals, t),
    isWorked: day.minutes > 0,
    worked: tellMinutes(day.minutes, t),
  }));
  const half = SHOWN_DAYS / 2;
  if (lines.length <= SHOWN_DAYS) return { first: lines, left: 0, last: [] };
  return { first: lines.slice(0, half), left: lines.length - SHOWN_DAYS, last: lines.slice(-half) };
}

/** 4 小时 30 分钟. */
export function tellMinutes(minutes: number, t: Translate): string {
  const whole = Math.round(minutes);
  const parts = [
    [Math.floor(whole / 60), 'hours'],
    [whole % 60, 'minutes'],
  ] as const;
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => t(`config.calendar.${unit}`, { count }));
  return told.length === 0 ? t('config.calendar.minutes', { count: 0 }) : told.join(' ');
}

function isoOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Monday is 1, Sunday 7. */
function weekdayOf(at: number): number {
  return new Date(at).getUTCDay() || 7;
}
