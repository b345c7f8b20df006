import type { FieldValue, FormField } from './field.ts';
import { leavesOf, textsIn } from './field-kinds.ts';
import type { RawAnswer } from './raw-form.ts';
import { answersIn, isOn, OFF_WORDS, ON_WORDS, OTHER, OTHER_PREFIX } from './raw-form.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';
import { badCharacters, checkLength, isBlank, readEmpty, tidyLine, TEXT_MAX } from './text-rules.ts';

interface ChoiceAnswer {
  readonly answer: RawAnswer;
  /** The free text that came with the choice 其他. */
  readonly other: RawAnswer;
  /** What the ticket holds already: it may stay although the option was retired since. */
  readonly stored: FieldValue | undefined;
}

/** Reads radio and select: one of the options still offered, or `other:<text>` (spec 02). */
export function readChoice(field: FormField, { answer, other, stored }: ChoiceAnswer): Reading {
  const [choice] = answersIn(answer);
  if (choice === undefined || isBlank(choice)) return readEmpty(field, 'required_choice');
  return readOne(field, choice, other, offered(field, stored));
}

/** Reads a cascade: one of the leaves of its tree that are still offered (spec 02). */
export function readCascade(field: FormField, { answer, stored }: Omit<ChoiceAnswer, 'other'>): Reading {
  const [choice] = answersIn(answer);
  if (choice === undefined || isBlank(choice)) return readEmpty(field, 'required_choice');
  const isOffered = leavesOf(field.options ?? []).some(({ value, retired }) => value === choice && !retired);
  return isOffered || choice === stored ? accepted(choice) : refused('invalid_choice');
}

/** Reads a person or a department: the number of one that the form offers, or of the one that is stored (spec 02). */
export function readReference(field: FormField, { answer, stored }: Omit<ChoiceAnswer, 'other'>): Reading {
  const kept = typeof stored === 'number' ? String(stored) : stored;
  const reading = readChoice(field, { answer, other: undefined, stored: kept });
  return reading.ok && reading.value !== undefined ? accepted(Number(reading.value)) : reading;
}

/** Reads checkbox and multiselect: a list without repetitions, in the order of the options (spec 02). */
export function readChoices(field: FormField, { answer, other, stored }: ChoiceAnswer): Reading {
  const choices = new Set(answersIn(answer));
  if (choices.size === 0) return readEmpty(field, 'required_choice');
  const allowed = offered(field, stored);
  const chosen = new Set<string>();
  for (const choice of choices) {
    const reading = readOne(field, choice, other, allowed);
    if (!reading.ok) return reading;
    if (typeof reading.value === 'string') chosen.add(reading.value);
  }
  const others = [...chosen].filter((choice) => choice.startsWith(OTHER_PREFIX) && !allowed.has(choice));
  if (others.length > 1) return refused('repeated', { length: others.length });
  const { minLength: min = 0, maxLength: max = Number.MAX_SAFE_INTEGER } = field;
  if (chosen.size < min) return refused('too_few', { min, chosen: chosen.size });
  if (chosen.size > max) return refused('too_many', { max, chosen: chosen.size });
  return accepted(inOrder(field, chosen));
}

/** Reads a switch: absent is off; a required one must be on, like a consent (spec 02). */
export function readSwitch(field: FormField, answer: RawAnswer): Reading {
  const [word] = answersIn(answer);
  if (word !== undefined && !ON_WORDS.includes(word) && !OFF_WORDS.includes(word))
    return refused('unreadable');
  const on = isOn(answer);
  return field.required && !on ? refused('required_switch') : accepted(on);
}

function offered(field: FormField, stored: FieldValue | undefined): ReadonlySet<string> {
  const current = (field.options ?? [])
    .filter((option) => option.retired !== true)
    .map((option) => option.value);
  const kept = typeof stored === 'string' ? [stored] : textsIn(stored);
  return new Set([...current, ...kept]);
}

function readOne(field: FormField, choice: string, other: RawAnswer, allowed: ReadonlySet<string>): Reading {
  if (field.allowOther === true && choice === OTHER) return readOther(other);
  if (allowed.has(choice)) return accepted(choice);
  if (field.allowOther === true && choice.startsWith(OTHER_PREFIX)) {
    return readOther(choice.slice(OTHER_PREFIX.length));
  }
  return refused('invalid_choice');
}

function readOther(answer: RawAnswer): Reading {
  const texts = answersIn(answer);
  if (texts.length > 1) return refused('repeated', { length: texts.length });
  const text = texts[0] ?? '';
  const problem = badCharacters(text);
  if (problem !== undefined) return { ok: false, problem };
  const tidy = tidyLine(text);
  if (isBlank(tidy)) return refused('required_other');
  // The limits of the field count choices; the free text has the limit of any short text.
  const reading = checkLength(tidy, {}, TEXT_MAX);
  return reading.ok ? accepted(OTHER_PREFIX + tidy) : reading;
}

function inOrder(field: FormField, chosen: ReadonlySet<string>): readonly string[] {
  const known = (field.options ?? []).map((option) => option.value).filter((value) => chosen.has(value));
  return [...new Set([...known, ...chosen])];
}
