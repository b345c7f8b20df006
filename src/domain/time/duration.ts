export type DurationUnit = 'day' | 'hour' | 'minute';

export interface DurationPart {
  readonly unit: DurationUnit;
  readonly value: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Splits a duration in milliseconds into at most two neighbouring units, rounded down: 3 days and 8 hours, 5 hours
 * and 10 minutes, 14 minutes (spec 05, time left or over). A unit of zero is left out; below a minute, and for a
 * negative duration, the answer is empty. A day is 24 hours.
 */
export function splitDuration(ms: number): readonly DurationPart[] {
  const left = Math.max(0, ms);
  const days = Math.floor(left / DAY_MS);
  const hours = Math.floor((left % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  const parts: DurationPart[] =
    days > 0
      ? [
          { unit: 'day', value: days },
          { unit: 'hour', value: hours },
        ]
      : [
          { unit: 'hour', value: hours },
          { unit: 'minute', value: minutes },
        ];
  return parts.filter((part) => part.value > 0);
}
