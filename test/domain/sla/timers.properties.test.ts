import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TicketHistory, waitsOf } from '../../../src/domain/sla/history.ts';
import { type Timer, timersOf } from '../../../src/domain/sla/timers.ts';
import {
  addWorkingMinutes,
  type Calendar,
  workingMinutesBetween,
} from '../../../src/domain/time/calendar.ts';
import { MINUTE_MS } from '../../../src/domain/time/duration.ts';
import { allDay, nightly, office, policyOf, sixDays, tellStory } from '../../support/sla-stories.ts';

/** Working a history out from scratch gives the same as living it step by step (spec 05). */

const LINES = [
  'accept',
  'feedback',
  'note',
  'wait',
  'resume',
  'wait',
  'resume',
  'go review',
  'go operations',
  'assign',
] as const;
const START = Date.UTC(2026, 1, 12, 1);

const story = fc
  .array(
    fc.record({
      after: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2000 })),
      line: fc.constantFrom(...LINES, 'close', 'reopen review'),
    }),
    { maxLength: 25 },
  )
  .map((lines) => {
    let at = START;
    let isClosed = false;
    const told = ['create review'];
    const times = [START];
    for (const { after, line } of lines) {
      if (isClosed !== (line === 'reopen review')) continue;
      at += after * MINUTE_MS;
      isClosed = line === 'close';
      told.push(line);
      times.push(at);
    }
    return told.map(
      (line, index) => `${new Date(times[index] ?? 0).toISOString().replace('Z', '+00:00')} ${line}`,
    );
  });
const calendars = fc.constantFrom<Calendar | null>(
  null,
  office,
  sixDays,
  nightly('America/New_York'),
  allDay('Europe/Berlin'),
);
const minutes = fc.integer({ min: 1, max: 3000 });

const keyOf = ({ metric, occasion }: Timer): string => `${metric} ${occasion}`;

/** Entry by entry: what is left runs down while it runs, and stays while it waits. */
function live(
  history: TicketHistory,
  { startedAt, endedAt }: Timer,
  calendar: Calendar | null,
  target: number,
) {
  const add = (from: Date, left: number): Date | null =>
    calendar === null ? new Date(from.getTime() + left * MINUTE_MS) : addWorkingMinutes(calendar, from, left);
  const worked = (from: Date, to: Date): number =>
    calendar === null
      ? (to.getTime() - from.getTime()) / MINUTE_MS
      : workingMinutesBetween(calendar, from, to);
  const isWaiting = waitsOf(history).some(
    ({ from, to }) => from <= startedAt && (to === null || to > startedAt),
  );
  let since: Date | null = isWaiting ? null : startedAt;
  let left = target;
  for (const { at, status } of history.entries) {
    if (at < startedAt || (endedAt !== null && at >= endedAt)) continue;
    if (status === 'waiting' && since) {
      const due = add(since, left);
      // Over before the wait began: nothing moves it any more.
      if (due && due < at) return due;
      left -= worked(since, at);
      since = null;
    } else if (status !== 'waiting') since ??= at;
  }
  // Whatever it waited for, its end has ended that.
  return since ? add(since, left) : endedAt ? add(endedAt, left) : null;
}

test('from scratch it is due when it was while it was lived', () => {
  fc.assert(
    fc.property(story, calendars, minutes, (lines, calendar, target) => {
      const { history, now } = tellStory(lines.join('; '));
      for (const timer of timersOf(history, policyOf(calendar, target), now))
        expect([keyOf(timer), timer.dueAt]).toEqual([keyOf(timer), live(history, timer, calendar, target)]);
    }),
    { numRuns: 500 },
  );
});

test('what has ended never changes, nothing that was measured is lost, and a breach never vanishes', () => {
  fc.assert(
    fc.property(story, calendars, minutes, (lines, calendar, target) => {
      const policy = policyOf(calendar, target);
      let before: readonly Timer[] = [];
      for (let count = 1; count <= lines.length; count += 1) {
        const { history, now } = tellStory(lines.slice(0, count).join('; '));
        const timers = timersOf(history, policy, now);
        const byKey = new Map(timers.map((timer) => [keyOf(timer), timer]));
        for (const timer of before) {
          const again = byKey.get(keyOf(timer));
          if (timer.endedAt) expect(again).toEqual(timer);
          expect(again?.startedAt).toEqual(timer.startedAt);
          if (timer.breachedAt) expect(again?.breachedAt).toEqual(timer.breachedAt);
        }
        before = timers;
      }
    }),
  );
});

test('nothing that is paused is due, and what is left and what has run make the whole', () => {
  fc.assert(
    fc.property(story, calendars, minutes, (lines, calendar, target) => {
      const { history, now } = tellStory(lines.join('; '));
      for (const { pausedAt, dueAt, leftMinutes, breachedAt } of timersOf(
        history,
        policyOf(calendar, target),
        now,
      )) {
        if (pausedAt !== null) expect(dueAt === null || dueAt < pausedAt).toBe(true);
        if (leftMinutes !== null) {
          expect(dueAt ?? breachedAt).toBeNull();
          expect(leftMinutes).toBeGreaterThanOrEqual(-1e-6);
          expect(leftMinutes).toBeLessThanOrEqual(target);
        }
      }
    }),
  );
});
