import type { Interval } from './calendar.ts';
import { MINUTE_MS, HOUR_MS } from './duration.ts';

const HOUR_MINUTES = HOUR_MS / MINUTE_MS;
export const DAY_MINUTES = 24 * HOUR_MINUTES;

/** A time of day as people write it (`9`, `9:30`, `0930`, `24:00`, `９：３０`), in minutes; undefined if it is none. */
export function readClock(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim().replace('.', ':');
  const [, hours, minutes = '0'] = /^(\d{1,2})(?::?(\d{2}))?$/.exec(plain) ?? [];
  if (hours === undefined) return undefined;
  const total = Number(hours) * HOUR_MINUTES + Number(minutes);
  return Number(minutes) < HOUR_MINUTES && total <= DAY_MINUTES ? total : undefined;
}

/** Minutes since midnight as `09:30`; the end of a day is `24:00`. */
export function tellClock(minutes: number): string {
  const hours = Math.floor(minutes / HOUR_MINUTES);
  return `${String(hours).padStart(2, '0')}:${String(minutes % HOUR_MINUTES).padStart(2, '0')}`;
}

/** `09:00–12:00`. */
export function tellInterval([from, to]: Interval): string {
  return `${tellClock(from)}–${tellClock(to)}`;
}

/** One line of hours as they were typed. */
export interface TypedInterval {
  readonly from: string;
  readonly to: string;
}

export type TypedHours =
  | { readonly ok: true; readonly intervals: readonly Interval[] }
  /** What is wrong with which line; a code of `form.problem`. */
  | { readonly ok: false; readonly row: number; readonly cell: 'from' | 'to'; readonly code: string };

/** Reads the hours of a day (spec 05): real times, the end after the beginning, no overlap. Sorted by their beginning. */
export function readHours(typed: readonly TypedInterval[]): TypedHours {
  const read: { readonly row: number; readonly interval: Interval }[] = [];
  for (const [row, { from, to }] of typed.entries()) {
    const [begin, end] = [readClock(from), readClock(to)];
    if (begin === undefined) return { ok: false, row, cell: 'from', code: 'clock_invalid' };
    if (end === undefined) return { ok: false, row, cell: 'to', code: 'clock_invalid' };
    if (end <= begin) return { ok: false, row, cell: 'to', code: 'hours_reversed' };
    read.push({ row, interval: [begin, end] });
  }
  read.sort((one, other) => one.interval[0] - other.interval[0]);
  for (const [index, { row, interval }] of read.entries()) {
    const before = read[index - 1];
    if (before && interval[0] < before.interval[1])
      return { ok: false, row, cell: 'from', code: 'hours_overlap' };
  }
  return { ok: true, intervals: read.map(({ interval }) => interval) };
}
