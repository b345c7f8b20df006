import { isBuiltIn } from './built-in-fields.ts';
import { displayValue } from './display-value.ts';
import type { FieldType, FieldValue, FormField } from './field.ts';
import { displayPhone } from './phone.ts';
import type { Translate } from './translate.ts';

/** Stands for a value of which nothing may be seen; also the answer "leave it as it is" of a choice. */
export const MASK = '••••';
const STARS = '****';
/** Fewer digits than this: too short for a number of which some may be seen. */
const LONG_NUMBER = 10;
/** At least as many characters of a number stay unseen. */
const HIDDEN = 3;
/** With fewer characters, the first and the last would tell most of a text. */
const LONG_TEXT = 6;

/** Whether the answers to a field are masked (spec 02). Built-in fields never are: lists and searches show them. */
export function isSensitive(field: Pick<FormField, 'key' | 'sensitive'>): boolean {
  return field.sensitive === true && !isBuiltIn(field.key);
}

/** A stored value as everyone may see it (spec 02): masked where its field is sensitive. */
export function displayMasked(field: FormField, value: FieldValue | undefined, t: Translate): string {
  const text = displayValue(field, value, t);
  return isSensitive(field) ? maskShown(field.type, value, text, t) : text;
}

/**
 * A value masked by its type (spec 02), each of several by itself.
 * @param text the value as it would be shown
 */
export function maskShown(type: FieldType, value: unknown, text: string, t: Translate): string {
  if (text === '') return '';
  if (!Array.isArray(value)) return maskText(type, text);
  return value.map((each: unknown) => maskEntry(type, each)).join(t('form.list_separator'));
}

/** One text masked by the type of its field. */
export function maskText(type: FieldType, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  return rule?.(trimmed) ?? MASK;
}

/** True for a text that a person can only have from a mask. */
export function looksMasked(text: string): boolean {
  return text.includes(STARS) || text.includes(MASK);
}

// By name, not by FieldType: what has no rule here is shown as nothing but a mask, whatever types there come to be.
const RULES: Readonly<Record<string, (text: string) => string>> = {
  text: maskPlain,
  textarea: maskPlain,
  url: maskPlain,
  phone: maskPhone,
  email: maskEmail,
  id_card: (text) => maskMiddle(text, 3, 4),
};

/** A row of several inputs, or one value of several. */
function maskEntry(type: FieldType, entry: unknown): string {
  if (typeof entry === 'string') return maskText(type, entry);
  if (typeof entry !== 'object' || entry === null) return MASK;
  return Object.values(entry)
    .map((cell: unknown) => (typeof cell === 'string' ? maskText('text', cell) : MASK))
    .filter((cell) => cell !== '')
    .join(' ');
}

/** Card and account numbers keep their last four; other texts their first and last character at most. */
function maskPlain(text: string): string {
  const number = text.replace(/[\s-]/g, '');
  if (/^\d+[Xx]?$/.test(number) && number.length >= LONG_NUMBER) return `${STARS}${number.slice(-4)}`;
  const characters = Array.from(text);
  if (characters.length < 2) return MASK;
  const last = characters.length < LONG_TEXT ? '' : (characters.at(-1) ?? '');
  return `${characters[0] ?? ''}${STARS}${last}`;
}

/** `138****1234`, `010****5678`. */
function maskPhone(text: string): string {
  const number = digitsOf(displayPhone(text));
  return number.length >= LONG_NUMBER ? maskMiddle(number, 3, 4) : maskMiddle(number, 0, 2);
}

function maskEmail(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 1) return maskPlain(text);
  const name = Array.from(text.slice(0, at));
  return `${name.length > 1 ? (name[0] ?? '') : ''}${STARS}${text.slice(at)}`;
}

function maskMiddle(text: string, first: number, last: number): string {
  if (text.length < first + last + HIDDEN) return MASK;
  return `${text.slice(0, first)}${STARS}${text.slice(text.length - last)}`;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
