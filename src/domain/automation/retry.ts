import { MINUTE_MS } from '../time/duration.ts';

/** What fails so often is given up, and on record as failed (spec 04). */
export const MOST_ATTEMPTS = 5;

/** When to try again what has failed so many times: a minute later, then two, four … */
export function retryAt(now: Date, attempts: number): Date {
  return new Date(now.getTime() + MINUTE_MS * 2 ** (attempts - 1));
}
