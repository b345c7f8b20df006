import type { FormField } from './field.ts';
import type { RawForm } from './raw-form.ts';
import { answerOf, answersIn, isOn, OFF_WORDS, ON_WORDS, OTHER, OTHER_PREFIX } from './raw-form.ts';
import { readNumber } from './read-number.ts';
import { isBlank, tidyLine } from './text-rules.ts';

/**
 * The keys of the fields that are part of the form as it is filled in (spec 02, "visible when"). A field that
 * depends on a hidden field is hidden too, and so is one that depends on nothing in the form, or on itself.
 */
export function visibleKeys(fields: readonly FormField[], raw: RawForm): ReadonlySet<string> {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const known = new Map<string, boolean>();
  const isVisible = (field: FormField): boolean => {
    const answer = known.get(field.key);
    if (answer !== undefined) return answer;
    // Assumed hidden while its own condition is looked up: a circle of conditions ends here.
    known.set(field.key, false);
    const visible = isMet(field, byKey, raw, isVisible);
    known.set(field.key, visible);
    return visible;
  };
  return new Set(fields.filter(isVisible).map((field) => field.key));
}

function isMet(
  field: FormField,
  byKey: ReadonlyMap<string, FormField>,
  raw: RawForm,
  isVisible: (field: FormField) => boolean,
): boolean {
  const condition = field.visibleWhen;
  if (condition === undefined) return true;
  const source = byKey.get(condition.field);
  if (source === undefined || !isVisible(source)) return false;
  return wordsOf(source, raw).some((word) => condition.in.includes(word));
}

/** An answer in the words that a condition may name; an empty one is the word ''. */
function wordsOf(field: FormField, raw: RawForm): readonly string[] {
  const answer = answerOf(raw, field.key);
  if (field.type === 'switch') return isOn(answer) ? ON_WORDS : ['', ...OFF_WORDS];
  const answers = answersIn(answer).filter((entry) => !isBlank(entry));
  if (answers.length === 0) return [''];
  return answers.flatMap((entry) => wordsOfAnswer(field, entry));
}

function wordsOfAnswer(field: FormField, entry: string): readonly string[] {
  const text = tidyLine(entry);
  if (field.allowOther === true && text.startsWith(OTHER_PREFIX)) return [OTHER, text];
  if (field.type !== 'number' && field.type !== 'money') return [text];
  const reading = readNumber(text, field);
  return reading.ok && typeof reading.value === 'number' ? [text, String(reading.value)] : [text];
}

/**
 * The words of a condition as a browser sees them: a checkbox that is on answers `on`, one that is off answers
 * nothing, which the form's script takes for ''.
 */
export function wordsForBrowser(source: FormField | undefined, words: readonly string[]): readonly string[] {
  if (source?.type !== 'switch') return words;
  return [
    ...(words.some((word) => ON_WORDS.includes(word)) ? ['on'] : []),
    ...(words.some((word) => word === '' || OFF_WORDS.includes(word)) ? [''] : []),
  ];
}
