import type { FormField } from '../form/field.ts';
import { normalizePhone } from '../form/phone.ts';
import { isMoment } from '../form/read-date.ts';
import { readNumber } from '../form/read-number.ts';
import { type Attribute, type AttributeKind, optionIn } from './catalogue.ts';
import { foldWords } from './fold-words.ts';
import type { Operator, TestValue } from './language.ts';
import type { ValueProblemCode } from './problem.ts';

const VALUES_MAX = 100;
const VALUE_LENGTH_MAX = 200;
/** Ten years. */
const MINUTES_MAX = 5_270_400;

export type ValueReading =
  | { readonly ok: true; readonly value: TestValue }
  | {
      readonly ok: false;
      readonly code: ValueProblemCode;
      readonly params: Readonly<Record<string, string | number>>;
    };

type OneReading =
  { readonly ok: true; readonly value: string | number } | Extract<ValueReading, { ok: false }>;

/**
 * Reads the value of a test as its attribute has it (spec 04), typed or stored: `"12"` and 12 are the same id, `428 元`
 * is a number, a phone number is one however it is written.
 * @param isKept whether an option was there before, and so may be out of use
 */
export function readTestValue(
  raw: unknown,
  attribute: Attribute,
  operator: Operator,
  isKept: (value: string) => boolean,
): ValueReading {
  switch (operator) {
    case 'empty':
    case 'filled':
      return fine(null);
    case 'is':
      return readYesOrNo(raw);
    case 'within':
    case 'older_than':
      return readMinutes(raw);
    case 'at_least':
    case 'at_most':
      return readBound(raw, attribute);
    case 'contains':
    case 'lacks':
    case 'begins':
      return readList(raw, (text) => (attribute.kind === 'phone' ? readPhoneStart(text) : readWord(text)));
    case 'in':
    case 'not_in':
      return readList(raw, (text) => readMember(text, attribute, isKept));
  }
}

function fine(value: TestValue): ValueReading {
  return { ok: true, value };
}

function wrong(
  code: ValueProblemCode,
  params: Readonly<Record<string, string | number>> = {},
): Extract<ValueReading, { ok: false }> {
  return { ok: false, code, params };
}

/** Each entry once, in the order given; of the problems, the first. */
function readList(raw: unknown, readOne: (text: string) => OneReading): ValueReading {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (list.length === 0) return wrong('no_value');
  if (list.length > VALUES_MAX) return wrong('too_many_values', { max: VALUES_MAX });
  const values = new Set<string | number>();
  for (const each of list) {
    const text = textOf(each);
    if (text === null) return wrong('value_unusable');
    if (text === '') return wrong('no_value');
    if (text.length > VALUE_LENGTH_MAX) return wrong('value_too_long', { max: VALUE_LENGTH_MAX });
    const one = readOne(text);
    if (!one.ok) return one;
    values.add(one.value);
  }
  return fine([...values]);
}

/** What was typed or stored, as a text; null for what is none, or can't be stored. */
function textOf(raw: unknown): string | null {
  const text = typeof raw === 'number' && Number.isFinite(raw) ? String(raw) : raw;
  return typeof text === 'string' && !/[\p{Cc}\p{Surrogate}]/u.test(text) ? text.trim() : null;
}

function readWord(text: string): OneReading {
  // Nothing but what folding takes away would be found in everything.
  return foldWords(text).trim() === '' ? wrong('no_value') : { ok: true, value: text };
}

const BY_ID: readonly AttributeKind[] = ['category', 'group', 'person', 'department'];

function readMember(text: string, attribute: Attribute, isKept: (value: string) => boolean): OneReading {
  const { kind, options } = attribute;
  if (kind === 'phone') return readPhone(text);
  if (kind === 'number') return readNumeral(text, attribute);
  if (options === undefined) return readWord(text);
  const option = optionIn(options, text);
  if (!option) return wrong('unknown_option', { value: text });
  if (option.retired && !isKept(text)) {
    return wrong('retired_option', { value: option.path.at(-1) ?? text });
  }
  return { ok: true, value: BY_ID.includes(kind) ? Number(text) : text };
}

function readNumeral(text: string, { unit }: Attribute): OneReading {
  const plain: FormField = {
    ...{ key: 'value', label: '', required: false, width: 'half', type: 'number' },
    ...(unit !== undefined && { unit }),
  };
  const reading = readNumber(text, plain);
  return reading.ok && typeof reading.value === 'number'
    ? { ok: true, value: reading.value }
    : wrong('not_a_number', { value: text });
}

function readPhone(text: string): OneReading {
  const phone = normalizePhone(text);
  return 'e164' in phone ? { ok: true, value: phone.e164 } : wrong('not_a_phone', { value: text });
}

/** The beginning of a number as it is stored: numbers without a country are of this one. */
function readPhoneStart(text: string): OneReading {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  if (!/^\+?\d{1,15}$/.test(digits)) return wrong('not_a_phone', { value: text });
  return { ok: true, value: digits.startsWith('+') ? digits : `+86${digits.replace(/^0/, '')}` };
}

function readBound(raw: unknown, attribute: Attribute): ValueReading {
  const text = textOf(raw);
  if (text === null) return wrong('value_unusable');
  if (text === '') return wrong('no_value');
  if (text.length > VALUE_LENGTH_MAX) return wrong('value_too_long', { max: VALUE_LENGTH_MAX });
  if (attribute.kind === 'number') return readNumeral(text, attribute);
  if (attribute.kind === 'time') return isMoment('time', text) ? fine(text) : wrong('not_a_time');
  return isDay(text) ? fine(text) : wrong('not_a_day');
}

/** A year outside these is a slip of the finger; one of five digits would not even compare. */
function isDay(text: string): boolean {
  return isMoment('date', text) && text >= '1900-01-01' && text <= '2100-12-31';
}

function readMinutes(raw: unknown): ValueReading {
  const text = textOf(raw);
  if (text === '' || raw === null || raw === undefined) return wrong('no_value');
  const minutes = text !== null && /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return minutes >= 1 && minutes <= MINUTES_MAX ? fine(minutes) : wrong('not_minutes', { max: MINUTES_MAX });
}

function readYesOrNo(raw: unknown): ValueReading {
  if (raw === true || raw === 'true') return fine(true);
  if (raw === false || raw === 'false') return fine(false);
  return wrong(raw === '' || raw === null || raw === undefined ? 'no_value' : 'not_yes_or_no');
}
