import type { FieldRow, FieldValue, FieldValues, FormField } from './field.ts';
import { rowsIn, textsIn } from './field-kinds.ts';
import { displayPhone } from './phone.ts';
import { resolveDateBound } from './read-date.ts';
import { isBlank, tidyLines } from './text-rules.ts';

/** One answer as a form sends it: absent, given once, or a repeated parameter. */
export type RawAnswer = string | readonly string[] | undefined;

/** A form as it was sent, by field key. The caller has taken away any prefix of the input names. */
export type RawForm = Readonly<Record<string, RawAnswer>>;

/** The choice that opens a free text, and what stands before that text in the stored value. */
export const OTHER = 'other';
export const OTHER_PREFIX = 'other:';

/** Key of the free text that belongs to the choice 其他 of a field. */
export function otherKey(key: string): string {
  return `${key}_other`;
}

/** The answer to a key; keys such as `constructor` never reach the prototype. */
export function answerOf(raw: RawForm, key: string): RawAnswer {
  return Object.hasOwn(raw, key) ? raw[key] : undefined;
}

/** The stored value under a key; undefined for nothing. */
export function valueIn(values: FieldValues, key: string): FieldValue | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** An answer as a list without empty entries. */
export function answersIn(answer: RawAnswer): readonly string[] {
  if (answer === undefined) return [];
  return (typeof answer === 'string' ? [answer] : answer).filter((entry) => entry !== '');
}

/** Whether a switch was sent as on. */
export function isOn(answer: RawAnswer): boolean {
  return answersIn(answer).some((entry) => ON_WORDS.includes(entry));
}
export const ON_WORDS: readonly string[] = ['on', 'true', '1'];
export const OFF_WORDS: readonly string[] = ['off', 'false', '0'];

/** Name of one input of a group, e.g. `goods.0.sku`. */
export function cellKey(group: string, row: number, key: string): string {
  return `${group}.${row}.${key}`;
}

/** Row and field of an input of this group; undefined for a name that is none of its. */
export function cellOf(
  group: string,
  name: string,
): { readonly row: number; readonly key: string } | undefined {
  if (!name.startsWith(`${group}.`)) return undefined;
  const [, row, key] = CELL.exec(name.slice(group.length + 1)) ?? [];
  return row === undefined || key === undefined ? undefined : { row: Number(row), key };
}
/** A number of nine digits names a row like any other: rows are looked up, never counted up to. */
const CELL = /^(\d{1,9})\.(.+)$/;

/** The keys under which a form holds this field: one, those of a free text, or those of all cells of a group. */
export function keysIn(field: FormField, raw: RawForm): readonly string[] {
  if (field.type === 'group') {
    const known = new Set((field.fields ?? []).flatMap(ownKeys));
    return Object.keys(raw).filter((name) => known.has(cellOf(field.key, name)?.key ?? ''));
  }
  return ownKeys(field);
}

function ownKeys({ key, allowOther }: FormField): readonly string[] {
  return allowOther === true ? [key, otherKey(key)] : [key];
}

/**
 * The rows of a group as they were sent, each a small form (spec 02). Numbers may have gaps where a row was removed;
 * a row in which nothing is filled in is none.
 */
export function rowsOf(field: FormField, raw: RawForm): readonly RawForm[] {
  const rows = new Map<number, [string, RawAnswer][]>();
  for (const name of keysIn(field, raw)) {
    const cell = cellOf(field.key, name);
    if (cell === undefined) continue;
    const cells = rows.get(cell.row) ?? [];
    cells.push([cell.key, answerOf(raw, name)]);
    rows.set(cell.row, cells);
  }
  return [...rows]
    .sort(([one], [two]) => one - two)
    .filter(([, cells]) => cells.some(([, answer]) => answersIn(answer).some((text) => !isBlank(text))))
    .map(([, cells]) => Object.fromEntries(cells));
}

/** Stored values as a form would send them, so that a saved ticket can be edited (spec 02). */
export function rawFromValues(fields: readonly FormField[], values: FieldValues): RawForm {
  const entries = fields.flatMap((field) => {
    const value = valueIn(values, field.key);
    return value === undefined ? [] : entriesOf(field, value);
  });
  return Object.fromEntries(entries);
}

function entriesOf(field: FormField, value: FieldValue): [string, RawAnswer][] {
  if (field.type === 'group') {
    return rowsIn(value).flatMap((row, index) => entriesOfRow(field, row, index));
  }
  const { answer, other } = rawFromValue(field, value);
  return [
    [field.key, answer],
    ...(other === undefined ? [] : [[otherKey(field.key), other] satisfies [string, string]]),
  ];
}

function entriesOfRow(group: FormField, row: FieldRow, index: number): [string, RawAnswer][] {
  const cells = Object.entries(rawFromValues(group.fields ?? [], row));
  return cells.map(([key, answer]) => [cellKey(group.key, index, key), answer]);
}

/** Whether a form says the stored value again, as one that shows it sends it back when nobody touches it. */
export function isAsStored(field: FormField, raw: RawForm, stored: FieldValue | undefined): boolean {
  const kept: RawForm = stored === undefined ? {} : Object.fromEntries(entriesOf(field, stored));
  if (field.type === 'group') {
    const [before, now] = [rowsOf(field, kept), rowsOf(field, raw)];
    const fields = field.fields ?? [];
    return (
      before.length === now.length && before.every((row, index) => isSameRow(fields, row, now[index] ?? {}))
    );
  }
  const other = otherKey(field.key);
  const isSameText =
    answerOf(kept, other) === undefined || isSameAnswer(answerOf(kept, other), answerOf(raw, other));
  return isSameAnswer(answerOf(kept, field.key), answerOf(raw, field.key)) && isSameText;
}

function isSameRow(fields: readonly FormField[], one: RawForm, two: RawForm): boolean {
  return fields.flatMap(ownKeys).every((key) => isSameAnswer(answerOf(one, key), answerOf(two, key)));
}

function isSameAnswer(a: RawAnswer, b: RawAnswer): boolean {
  const [one, two] = [a, b].map((each) => answersIn(each).map(tidyLines).filter(Boolean).sort());
  return JSON.stringify(one) === JSON.stringify(two);
}

/** The values a new form starts with; `today±n` of a date field becomes that day (spec 02). */
export function defaultValues(fields: readonly FormField[], today?: string): FieldValues {
  const entries: [string, FieldValue][] = [];
  for (const { key, type, default: value } of fields) {
    if (value === undefined) continue;
    if (type === 'date' && typeof value === 'string' && today !== undefined) {
      entries.push([key, resolveDateBound(value, today) ?? value]);
    } else entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function rawFromValue(field: FormField, value: FieldValue): { answer: RawAnswer; other?: string } {
  if (typeof value === 'boolean') return { answer: value ? 'on' : undefined };
  if (typeof value === 'number') return { answer: plainNumber(value, field.type === 'money' ? 2 : 0) };
  const answer = typeof value === 'string' ? value : textsIn(value);
  if (field.allowOther === true) return rawFromChoices(answer);
  if (typeof answer === 'string' && field.type === 'phone') return { answer: displayPhone(answer) };
  return { answer };
}

function rawFromChoices(value: string | readonly string[]): { answer: RawAnswer; other?: string } {
  const chosen = typeof value === 'string' ? [value] : value;
  const other = chosen.find((entry) => entry.startsWith(OTHER_PREFIX))?.slice(OTHER_PREFIX.length);
  const answers = chosen.map((entry) => (entry.startsWith(OTHER_PREFIX) ? OTHER : entry));
  const answer = typeof value === 'string' ? answers[0] : answers;
  return other === undefined ? { answer } : { answer, other };
}

/** A number in digits alone: never with an exponent, without separators. */
function plainNumber(value: number, decimals: number): string {
  return value.toLocaleString('en-US', {
    useGrouping: false,
    minimumFractionDigits: decimals,
    maximumFractionDigits: 20,
  });
}
