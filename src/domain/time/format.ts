import { DateTime } from 'luxon';
import { DAY_MS } from './duration.ts';

/** The words of the locale for the two days that have names. */
export interface TimeWords {
  readonly today: string;
  readonly yesterday: string;
}

/**
 * Formats an instant for people in the company's time zone, as short as it can be without doubt:
 * `今天 09:38`, `昨天 17:45`, `11-20 08:05`, `2025-11-20 08:05`.
 */
export function formatMoment(at: Date, now: Date, zone: string, words: TimeWords): string {
  const moment = DateTime.fromJSDate(at, { zone });
  const present = DateTime.fromJSDate(now, { zone });
  const time = moment.toFormat('HH:mm');
  // By their dates, not by the hours between: where clocks change at midnight, a day may begin at one o'clock.
  const days = (Date.parse(present.toISODate() ?? '') - Date.parse(moment.toISODate() ?? '')) / DAY_MS;
  if (days === 0) return `${words.today} ${time}`;
  if (days === 1) return `${words.yesterday} ${time}`;
  return moment.year === present.year ? moment.toFormat('MM-dd HH:mm') : moment.toFormat('yyyy-MM-dd HH:mm');
}

/** The same without words: `14:20` today, `11-23 02:20` on another day. */
export function formatTime(at: Date, now: Date, zone: string): string {
  const moment = DateTime.fromJSDate(at, { zone });
  return moment.toFormat(dayOf(at, zone) === dayOf(now, zone) ? 'HH:mm' : 'MM-dd HH:mm');
}

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd');
}

/** The first instant of a day `YYYY-MM-DD` in a zone, or null when there is no such day. */
export function startOfDay(day: string, zone: string): Date | null {
  const start = DateTime.fromFormat(day, 'yyyy-MM-dd', { zone });
  return start.isValid ? start.toJSDate() : null;
}

/** The first instant after a day `YYYY-MM-DD` in a zone, right on days of 23 and 25 hours too. */
export function endOfDay(day: string, zone: string): Date | null {
  const start = DateTime.fromFormat(day, 'yyyy-MM-dd', { zone });
  return start.isValid ? start.plus({ days: 1 }).startOf('day').toJSDate() : null;
}
