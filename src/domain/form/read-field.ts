import { z } from 'zod';
import type { FieldValue, FormField } from './field.ts';
import { isFileField, isReference } from './field-kinds.ts';
import { matchesPattern } from './pattern.ts';
import { normalizePhone } from './phone.ts';
import type { RawForm } from './raw-form.ts';
import { answerOf, answersIn, isAsStored, otherKey, valueIn } from './raw-form.ts';
import { readCascade, readChoice, readChoices, readReference, readSwitch } from './read-choice.ts';
import { readMoment } from './read-date.ts';
import { readFiles } from './read-files.ts';
import { readIdCard } from './read-id-card.ts';
import { readNumber } from './read-number.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';
import {
  badCharacters,
  checkLength,
  EMAIL_MAX,
  isBlank,
  readEmpty,
  TEXT_MAX,
  TEXTAREA_MAX,
  tidyLine,
  tidyLines,
  URL_MAX,
} from './text-rules.ts';

/** What a form is judged by besides its fields. */
export interface FormContext {
  /** Today in the company's zone, `YYYY-MM-DD`. */
  readonly today: string;
  /**
   * The values the ticket holds already, when it is edited. One that comes back untouched is not judged again: the
   * choice may be retired by now, the day no longer lie ahead.
   */
  readonly stored?: Readonly<Record<string, FieldValue>> | undefined;
}

const EMAIL = z.email();

/** Reads the answer to one field that is part of the form (spec 02): its value, nothing, or what is wrong. */
export function readField(field: FormField, raw: RawForm, context: FormContext): Reading {
  const answer = answerOf(raw, field.key);
  const other = answerOf(raw, otherKey(field.key));
  const stored = valueIn(context.stored ?? {}, field.key);
  if (stored !== undefined && isAsStored(field, raw, stored)) return accepted(stored);
  if (field.type === 'checkbox' || field.type === 'multiselect') {
    return readChoices(field, { answer, other, stored });
  }
  if (isFileField(field)) return readFiles(field, answer, stored);
  const given = typeof answer === 'object' ? answer.length : 1;
  if (given > 1) return refused('repeated', { length: given });
  if (field.type === 'radio' || field.type === 'select') return readChoice(field, { answer, other, stored });
  if (field.type === 'cascade') return readCascade(field, { answer, stored });
  if (isReference(field)) return readReference(field, { answer, stored });
  if (field.type === 'switch') return readSwitch(field, answer);
  return readWritten(field, answersIn(answer)[0] ?? '', context);
}

function readWritten(field: FormField, typed: string, context: FormContext): Reading {
  const problem = badCharacters(typed);
  if (problem !== undefined) return { ok: false, problem };
  const text = field.type === 'textarea' ? tidyLines(typed) : tidyLine(typed);
  if (isBlank(text)) return readEmpty(field);
  switch (field.type) {
    case 'number':
    case 'money':
      return readNumber(text, field);
    case 'date':
    case 'datetime':
    case 'time':
      return readMoment(text, field, field.type, context.today);
    case 'phone':
      return readPhone(text);
    case 'email':
      return readEmail(text);
    case 'url':
      return readUrl(text);
    case 'id_card':
      return readIdCard(text, context.today);
    case 'textarea':
      return checkPattern(field, checkLength(text, field, TEXTAREA_MAX));
    case 'text':
      return checkPattern(field, checkLength(text, field, TEXT_MAX));
    default:
      return checkLength(text, field, TEXT_MAX);
  }
}

/** The pattern is the last thing asked of a text, when its length is known to be bearable. */
function checkPattern({ pattern, patternHint = '' }: FormField, reading: Reading): Reading {
  if (!reading.ok || typeof reading.value !== 'string' || pattern === undefined) return reading;
  if (matchesPattern(pattern, reading.value)) return reading;
  return patternHint === '' ? refused('pattern_mismatch') : refused('pattern_hint', { hint: patternHint });
}

function readPhone(text: string): Reading {
  const phone = normalizePhone(text);
  return 'e164' in phone ? accepted(phone.e164) : refused('phone_invalid');
}

function readEmail(text: string): Reading {
  const length = checkLength(text, {}, EMAIL_MAX);
  if (!length.ok) return length;
  return EMAIL.safeParse(text).success ? accepted(text) : refused('email_invalid');
}

/** Only web addresses: `javascript:` and its like must never become a link (spec 10). */
function readUrl(text: string): Reading {
  const length = checkLength(text, {}, URL_MAX);
  if (!length.ok) return length;
  // URL alone is too kind: it drops tabs, and takes `https:example.com` and back slashes.
  const usual = /^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text);
  return usual ? accepted(text) : refused('url_invalid');
}
