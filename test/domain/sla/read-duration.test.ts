import { expect, test } from 'vitest';
import { readDuration } from '../../../src/domain/sla/read-duration.ts';

/** How durations are typed (spec 05); a bare number is hours for time limits, minutes for steps. */
test.each<[string, number | null]>([
  ['24', 1440],
  ['24h', 1440],
  ['24 H', 1440],
  ['1d 4h', 1680],
  ['90m', 90],
  ['90 min', 90],
  ['1.5h', 90],
  ['0.5', 30],
  ['2 小时', 120],
  ['2小时30分钟', 150],
  ['1 天 4 小时', 1680],
  ['半小时', null],
  ['２４小时', 1440],
  ['1h30', 90],
  ['8:30', 510],
  ['2 hours and 5 minutes', 125],
  ['30m 2h', null],
  ['1h 2h', null],
  ['-1', null],
  ['1.001h', null],
  ['soon', null],
  ['', null],
])('%s', (text, minutes) => {
  expect(readDuration(text, 'hour')).toBe(minutes);
});

test('a bare number of a step is minutes', () => {
  expect(readDuration('60', 'minute')).toBe(60);
});
