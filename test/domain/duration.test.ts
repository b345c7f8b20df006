import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, splitDuration } from '../../src/domain/time/duration.ts';

const told = (ms: number): string =>
  splitDuration(ms)
    .map((part) => `${part.value} ${part.unit}`)
    .join(' ');

describe('splitDuration', () => {
  it.each([
    [0, ''],
    [MINUTE_MS - 1, ''],
    [MINUTE_MS, '1 minute'],
    [14 * MINUTE_MS + 59_999, '14 minute'],
    [HOUR_MS - 1, '59 minute'],
    [HOUR_MS, '1 hour'],
    [5 * HOUR_MS + 10 * MINUTE_MS, '5 hour 10 minute'],
    [DAY_MS - 1, '23 hour 59 minute'],
    [DAY_MS, '1 day'],
    [DAY_MS + 59 * MINUTE_MS, '1 day'],
    [DAY_MS + 4 * HOUR_MS + 20 * MINUTE_MS, '1 day 4 hour'],
    [400 * DAY_MS, '400 day'],
    [-5 * MINUTE_MS, ''],
  ])('%i ms is "%s"', (ms, expected) => {
    expect(told(ms)).toBe(expected);
  });

  it('never says more than there is, and never leaves out more than the unit below', () => {
    const unit = { day: DAY_MS, hour: HOUR_MS, minute: MINUTE_MS };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 * DAY_MS }), (ms) => {
        const parts = splitDuration(ms);
        const said = parts.reduce((total, part) => total + part.value * unit[part.unit], 0);
        expect(parts.length).toBeLessThanOrEqual(2);
        expect(said).toBeLessThanOrEqual(ms);
        expect(ms - said).toBeLessThan(ms >= DAY_MS ? HOUR_MS : MINUTE_MS);
      }),
    );
  });
});
