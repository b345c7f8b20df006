import type { Problems } from './describe-problems.ts';
import { DEFAULT_ID_PREFIX, inputId, problemSentence, unitOf } from './describe-problems.ts';
import { otherLabel } from './display-value.ts';
import type { FieldType, FieldValues, FormField } from './field.ts';
import type { Control } from './field-control.ts';
import { controlOf, inputModeOf, inputTypeOf } from './field-control.ts';
import type { RawForm } from './raw-form.ts';
import { answerOf, answersIn, defaultValues, isOn, OTHER, otherKey, rawFromValues } from './raw-form.ts';
import { momentBounds } from './read-date.ts';
import type { Translate } from './translate.ts';
import { visibleKeys, wordsForBrowser } from './visible-fields.ts';

interface PresentedOption {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

/** The free text behind 其他. */
interface PresentedOther {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hidden: boolean;
  /** For the script that shows it: the words of the choice that open it. */
  readonly visibleIn: string;
}

/** A field as `views/shared/_field.ejs` draws it. */
export interface PresentedField {
  readonly key: string;
  readonly type: FieldType;
  readonly control: Control;
  /** Several inputs under one legend. */
  readonly isGroup: boolean;
  /** Id of the input, or of the first one of a group of inputs. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly placeholder: string | undefined;
  readonly required: boolean;
  readonly width: 'full' | 'half';
  readonly inputType: string;
  readonly inputMode: string | undefined;
  /** What stands in the input: as typed, even where it was refused. */
  readonly value: string;
  readonly checked: boolean;
  readonly options: readonly PresentedOption[];
  readonly suggestions: readonly { readonly value: string; readonly label: string }[];
  readonly other: PresentedOther | undefined;
  readonly unit: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** Characters at most, for a counter: never a `maxlength`, which would cut pasted text without a word. */
  readonly countMax: number | undefined;
  readonly error: string | undefined;
  readonly describedBy: string;
  readonly hidden: boolean;
  /** Input this field depends on, and the words that show it, as JSON. */
  readonly visible: { readonly field: string; readonly in: string } | undefined;
}

export interface PresentFormInput {
  readonly fields: readonly FormField[];
  readonly t: Translate;
  /** A form that was sent and is shown again: exactly what was typed, whatever is stored. */
  readonly raw?: RawForm | undefined;
  /** The stored values of what is edited. Without them and without `raw`, the defaults of the fields. */
  readonly values?: FieldValues | undefined;
  readonly problems?: Problems | undefined;
  readonly idPrefix?: string | undefined;
  /** What stands before the key in the names of the inputs. */
  readonly namePrefix?: string | undefined;
  /** Today in the company's zone: with it, date inputs get their bounds. */
  readonly today?: string | undefined;
}

const GROUPS: readonly Control[] = ['segment', 'radios', 'checks'];

interface Page {
  readonly t: Translate;
  readonly raw: RawForm;
  readonly byKey: ReadonlyMap<string, FormField>;
  readonly visible: ReadonlySet<string>;
  readonly problems: Problems;
  /** Stored answers that are no options (any more) stay choosable; what a sent form alone says does not. */
  readonly stored: RawForm;
  readonly idPrefix: string;
  readonly namePrefix: string;
  readonly today: string | undefined;
}

/** A form as the page draws it (spec 02): one description of a field, three sources of its content. */
export function presentForm(input: PresentFormInput): readonly PresentedField[] {
  const { fields, t, today } = input;
  const { values = input.raw === undefined ? defaultValues(fields, today) : {} } = input;
  const stored = rawFromValues(fields, values);
  const raw = input.raw ?? stored;
  const page: Page = {
    t,
    raw,
    byKey: new Map(fields.map((field) => [field.key, field])),
    visible: visibleKeys(fields, raw),
    problems: input.problems ?? {},
    stored,
    idPrefix: input.idPrefix ?? DEFAULT_ID_PREFIX,
    namePrefix: input.namePrefix ?? '',
    today,
  };
  return fields.map((field) => presentField(field, page));
}

function presentField(field: FormField, page: Page): PresentedField {
  const id = inputId(page.idPrefix, field.key);
  const control = controlOf(field);
  const group = GROUPS.includes(control);
  const value = answersIn(answerOf(page.raw, field.key))[0] ?? '';
  const problem = Object.hasOwn(page.problems, field.key) ? page.problems[field.key] : undefined;
  const error = problem === undefined ? undefined : problemSentence(field, problem, page.t);
  const unit = control === 'input' ? unitOf(field, page.t) : '';
  return {
    key: field.key,
    type: field.type,
    control,
    isGroup: group,
    id,
    name: page.namePrefix + field.key,
    label: field.label,
    help: field.help,
    placeholder: field.placeholder,
    required: field.required,
    width: field.width,
    inputType: inputTypeOf(field, control, value),
    inputMode: inputModeOf(field),
    value,
    checked: field.type === 'switch' && isOn(answerOf(page.raw, field.key)),
    options: presentOptions(field, control, id, page),
    suggestions: field.suggestions ?? [],
    other: presentOther(field, id, page),
    unit: unit === '' ? undefined : unit,
    ...presentBounds(field, page.today),
    countMax: field.type === 'text' || field.type === 'textarea' ? field.maxLength : undefined,
    error,
    describedBy: describedBy(field, id, { error, unit, group }),
    hidden: !page.visible.has(field.key),
    visible: presentCondition(field, page),
  };
}

/** Ids of what explains the input: its unit, for a group that it is required, then the error or else the hint. */
function describedBy(
  field: FormField,
  id: string,
  has: { error: string | undefined; unit: string; group: boolean },
): string {
  const help = field.help === undefined || field.help === '' ? [] : [`${id}-hint`];
  return [
    ...(has.unit === '' ? [] : [`${id}-unit`]),
    ...(field.required && has.group ? [`${id}-required`] : []),
    ...(has.error === undefined ? help : [`${id}-error`]),
  ].join(' ');
}

function presentOptions(
  field: FormField,
  control: Control,
  id: string,
  page: Page,
): readonly PresentedOption[] {
  const chosen = new Set(answersIn(answerOf(page.raw, field.key)));
  const stored = answersIn(answerOf(page.stored, field.key));
  const options = (field.options ?? []).filter(
    ({ value, retired }) =>
      (retired !== true || chosen.has(value) || stored.includes(value)) &&
      !(field.allowOther === true && value === OTHER),
  );
  const listed = new Set(options.map((option) => option.value));
  const foreign =
    control === 'select' || GROUPS.includes(control)
      ? stored.filter((value) => !listed.has(value) && !(field.allowOther === true && value === OTHER))
      : [];
  const choices = [
    ...emptyOption(field, control, page.t),
    ...options,
    ...foreign.map((value) => ({ value, label: value })),
    ...(field.allowOther === true ? [{ value: OTHER, label: otherLabel(field, page.t) }] : []),
  ];
  return choices.map(({ value, label }, index) => ({
    id: index === 0 ? id : `${id}-${index + 1}`,
    value,
    label,
    selected: value === '' ? chosen.size === 0 : chosen.has(value),
  }));
}

/** A list starts with 请选择; a row of radios that may stay empty needs a way back to empty. */
function emptyOption(field: FormField, control: Control, t: Translate): { value: string; label: string }[] {
  if (control === 'select') return [{ value: '', label: t('form.choose') }];
  const isRadio = control === 'segment' || control === 'radios';
  return isRadio && !field.required && field.default === undefined
    ? [{ value: '', label: t('form.none') }]
    : [];
}

function presentOther(field: FormField, id: string, page: Page): PresentedOther | undefined {
  if (field.allowOther !== true) return undefined;
  const key = otherKey(field.key);
  return {
    id: `${id}-text`,
    name: page.namePrefix + key,
    label: page.t('form.other_text', { label: field.label, other: otherLabel(field, page.t) }),
    value: answersIn(answerOf(page.raw, key))[0] ?? '',
    hidden: !answersIn(answerOf(page.raw, field.key)).includes(OTHER),
    visibleIn: JSON.stringify([OTHER]),
  };
}

function presentBounds(
  field: FormField,
  today: string | undefined,
): { readonly min: string | undefined; readonly max: string | undefined } {
  const isMoment = field.type === 'date' || field.type === 'datetime' || field.type === 'time';
  if (!isMoment || today === undefined) return { min: undefined, max: undefined };
  const { min, max } = momentBounds(field, today);
  if (field.type !== 'datetime') return { min, max };
  return { min: min?.length === 10 ? `${min}T00:00` : min, max: max?.length === 10 ? `${max}T23:59` : max };
}

function presentCondition(field: FormField, page: Page): PresentedField['visible'] {
  const condition = field.visibleWhen;
  if (condition === undefined) return undefined;
  const words = wordsForBrowser(page.byKey.get(condition.field), condition.in);
  return { field: page.namePrefix + condition.field, in: JSON.stringify(words) };
}
