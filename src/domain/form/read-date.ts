import { DateTime } from 'luxon';
import { z } from 'zod';
import type { FieldType, FormField } from './field.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';

/** A year outside these is a slip of the finger, not a date of a customer's problem. */
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2100-12-31';

const DAY = z.iso.date();
const CLOCK = z.iso.time({ precision: -1 });
const RELATIVE = /^today(?:([+-])(\d{1,5}))?$/;

type MomentType = Extract<FieldType, 'date' | 'datetime' | 'time'>;

/** Whether a text is a real day, moment or time of day in the form that native inputs send. */
export function isMoment(type: MomentType, text: string): boolean {
  if (type === 'date') return DAY.safeParse(text).success;
  if (type === 'time') return CLOCK.safeParse(text).success;
  return text[10] === 'T' && isMoment('date', text.slice(0, 10)) && isMoment('time', text.slice(11));
}

/**
 * A bound or default of a date field as a fixed one: `today`, `today+7` and `today-30` are counted from `today`,
 * the day in the company's zone (spec 02). Undefined where the text means nothing.
 */
export function resolveDateBound(bound: number | string | undefined, today: string): string | undefined {
  if (typeof bound !== 'string') return undefined;
  const relative = RELATIVE.exec(bound.trim());
  if (relative === null) {
    const fixed = bound.trim();
    return isMoment('date', fixed) || isMoment('datetime', fixed) || isMoment('time', fixed)
      ? fixed
      : undefined;
  }
  const days = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1);
  return DateTime.fromISO(today, { zone: 'utc' }).plus({ days }).toISODate() ?? undefined;
}

/** Earliest and latest answer of a date, datetime or time field. */
export function momentBounds(
  field: FormField,
  today: string,
): { readonly min: string | undefined; readonly max: string | undefined } {
  const min = resolveDateBound(field.min, today);
  const max = resolveDateBound(field.max, today);
  if (field.type === 'time') return { min, max };
  return {
    min: min === undefined || min < FIRST_DAY ? FIRST_DAY : min,
    max: max === undefined || max > LAST_DAY ? LAST_DAY : max,
  };
}

/** Reads a day, a moment or a time of day; ISO texts of the same shape compare as texts (spec 02). */
export function readMoment(text: string, field: FormField, type: MomentType, today: string): Reading {
  if (!isMoment(type, text)) return refused(`${type}_invalid`);
  const { min, max } = momentBounds(field, today);
  // A day as the bound of a moment means all of that day: only the day parts are compared.
  if (min !== undefined && text.slice(0, min.length) < min) return refused('too_early', { min });
  if (max !== undefined && text.slice(0, max.length) > max) return refused('too_late', { max });
  return accepted(text);
}
