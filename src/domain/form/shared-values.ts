import type { FieldType, FormField } from './field.ts';
import { isFileField, isReference, leavesOf } from './field-kinds.ts';
import type { RawAnswer, RawForm } from './raw-form.ts';
import { answerOf, answersIn, cellKey, OTHER, otherKey, rowsOf } from './raw-form.ts';

const TEXTS: readonly FieldType[] = ['text', 'textarea'];
const NUMBERS: readonly FieldType[] = ['number', 'money'];
const ONE_CHOICE: readonly FieldType[] = ['radio', 'select'];
const CHOICES: readonly FieldType[] = ['checkbox', 'multiselect'];
/** What is typed into these still makes sense as plain text. */
const WRITTEN: readonly FieldType[] = [
  ...NUMBERS,
  'date',
  'datetime',
  'time',
  'phone',
  'email',
  'url',
  'id_card',
];

/**
 * What stays of a form half filled in when the category, and with it the template, is changed (spec 01): the answers
 * of fields that both have under the same key with a type that can take them. A choice stays only while the new
 * field offers it. The answers are raw: what does not fit the limits of the new field is told when it is sent.
 */
export function keepSharedValues(
  raw: RawForm,
  fromFields: readonly FormField[],
  toFields: readonly FormField[],
): RawForm {
  const from = new Map(fromFields.map((field) => [field.key, field]));
  const kept: [string, RawAnswer][] = [];
  for (const to of toFields) {
    const source = from.get(to.key);
    if (source === undefined || !fits(source.type, to.type)) continue;
    if (to.type === 'group') {
      kept.push(...keptRows(raw, source, to));
      continue;
    }
    const answer = keptAnswer(answerOf(raw, to.key), to);
    if (answer === undefined) continue;
    kept.push([to.key, answer]);
    const other = answerOf(raw, otherKey(to.key));
    if (takesOther(to, answer) && other !== undefined) kept.push([otherKey(to.key), other]);
  }
  return Object.fromEntries(kept);
}

/** Of a group, the cells of the fields that both ask for in a row. */
function keptRows(raw: RawForm, from: FormField, to: FormField): [string, RawAnswer][] {
  return rowsOf(from, raw).flatMap((row, index) =>
    Object.entries(keepSharedValues(row, from.fields ?? [], to.fields ?? [])).map(
      ([key, answer]): [string, RawAnswer] => [cellKey(to.key, index, key), answer],
    ),
  );
}

function fits(from: FieldType, to: FieldType): boolean {
  if (from === to) return true;
  if (TEXTS.includes(to)) return TEXTS.includes(from) || WRITTEN.includes(from);
  if (NUMBERS.includes(to)) return NUMBERS.includes(from);
  if (ONE_CHOICE.includes(to)) return ONE_CHOICE.includes(from);
  if (to === 'file') return from === 'image';
  return CHOICES.includes(to) && (CHOICES.includes(from) || ONE_CHOICE.includes(from));
}

function keptAnswer(answer: RawAnswer, to: FormField): RawAnswer {
  // Whose files these are is judged when they are sent.
  if (isFileField(to)) return answer;
  if (to.type === 'cascade' || isReference(to)) return answersIn(answer).find((choice) => offers(to, choice));
  if (![...ONE_CHOICE, ...CHOICES].includes(to.type)) return answer;
  const offered = answersIn(answer).filter((choice) => offers(to, choice));
  if (offered.length === 0) return undefined;
  return CHOICES.includes(to.type) ? offered : offered[0];
}

function offers(field: FormField, choice: string): boolean {
  if (field.allowOther === true && choice === OTHER) return true;
  return leavesOf(field.options ?? []).some(({ value, retired }) => value === choice && !retired);
}

function takesOther(field: FormField, answer: RawAnswer): boolean {
  return field.allowOther === true && answersIn(answer).includes(OTHER);
}
