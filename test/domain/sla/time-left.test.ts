import { expect, test } from 'vitest';
import { type ClockFace, timeLeft } from '../../../src/domain/sla/time-left.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/domain/time/duration.ts';

/** What a clock says at ten o'clock. */

const NOW = new Date('2026-11-24T02:00:00Z');
const at = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS);
const aClock = (face: Partial<ClockFace>): ClockFace => ({
  dueAt: null,
  warnAt: null,
  paused: false,
  leftMinutes: null,
  targetMinutes: 120,
  ...face,
});

test.each([
  ['no clock at all', null, { state: 'none', ms: 0, share: 0 }],
  ['a clock without a running timer', aClock({}), { state: 'none', ms: 0, share: 0 }],
  [
    'well before its due time',
    aClock({ dueAt: at(60), warnAt: at(30) }),
    { state: 'ok', ms: HOUR_MS, share: 0.5 },
  ],
  ['nothing warns', aClock({ dueAt: at(1) }), { state: 'ok', ms: MINUTE_MS, share: 1 / 120 }],
  [
    'at the moment of the warning',
    aClock({ dueAt: at(60), warnAt: at(0) }),
    { state: 'warning', ms: HOUR_MS, share: 0.5 },
  ],
  [
    'a moment before it',
    aClock({ dueAt: at(60), warnAt: at(0.02) }),
    { state: 'ok', ms: HOUR_MS, share: 0.5 },
  ],
  [
    'after the warning',
    aClock({ dueAt: at(30), warnAt: at(-30) }),
    { state: 'warning', ms: HOUR_MS / 2, share: 0.25 },
  ],
  ['at the due time', aClock({ dueAt: at(0), warnAt: at(-60) }), { state: 'over', ms: 0, share: 0 }],
  ['after it', aClock({ dueAt: at(-90), warnAt: at(-150) }), { state: 'over', ms: 1.5 * HOUR_MS, share: 0 }],
  [
    'more wall time than its target: a night lies between',
    aClock({ dueAt: at(900) }),
    { state: 'ok', ms: 15 * HOUR_MS, share: 1 },
  ],
  ['paused', aClock({ paused: true, leftMinutes: 30 }), { state: 'paused', ms: HOUR_MS / 2, share: 0.25 }],
  ['paused after its time', aClock({ paused: true, leftMinutes: -5 }), { state: 'paused', ms: 0, share: 0 }],
  [
    'without a target',
    aClock({ dueAt: at(5), targetMinutes: null }),
    { state: 'ok', ms: 5 * MINUTE_MS, share: 1 },
  ],
] as const)('%s', (_, clock, says) => {
  expect(timeLeft(clock, NOW)).toEqual(says);
});
