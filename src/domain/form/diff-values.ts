import { displayValue } from './display-value.ts';
import { diffRows, rowText } from './diff-rows.ts';
import type { FieldType, FieldValue, FieldValues, FormField } from './field.ts';
import { rowsIn, textsIn } from './field-kinds.ts';
import { isSensitive } from './mask.ts';
import { valueIn } from './raw-form.ts';
import type { Translate } from './translate.ts';

/** One line of a field-by-field difference (spec 01), as the log keeps it: both values as they were shown. */
export interface FieldChange {
  readonly key: string;
  readonly label: string;
  /** '' for nothing. */
  readonly from: string;
  readonly to: string;
  /** The stored values, where they are not the texts shown. */
  readonly was?: FieldValue;
  readonly now?: FieldValue;
  /** Both are shown masked, as answers of this type; the log itself keeps them. */
  readonly sensitive?: FieldType;
}

/** A form with its values; what is stored under keys that are no fields of it does not count. */
export interface FilledForm {
  readonly fields: readonly FormField[];
  readonly values: FieldValues;
}

/**
 * What a form held before against what it holds now, field by field (spec 01, save), in the order of the new form;
 * what only the old form had comes last. An off switch and one that was never asked for are the same.
 */
export function diffValues(before: FilledForm, after: FilledForm, t: Translate): FieldChange[] {
  const old = new Map(before.fields.map((field) => [field.key, field]));
  const kept = new Set(after.fields.map((field) => field.key));
  const side = (field: FormField | undefined, { values }: FilledForm): Side => {
    const value = field && valueIn(values, field.key);
    return { value, text: field ? displayValue(field, value, t) : '' };
  };
  const pairs = [
    ...after.fields.map((field) => ({
      field,
      from: side(old.get(field.key), before),
      to: side(field, after),
    })),
    ...before.fields
      .filter((field) => !kept.has(field.key))
      .map((field) => ({ field, from: side(field, before), to: { value: undefined, text: '' } })),
  ];
  return pairs.flatMap(({ field, from, to }) =>
    isSame(from.value, to.value)
      ? []
      : [
          {
            ...changeOf(field.key, field.label, ...told(field, from, to, t)),
            ...marked(field, old.get(field.key)),
          },
        ],
  );
}

/** What was sensitive in either form stays masked in the log. */
function marked(...fields: readonly (FormField | undefined)[]): Pick<FieldChange, 'sensitive'> {
  const found = fields.find((field) => field && isSensitive(field));
  return found ? { sensitive: found.type } : {};
}

/** Of a group only the rows that changed are told, once there were rows and still are. */
function told(field: FormField, from: Side, to: Side, t: Translate): [Side, Side] {
  const [before, after] = [rowsIn(from.value), rowsIn(to.value)];
  if (field.type !== 'group' || before.length === 0 || after.length === 0) return [from, to];
  const rows = diffRows(field, before, after, t);
  return [
    { ...from, text: rows.from },
    { ...to, text: rows.to },
  ];
}

/** A value and how it is shown. */
export interface Side {
  readonly value: FieldValue | undefined;
  readonly text: string;
}

/** A line of a difference from two values and how each is shown. */
export function changeOf(key: string, label: string, from: Side, to: Side): FieldChange {
  const [was, now] = [storedApart(from), storedApart(to)];
  return {
    key,
    label,
    from: from.text,
    to: to.text,
    ...(was !== undefined && { was }),
    ...(now !== undefined && { now }),
  };
}

/** The values as they were stored; undefined for nothing. */
export function valuesOfChange(change: FieldChange): {
  was: FieldValue | undefined;
  now: FieldValue | undefined;
} {
  return { was: change.was ?? textOrNothing(change.from), now: change.now ?? textOrNothing(change.to) };
}

function storedApart({ value, text }: Side): FieldValue | undefined {
  return value === undefined || value === text ? undefined : value;
}

function textOrNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** Whether two stored values say the same: the order of several choices tells nothing. */
function isSame(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function plain(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || value === '' || value === false) return [];
  if (typeof value !== 'object') return [String(value)];
  const rows = rowsIn(value).map(rowText);
  return rows.length > 0 ? rows : [...textsIn(value)].sort();
}
