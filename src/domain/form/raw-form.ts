import type { FieldValue, FieldValues, FormField } from './field.ts';
import { displayPhone } from './phone.ts';
import { resolveDateBound } from './read-date.ts';
import { tidyLines } from './text-rules.ts';

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

/** Stored values as a form would send them, so that a saved ticket can be edited (spec 02). */
export function rawFromValues(fields: readonly FormField[], values: FieldValues): RawForm {
  const entries: [string, RawAnswer][] = [];
  for (const field of fields) {
    const value = valueIn(values, field.key);
    if (value === undefined) continue;
    const { answer, other } = rawFromValue(field, value);
    entries.push([field.key, answer]);
    if (other !== undefined) entries.push([otherKey(field.key), other]);
  }
  return Object.fromEntries(entries);
}

/** Whether an answer is the stored value again, as a form that shows it sends it back when nobody touches it. */
export function isAsStored(
  field: FormField,
  answer: RawAnswer,
  other: RawAnswer,
  stored: FieldValue | undefined,
): boolean {
  const kept: { answer: RawAnswer; other?: string } =
    stored === undefined ? { answer: undefined } : rawFromValue(field, stored);
  const isSameText = kept.other === undefined || isSameAnswer(kept.other, other);
  return isSameAnswer(kept.answer, answer) && isSameText;
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
  if (field.allowOther === true) return rawFromChoices(value);
  if (typeof value === 'string' && field.type === 'phone') return { answer: displayPhone(value) };
  return { answer: value };
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
