import chineseDays from 'chinese-days';
import { DAY_MS } from '../../domain/time/duration.ts';

/** A day of the State Council's yearly list (spec 05). */
export interface ChinaDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** 国庆节. */
  readonly name: string;
  /** Of a make-up working day: the weekday that it stands in for, Monday is 1. Null: nobody works. */
  readonly likeWeekday: number | null;
}

const FRIDAY = 5;
const MONDAY = 1;
const SATURDAY = 6;

/**
 * China's holidays and make-up working days of a year, out of the package `chinese-days`; null for a year that it does not
 * know, which is not one without holidays. A make-up day stands in for the working day of the same holiday that is off
 * instead, in their order; where they don't pair off, for the nearest working day.
 */
export function findChinaDays(year: number): readonly ChinaDay[] | null {
  const found = daysOf(year).flatMap((day) => {
    const { name, work } = chineseDays.getDayDetail(day);
    // Ordinary days are called Monday to Sunday; the others `National Day,国庆节,3`.
    const [, chinese] = name.split(',');
    return chinese === undefined ? [] : [{ day, name: chinese, work }];
  });
  if (found.length === 0) return null;
  return found.map(({ day, name, work }) => {
    if (!work) return { day, name, likeWeekday: null };
    const ofSame = found.filter((other) => other.name === name);
    const place = ofSame.filter((other) => other.work).findIndex((other) => other.day === day);
    const freed = ofSame.filter((other) => !other.work && chineseDays.isInLieu(other.day))[place];
    return { day, name, likeWeekday: freed ? weekdayOf(freed.day) : nearestWorkday(weekdayOf(day)) };
  });
}

function daysOf(year: number): string[] {
  const days: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** Monday is 1, Sunday 7. */
function weekdayOf(day: string): number {
  return new Date(day).getUTCDay() || 7;
}

function nearestWorkday(weekday: number): number {
  if (weekday < SATURDAY) return weekday;
  return weekday === SATURDAY ? FRIDAY : MONDAY;
}
