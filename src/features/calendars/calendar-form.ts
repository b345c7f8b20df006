import { z } from 'zod';
import type { FieldValue, FieldValues, FormField } from '../../domain/form/field.ts';
import { cellKey } from '../../domain/form/raw-form.ts';
import type { Interval } from '../../domain/time/calendar.ts';
import { readHours, tellClock } from '../../domain/time/hours.ts';
import { Invalid } from '../../errors.ts';

/** Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A day has room for so many intervals. */
const MOST_INTERVALS = 8;
const DEFAULT_ZONE = 'Asia/Shanghai';
const DEFAULT_HOURS: readonly Interval[] = [
  [540, 720],
  [810, 1080],
];

const Rows = z.array(z.object({ from: z.string(), to: z.string() })).default([]);

/** Every time zone that this Node.js knows, by name. */
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone }));

/** Name and zone of a calendar (spec 05). */
export function nameFields(): FormField[] {
  return [
    {
      key: 'name',
      type: 'text',
      label: 'config.calendar.field.name',
      required: true,
      width: 'half',
      maxLength: 100,
    },
    {
      key: 'zone',
      type: 'select',
      label: 'config.calendar.field.zone',
      help: 'config.calendar.help.zone',
      required: true,
      width: 'half',
      options: zones,
      default: DEFAULT_ZONE,
    },
  ];
}

/** The hours of each weekday, a group of rows each. */
export function weekFields(): FormField[] {
  return WEEKDAYS.map((day, index) => ({
    ...hoursField(day, `config.calendar.field.${day}`),
    ...(index < 5 && { default: rowsOfHours(DEFAULT_HOURS) }),
  }));
}

export function hoursField(key: string, label: string): FormField {
  const cell = (name: 'from' | 'to', placeholder: string): FormField => ({
    key: name,
    type: 'text',
    label: `config.calendar.cell.${name}`,
    placeholder,
    required: true,
    width: 'half',
    maxLength: 5,
  });
  return {
    key,
    type: 'group',
    label,
    required: false,
    width: 'full',
    maxRows: MOST_INTERVALS,
    fields: [cell('from', 'config.calendar.placeholder.from'), cell('to', 'config.calendar.placeholder.to')],
  };
}

/** Hours as the rows of the form. */
export function rowsOfHours(hours: readonly Interval[]): FieldValue {
  return hours.map(([from, to]) => ({ from: tellClock(from), to: tellClock(to) }));
}

/** A week as the form has it. */
export function valuesOfWeek(week: readonly (readonly Interval[])[]): FieldValues {
  return Object.fromEntries(WEEKDAYS.map((day, index) => [day, rowsOfHours(week[index] ?? [])]));
}

/** @throws Invalid at the cells that are wrong */
export function weekOfValues(values: FieldValues): (readonly Interval[])[] {
  return WEEKDAYS.map((day) => hoursOf(day, values[day]));
}

/** @throws Invalid at the cell that is wrong */
export function hoursOf(key: string, value: FieldValue | undefined): readonly Interval[] {
  const read = readHours(Rows.parse(value));
  if (read.ok) return read.intervals;
  throw new Invalid({ [cellKey(key, read.row, read.cell)]: { code: read.code, params: {} } });
}
