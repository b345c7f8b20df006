import type { Problems } from './describe-problems.ts';
import type { FieldType, FieldValue, FieldValues, FormField, VisibleWhen } from './field.ts';
import { isSensitive, looksMasked, MASK, maskText } from './mask.ts';
import type { ParsedForm } from './parse-form.ts';
import { parseForm } from './parse-form.ts';
import type { RawAnswer, RawForm } from './raw-form.ts';
import { answerOf, answersIn, isAsStored, isOn, OFF_WORDS, ON_WORDS, otherKey } from './raw-form.ts';
import { rawFromValues, valueIn } from './raw-form.ts';
import type { FormContext } from './read-field.ts';
import { keepSharedValues } from './shared-values.ts';
import type { Translate } from './translate.ts';
import { visibleKeys } from './visible-fields.ts';

/**
 * Forms that are filled in again by people who may not see all of their answers (spec 02): a mask goes out in the
 * place of what is stored, and where it comes back, the answer stays as it is.
 */

/** Several at once: the mask stands for all that are stored, and more may be added. */
const SEVERAL: readonly FieldType[] = ['checkbox', 'multiselect'];
const ONE: readonly FieldType[] = ['radio', 'select'];
/** Inputs in which a mask can stand. By name: of any other type, the answer can be kept or taken away. */
const WRITTEN: readonly string[] = [
  ...['text', 'textarea', 'number', 'money', 'date', 'datetime', 'time', 'phone', 'email', 'url', 'id_card'],
];

export interface ConcealedForm {
  readonly fields: readonly FormField[];
  readonly raw: RawForm;
  /** The fields of which only the mask is shown. */
  readonly masked: ReadonlySet<string>;
}

export interface FormToConceal {
  readonly fields: readonly FormField[];
  /** As it was sent, or would be: masks and what is stored come to the same. */
  readonly raw: RawForm;
  readonly stored: FieldValues;
  /** The form that the stored values were given to, where it is another one. */
  readonly storedIn?: readonly FormField[] | undefined;
  /** The one field that its reader has asked to see. */
  readonly revealed?: string | undefined;
}

/** A form as it may be shown: what is sensitive and still as stored is masked; what a person typed is theirs. */
export function concealForm(form: FormToConceal, t: Translate): ConcealedForm {
  const raw = revealMasks(form.fields, form.raw, form.stored);
  const before = new Map(form.storedIn?.map((field) => [field.key, field]));
  const hidden = form.fields.flatMap((field): Hidden[] => {
    const stored = valueIn(form.stored, field.key);
    if (!isSensitive(field) || stored === undefined || field.key === form.revealed) return [];
    const isKept = [field, before.get(field.key) ?? field].some((each) => isAsStored(each, raw, stored));
    return [{ field, mask: answerMask(field, stored), isKept }];
  });
  const byKey = new Map(hidden.map((each) => [each.field.key, each]));
  const fields = form.fields.map((field) => {
    const own = byKey.get(field.key);
    const shown = own ? withKeeping(own, t) : field;
    const source = field.visibleWhen && byKey.get(field.visibleWhen.field);
    return source && field.visibleWhen
      ? { ...shown, visibleWhen: conditionOn(source, field, field.visibleWhen, raw) }
      : shown;
  });
  return {
    fields,
    raw: hidden.reduce(maskAnswer, raw),
    masked: new Set(hidden.filter(({ isKept }) => isKept).map(({ field }) => field.key)),
  };
}

/** A form as it was sent, with what is stored in the place of its masks. */
export function revealMasks(fields: readonly FormField[], sent: RawForm, stored: FieldValues): RawForm {
  return fields.reduce((raw, field) => {
    const value = valueIn(stored, field.key);
    if (!isSensitive(field) || value === undefined) return raw;
    const answers = answersIn(answerOf(raw, field.key));
    const mask = answerMask(field, value);
    if (!answers.some((answer) => answer.trim() === mask)) return raw;
    const kept = rawFromValues([field], { [field.key]: value });
    const added = answers.filter((answer) => answer.trim() !== mask);
    if (added.length === 0) return { ...without(raw, field), ...kept };
    if (!SEVERAL.includes(field.type)) return raw;
    const other = answersIn(answerOf(raw, otherKey(field.key)));
    return {
      ...raw,
      ...kept,
      ...(other.length > 0 && { [otherKey(field.key)]: other }),
      [field.key]: [...new Set([...answersIn(answerOf(kept, field.key)), ...added])],
    };
  }, sent);
}

/**
 * Reads a form in which masks may come back (spec 02): they mean what is stored. Whoever changes a mask is told that
 * it would be stored as it is.
 */
export function parseMaskedForm(
  fields: readonly FormField[],
  sent: RawForm,
  stored: FieldValues,
  context: FormContext,
): ParsedForm {
  const raw = revealMasks(fields, sent, stored);
  const parsed = parseForm(fields, raw, context);
  const masks = changedMasks(fields, raw, stored);
  if (Object.keys(masks).length === 0) return parsed;
  return { ok: false, problems: { ...(parsed.ok ? {} : parsed.problems), ...masks } };
}

/**
 * What two forms share of the answers, for the other form to begin with: a sensitive one of which it offers only a part
 * is left out, because showing that part would tell it.
 */
export function carryAnswers(
  raw: RawForm,
  from: readonly FormField[],
  fields: readonly FormField[],
): RawForm {
  const kept = keepSharedValues(raw, from, fields);
  const partly = fields.filter((field) => {
    const [all, some] = [raw, kept].map((each) => answersIn(answerOf(each, field.key)).length);
    return isSensitive(field) && all !== some;
  });
  return partly.reduce(without, kept);
}

/** Fields that are sensitive in either of two forms: what is masked in one is not shown by the other. */
export function sensitiveInEither(
  fields: readonly FormField[],
  others: readonly FormField[],
): readonly FormField[] {
  const keys = new Set(others.filter(isSensitive).map(({ key }) => key));
  return fields.map((field) => (keys.has(field.key) ? { ...field, sensitive: true } : field));
}

interface Hidden {
  readonly field: FormField;
  readonly mask: string;
  readonly isKept: boolean;
}

function answerMask({ type }: FormField, stored: FieldValue): string {
  return WRITTEN.includes(type) && typeof stored !== 'object' ? maskText(type, String(stored)) : MASK;
}

function changedMasks(fields: readonly FormField[], raw: RawForm, stored: FieldValues): Problems {
  const changed = fields.filter((field) => {
    const value = valueIn(stored, field.key);
    if (!isSensitive(field) || value === undefined) return false;
    // A stored text that looks like a mask itself, e.g. of a complaint platform.
    if (typeof value === 'string' && looksMasked(value)) return false;
    const answer = answerOf(raw, field.key);
    return answersIn(answer).some(looksMasked) && !isAsStored(field, raw, value);
  });
  return Object.fromEntries(changed.map(({ key }) => [key, { code: 'mask_changed', params: {} }]));
}

/** The control in which the answer can be left as it is without being seen. */
function withKeeping({ field, isKept }: Hidden, t: Translate): FormField {
  const keep = { value: MASK, label: t('mask.keep') };
  const { help = '' } = field;
  const hint =
    help === '' ? t('mask.keep_hint') : t('mask.keep_hint_after', { help: help.replace(/[。.]$/, '') });
  if (WRITTEN.includes(field.type)) return isKept ? { ...field, help: hint } : field;
  if (ONE.includes(field.type) || SEVERAL.includes(field.type))
    return { ...field, options: [keep, ...(field.options ?? [])] };
  const plain = { key: field.key, label: field.label, required: field.required, width: field.width };
  const rest = {
    ...(field.visibleWhen && { visibleWhen: field.visibleWhen }),
    ...(field.help && { help: field.help }),
  };
  const words = [
    { value: 'on', label: t('form.yes') },
    { value: 'off', label: t('form.no') },
  ];
  return { ...plain, ...rest, type: 'radio', options: field.type === 'switch' ? [keep, ...words] : [keep] };
}

function maskAnswer(raw: RawForm, { field, mask, isKept }: Hidden): RawForm {
  if (isKept) return { ...without(raw, field), [field.key]: SEVERAL.includes(field.type) ? [mask] : mask };
  return field.type === 'switch'
    ? { ...raw, [field.key]: isOn(answerOf(raw, field.key)) ? 'on' : 'off' }
    : raw;
}

/** A field that depends on a masked one stays where the answer behind the mask puts it. */
function conditionOn({ field, mask }: Hidden, dependent: FormField, when: VisibleWhen, raw: RawForm) {
  const { visibleWhen: _always, ...source } = field;
  const isMet = visibleKeys([source, dependent], raw).has(dependent.key);
  const asSwitch =
    field.type !== 'switch' ? [] : [...both(when, ON_WORDS, 'on'), ...both(when, ['', ...OFF_WORDS], 'off')];
  return { field: when.field, in: [...when.in, ...asSwitch, ...(isMet ? [mask] : [])] };
}

function both(when: VisibleWhen, words: readonly string[], word: string): string[] {
  return words.some((each) => when.in.includes(each)) ? [word] : [];
}

function without(raw: RawForm, { key }: FormField): RawForm {
  const entries: [string, RawAnswer][] = Object.entries(raw);
  return Object.fromEntries(entries.filter(([name]) => name !== key && name !== otherKey(key)));
}
