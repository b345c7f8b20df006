import { IANAZone } from 'luxon';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './duration.ts';

/** From and to, in minutes since midnight of that day; to is exclusive, at most 1440 (spec 05). */
export type Interval = readonly [from: number, to: number];

/** Working hours (spec 05): a week, and the days that differ from it: holidays and make-up working days. */
export interface Calendar {
  /** IANA name. */
  readonly zone: string;
  /** Monday first; the intervals of a day in order, without overlap. */
  readonly week: readonly (readonly Interval[])[];
  /** By day, `YYYY-MM-DD`. */
  readonly days: ReadonlyMap<string, readonly Interval[]>;
}

/** Instants in milliseconds; `to` is exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whoever finds no work for so many days in a row finds none at all. */
const HORIZON_DAYS = 400;

/**
 * Whether it is working time (spec 05): whether the clock on the wall of that place shows a time of one of the day's
 * intervals. Everything else here follows from this: an hour that clocks skip is not worked, one that they show twice
 * is worked twice, and minutes are those that really pass.
 */
export function isWorking(calendar: Calendar, at: Date): boolean {
  const zone = zoneOf(calendar);
  const wall = at.getTime() + offsetAt(zone, at.getTime());
  const day = Math.floor(wall / DAY_MS) * DAY_MS;
  const minute = (wall - day) / MINUTE_MS;
  return intervalsOf(calendar, day).some(([from, to]) => from <= minute && minute < to);
}

/**
 * When the first shift begins that begins at or after an instant (spec 05); intervals that meet, over midnight too, are
 * one shift. Null where none does within 400 days: nobody ever works, or somebody always does.
 */
export function nextWorkingStart(calendar: Calendar, at: Date): Date | null {
  const from = at.getTime();
  let end = Number.NEGATIVE_INFINITY;
  for (const span of spansFrom(calendar, from - DAY_MS, from + HORIZON_DAYS * DAY_MS)) {
    if (span.from > end && span.from >= from) return new Date(span.from);
    end = Math.max(end, span.to);
  }
  return null;
}

/**
 * The instant at which so many minutes of working time have passed since another (spec 05). Where they end together with
 * a shift, it is that shift's end and not the next one's beginning. No minutes are over at once.
 * @param minutes of working time; a fraction counts to the millisecond
 * @returns null where so much is never worked: nobody works for 400 days
 */
export function addWorkingMinutes(calendar: Calendar, from: Date, minutes: number): Date | null {
  let left = Math.round(minutes * MINUTE_MS);
  if (left <= 0) return from;
  let now = from.getTime();
  let horizon = now + HORIZON_DAYS * DAY_MS;
  for (;;) {
    const start = now;
    for (const span of spansFrom(calendar, start, horizon)) {
      const begin = Math.max(span.from, now);
      if (span.to <= begin) continue;
      if (begin + left <= span.to) return new Date(begin + left);
      left -= span.to - begin;
      now = span.to;
    }
    if (now === start) return null;
    horizon = now + HORIZON_DAYS * DAY_MS;
  }
}

/** Minutes of working time between two instants, exact to the millisecond (spec 05); negative where `to` is earlier. */
export function workingMinutesBetween(calendar: Calendar, from: Date, to: Date): number {
  if (to < from) return -workingMinutesBetween(calendar, to, from);
  let worked = 0;
  for (const span of spansFrom(calendar, from.getTime(), to.getTime())) {
    worked += Math.max(0, Math.min(span.to, to.getTime()) - Math.max(span.from, from.getTime()));
  }
  return worked / MINUTE_MS;
}

/** One day of an explanation: how much of it was worked, and by which hours. */
export interface WorkedDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Monday is 1. */
  readonly weekday: number;
  readonly intervals: readonly Interval[];
  /** It does not follow the week: a holiday, a make-up working day, other hours. */
  readonly differs: boolean;
  readonly minutes: number;
}

/** Why so much was worked between two instants: each day from the first to the last, with its hours (spec 05). */
export function explainWorkingTime(calendar: Calendar, from: Date, to: Date): WorkedDay[] {
  const zone = zoneOf(calendar);
  const last = dayAt(zone, to.getTime());
  const days: WorkedDay[] = [];
  for (let day = dayAt(zone, from.getTime()); day <= last; day += DAY_MS) {
    const worked = spansOfDay(calendar, zone, day).map((span) =>
      Math.max(0, Math.min(span.to, to.getTime()) - Math.max(span.from, from.getTime())),
    );
    days.push({
      day: keyOf(day),
      weekday: weekdayOf(day) + 1,
      intervals: intervalsOf(calendar, day),
      differs: calendar.days.has(keyOf(day)),
      minutes: worked.reduce((sum, ms) => sum + ms, 0) / MINUTE_MS,
    });
  }
  return days;
}

/** What is worked on the days of a stretch of time, in order; may begin before it and end after it. */
function* spansFrom(calendar: Calendar, from: number, to: number): Generator<Span> {
  const zone = zoneOf(calendar);
  const last = dayAt(zone, to);
  for (let day = dayAt(zone, from); day <= last; day += DAY_MS) yield* knownSpansOf(calendar, zone, day);
}

/** Where many are reckoned by one calendar, the same days come again and again. */
const KNOWN = new WeakMap<Calendar, Map<number, readonly Span[]>>();

function knownSpansOf(calendar: Calendar, zone: IANAZone, day: number): readonly Span[] {
  const days = KNOWN.get(calendar) ?? new Map<number, readonly Span[]>();
  if (days.size === 0) KNOWN.set(calendar, days);
  const spans = days.get(day) ?? spansOfDay(calendar, zone, day);
  days.set(day, spans);
  return spans;
}

/**
 * The intervals of a day as instants. All instants that any zone counts to the day lie within the stretch that is
 * looked at; where clocks change in it, the intervals are laid into the time before and the time after separately.
 */
function spansOfDay(calendar: Calendar, zone: IANAZone, day: number): Span[] {
  const intervals = intervalsOf(calendar, day);
  if (intervals.length === 0) return [];
  const [first, last] = [day - 15 * HOUR_MS, day + DAY_MS + 13 * HOUR_MS];
  const [before, after] = [offsetAt(zone, first), offsetAt(zone, last)];
  const lay = (offset: number, from: number, to: number): Span[] =>
    intervals
      .map(([begin, end]) => ({
        from: Math.max(from, day + begin * MINUTE_MS - offset),
        to: Math.min(to, day + end * MINUTE_MS - offset),
      }))
      .filter((span) => span.from < span.to);
  if (before === after) return lay(before, first, last);
  const change = findChange(zone, first, last);
  return [...lay(before, first, change), ...lay(after, change, last)];
}

/** The first instant at which the clocks of the end are in force. */
function findChange(zone: IANAZone, from: number, to: number): number {
  const after = offsetAt(zone, to);
  let [early, late] = [from, to];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(zone, middle) === after) late = middle;
    else early = middle;
  }
  return late;
}

/** Days are the UTC midnights of their dates here, so that a day is always 24 hours from the next. */
function dayAt(zone: IANAZone, at: number): number {
  return Math.floor((at + offsetAt(zone, at)) / DAY_MS) * DAY_MS;
}

function intervalsOf(calendar: Calendar, day: number): readonly Interval[] {
  return calendar.days.get(keyOf(day)) ?? calendar.week[weekdayOf(day)] ?? [];
}

function keyOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** Monday is 0; the first of January 1970 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day / DAY_MS + 3) % 7) + 7) % 7;
}

function zoneOf(calendar: Calendar): IANAZone {
  return IANAZone.create(calendar.zone);
}

function offsetAt(zone: IANAZone, at: number): number {
  return zone.offset(at) * MINUTE_MS;
}
