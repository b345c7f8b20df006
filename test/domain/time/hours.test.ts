import { describe, expect, test } from 'vitest';
import { readClock, readHours, tellClock, tellInterval } from '../../../src/domain/time/hours.ts';
import { findMissingYears } from '../../../src/domain/time/missing-years.ts';

/** Hours as people write them, and years that nobody has looked after (spec 05). */

test.each([
  ['9', 540],
  ['09:30', 570],
  ['0930', 570],
  ['９：３０', 570],
  ['9.30', 570],
  ['00:00', 0],
  ['24:00', 1440],
  ['24:01', undefined],
  ['9:60', undefined],
  ['930', 570],
  ['-1', undefined],
  ['', undefined],
  ['morning', undefined],
])('%s is minute %s', (text, minute) => {
  expect(readClock(text)).toBe(minute);
});

test('they are told alike', () => {
  expect([tellClock(0), tellClock(545), tellClock(1440)]).toEqual(['00:00', '09:05', '24:00']);
  expect(tellInterval([810, 1080])).toBe('13:30–18:00');
});

describe('the hours of a day', () => {
  test('come sorted, and may meet', () => {
    const typed = [
      { from: '13:30', to: '18' },
      { from: '9', to: '12:00' },
      { from: '12', to: '12:30' },
    ];
    expect(readHours(typed)).toEqual({
      ok: true,
      intervals: [
        [540, 720],
        [720, 750],
        [810, 1080],
      ],
    });
  });

  test.each([
    [[{ from: 'x', to: '18' }], { row: 0, cell: 'from', code: 'clock_invalid' }],
    [[{ from: '9', to: '25' }], { row: 0, cell: 'to', code: 'clock_invalid' }],
    [[{ from: '22', to: '6' }], { row: 0, cell: 'to', code: 'hours_reversed' }],
    [[{ from: '9', to: '9' }], { row: 0, cell: 'to', code: 'hours_reversed' }],
    [
      [
        { from: '13', to: '18' },
        { from: '9', to: '13:01' },
      ],
      { row: 0, cell: 'from', code: 'hours_overlap' },
    ],
  ] as const)('%j', (typed, problem) => {
    expect(readHours(typed)).toEqual({ ok: false, ...problem });
  });
});

test.each([
  [[], '2026-11-23', []],
  [[2025, 2026], '2026-09-30', []],
  [[2025, 2026], '2026-10-01', [2027]],
  [[2025], '2026-11-23', [2026, 2027]],
  [[2025], '2026-01-01', [2026]],
  [[2026, 2027], '2026-12-31', []],
])('days of %j, on %s: %j are missing', (years, today, missing) => {
  expect(findMissingYears(years, today)).toEqual(missing);
});
