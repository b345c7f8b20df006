import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addWorkingMinutes,
  type Calendar,
  explainWorkingTime,
  type Interval,
  isWorking,
  nextWorkingStart,
  workingMinutesBetween,
} from '../../../src/domain/time/calendar.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/domain/time/duration.ts';

/** What holds of any calendar (spec 05), in zones whose clocks change by an hour, by half an hour, at midnight, never. */

const FIRST = Date.UTC(2025, 11, 1);
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/Havana',
  'Asia/Kathmandu',
];

/** Every second stretch between the sorted marks of a day is worked. */
const hours: fc.Arbitrary<readonly Interval[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 })
  .map((marks) => {
    const sorted = marks.map((mark) => mark * 15).sort((one, other) => one - other);
    return sorted.flatMap((from, index): Interval[] => {
      const to = sorted[index + 1];
      return index % 2 === 0 && to !== undefined ? [[from, to]] : [];
    });
  });
const day = fc
  .integer({ min: 0, max: 400 })
  .map((index) => new Date(FIRST + index * DAY_MS).toISOString().slice(0, 10));
const calendar: fc.Arbitrary<Calendar> = fc.record({
  zone: fc.constantFrom(...ZONES),
  week: fc.tuple(fc.constant<readonly Interval[]>([[600, 660]]), hours, hours, hours, hours, hours, hours),
  days: fc.array(fc.tuple(day, hours), { maxLength: 20 }).map((days) => new Map(days)),
});
const moment = fc
  .integer({ min: 0, max: 360 * 24 * 60 })
  .map((minute) => new Date(FIRST + minute * MINUTE_MS));
const minutes = fc.integer({ min: 0, max: 20_000 });

const add = (where: Calendar, from: Date, worked: number): Date => {
  const due = addWorkingMinutes(where, from, worked);
  if (!due) throw new Error('it is never due, though Mondays are worked');
  return due;
};

test('adding and counting undo each other', () => {
  fc.assert(
    fc.property(calendar, moment, minutes, (where, from, worked) => {
      expect(workingMinutesBetween(where, from, add(where, from, worked))).toBe(worked);
    }),
  );
});

test('what was counted leads back, to the end of the work at the latest', () => {
  fc.assert(
    fc.property(calendar, moment, fc.integer({ min: 0, max: 20_000 }), (where, from, passed) => {
      const to = new Date(from.getTime() + passed * MINUTE_MS);
      const due = add(where, from, workingMinutesBetween(where, from, to));
      expect(due.getTime()).toBeLessThanOrEqual(to.getTime());
      expect(workingMinutesBetween(where, due, to)).toBe(0);
    }),
  );
});

test('parts add up, both ways', () => {
  fc.assert(
    fc.property(calendar, moment, minutes, minutes, (where, from, one, other) => {
      expect(add(where, add(where, from, one), other)).toEqual(add(where, from, one + other));
      const middle = new Date(from.getTime() + one * MINUTE_MS);
      const end = new Date(middle.getTime() + other * MINUTE_MS);
      expect(workingMinutesBetween(where, from, middle) + workingMinutesBetween(where, middle, end)).toBe(
        workingMinutesBetween(where, from, end),
      );
    }),
  );
});

test('whoever starts later, or needs more, is not done earlier', () => {
  fc.assert(
    fc.property(calendar, moment, minutes, minutes, (where, from, worked, later) => {
      const due = add(where, from, worked + 1);
      expect(add(where, from, worked + 1 + later).getTime()).toBeGreaterThanOrEqual(due.getTime());
      const start = new Date(from.getTime() + later * MINUTE_MS);
      expect(add(where, start, worked + 1).getTime()).toBeGreaterThanOrEqual(due.getTime());
    }),
  );
});

test('a millisecond counts exactly when it is working time; no more is worked than passes', () => {
  fc.assert(
    fc.property(calendar, moment, (where, from) => {
      const next = new Date(from.getTime() + 1);
      expect(workingMinutesBetween(where, from, next) > 0).toBe(isWorking(where, from));
    }),
  );
});

test('a shift begins where there was no work before, and nothing is worked until then', () => {
  fc.assert(
    fc.property(calendar, moment, (where, from) => {
      const start = nextWorkingStart(where, from);
      if (!start) return;
      expect(isWorking(where, start)).toBe(true);
      expect(isWorking(where, new Date(start.getTime() - 1))).toBe(false);
      if (!isWorking(where, from)) expect(workingMinutesBetween(where, from, start)).toBe(0);
    }),
  );
});

test('the days of an explanation add up to what was worked', () => {
  fc.assert(
    fc.property(calendar, moment, minutes, (where, from, worked) => {
      const days = explainWorkingTime(where, from, add(where, from, worked));
      expect(days.reduce((sum, each) => sum + each.minutes, 0)).toBe(worked);
    }),
  );
});
