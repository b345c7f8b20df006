import type { Problems } from './describe-problems.ts';
import { DEFAULT_ID_PREFIX, inputId, problemSentence, unitOf } from './describe-problems.ts';
import { otherLabel } from './display-value.ts';
import type { FieldType, FieldValues, FormField, UploadLimits } from './field.ts';
import { isReference, MAX_FILES, MAX_ROWS } from './field-kinds.ts';
import { type Control, controlOf, inputModeOf, inputTypeOf } from './field-control.ts';
import type { RawForm } from './raw-form.ts';
import {
  emptyOption,
  filesOf,
  leafGroups,
  type OptionGroup,
  presentOptions,
  type PresentedFile,
  type PresentedOption,
} from './present-options.ts';
import {
  answerOf,
  answersIn,
  defaultValues,
  isOn,
  OTHER,
  otherKey,
  rawFromValues,
  rowsOf,
} from './raw-form.ts';
import { momentBounds } from './read-date.ts';
import { withoutSecret } from './secret.ts';
import type { Translate } from './translate.ts';
import { visibleKeys, wordsForBrowser } from './visible-fields.ts';

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

/** A group: its rows, each a small form whose inputs are named `goods.0.sku`. */
export interface PresentedRows {
  readonly filled: readonly (readonly PresentedField[])[];
  /** Without a script rows can't be added: some empty ones stand below. */
  readonly spare: readonly (readonly PresentedField[])[];
  /** What the script adds, with `ROW_MARK` in place of the row's number. */
  readonly blank: readonly PresentedField[];
  readonly min: number;
  readonly max: number;
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
  /** Of a cascade: its leaves, below the labels that lead to them. */
  readonly optionGroups: readonly OptionGroup[];
  /** A list that is long by nature gets a field to search it with. */
  readonly searchable: boolean;
  readonly files: readonly PresentedFile[];
  readonly maxFiles: number;
  readonly uploads: UploadLimits | undefined;
  readonly rows: PresentedRows | undefined;
  readonly suggestions: readonly { readonly value: string; readonly label: string }[];
  readonly other: PresentedOther | undefined;
  readonly unit: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** Characters at most, for a counter: never a `maxlength`, which would cut pasted text without a word. */
  readonly countMax: number | undefined;
  readonly error: string | undefined;
  /** Its input is one to mend. */
  readonly invalid: boolean;
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

const GROUPS: readonly Control[] = ['segment', 'radios', 'checks', 'rows'];
/** Stands for the number of a row that is yet to be added. */
const ROW_MARK = '__row__';
const SPARE_ROWS = 2;

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
  const { value, lost } = withoutSecret(field, answersIn(answerOf(page.raw, field.key))[0] ?? '');
  const problem = Object.hasOwn(page.problems, field.key) ? page.problems[field.key] : lost;
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
    width: control === 'rows' ? 'full' : field.width,
    inputType: inputTypeOf(field, control, value),
    inputMode: inputModeOf(field),
    value,
    checked: field.type === 'switch' && isOn(answerOf(page.raw, field.key)),
    options: [
      ...(control === 'cascade' ? emptyOption(field, 'select', page.t) : []),
      ...presentOptions(field, control, page, page.t),
    ].map((option, index) => ({ ...option, id: index === 0 ? id : `${id}-${index + 1}` })),
    optionGroups: control === 'cascade' ? leafGroups(field, page) : [],
    searchable: isReference(field),
    files: control === 'files' ? filesOf(field, page) : [],
    maxFiles: field.maxFiles ?? MAX_FILES,
    uploads: field.uploads,
    rows: control === 'rows' ? presentRows(field, page) : undefined,
    suggestions: field.suggestions ?? [],
    other: presentOther(field, id, page),
    unit: unit === '' ? undefined : unit,
    ...presentBounds(field, page.today),
    countMax: field.type === 'text' || field.type === 'textarea' ? field.maxLength : undefined,
    error,
    invalid: error !== undefined,
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

function presentRows(field: FormField, page: Page): PresentedRows {
  const fields = field.fields ?? [];
  const { minRows = 0, maxRows = MAX_ROWS } = field;
  const sent = rowsOf(field, page.raw);
  const stored = rowsOf(field, page.stored);
  const shown = Math.min(Math.max(sent.length, minRows, 1), Math.max(maxRows, sent.length));
  const spares = Math.max(Math.min(SPARE_ROWS, maxRows - shown), 0);
  const row = (number: number | string, raw: RawForm): readonly PresentedField[] => {
    const prefix = `${field.key}.${number}.`;
    const own: Page = {
      ...page,
      raw,
      // A choice that was retired since stays choosable wherever one of the rows had it.
      stored: mergeRows(stored),
      byKey: new Map(fields.map((each) => [each.key, each])),
      visible: visibleKeys(fields, raw),
      problems: problemsBelow(page.problems, prefix),
      idPrefix: inputId(page.idPrefix, prefix),
      namePrefix: page.namePrefix + prefix,
    };
    return fields.map((each) => ({ ...presentField(each, own), key: prefix + each.key }));
  };
  const empty = (from: number, count: number): (readonly PresentedField[])[] =>
    Array.from({ length: count }, (_, index) => row(from + index, {}));
  const filled = [...sent.map((raw, index) => row(index, raw)), ...empty(sent.length, shown - sent.length)];
  // What is wrong with the rows as a whole is mended from the first one on.
  const isRefused = Object.hasOwn(page.problems, field.key);
  return {
    filled: filled.map((cells, index) =>
      cells.map((cell, column) =>
        isRefused && index === 0 && column === 0 ? { ...cell, invalid: true } : cell,
      ),
    ),
    spare: empty(shown, spares),
    blank: row(ROW_MARK, rawFromValues(fields, defaultValues(fields, page.today))),
    min: minRows,
    max: maxRows,
  };
}

function mergeRows(rows: readonly RawForm[]): RawForm {
  const answers = new Map<string, string[]>();
  for (const row of rows) {
    for (const key of Object.keys(row)) {
      answers.set(key, [...(answers.get(key) ?? []), ...answersIn(answerOf(row, key))]);
    }
  }
  return Object.fromEntries(answers);
}

function problemsBelow(problems: Problems, prefix: string): Problems {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([key, problem]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), problem]] : [],
    ),
  );
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
