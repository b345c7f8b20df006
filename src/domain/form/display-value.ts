import type { FieldRow, FieldValue, FormField } from './field.ts';
import { isFileField, isReference, pathTo, rowsIn, textsIn } from './field-kinds.ts';
import { displayPhone } from './phone.ts';
import { OTHER, OTHER_PREFIX, valueIn } from './raw-form.ts';
import { decimalsOf } from './read-number.ts';
import { SECRET_REPLACED } from './secret.ts';
import type { Translate } from './translate.ts';

/** How days and moments are written on the page that shows the value. Both take the stored ISO text. */
export interface DateFormat {
  readonly date: (day: string) => string;
  readonly dateTime: (moment: string) => string;
}

/** `2026-11-24` and `2026-11-24 10:26`: read alike in both languages. */
const PLAIN_DATES: DateFormat = {
  date: (day) => day,
  dateTime: (moment) => moment.replace('T', ' '),
};

/**
 * A stored value as text for the detail page, the list and spreadsheets (spec 02). Retired options keep their label;
 * a value that no longer fits its field (it changed to a wider type) is shown as it is rather than lost.
 */
export function displayValue(
  field: FormField,
  value: FieldValue | undefined,
  t: Translate,
  format: DateFormat = PLAIN_DATES,
): string {
  if (value === undefined) return '';
  if (field.secret === true)
    return t(value === SECRET_REPLACED ? 'form.secret_replaced' : 'form.secret_kept');
  if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
  if (typeof value === 'number' && isReference(field)) return displayChoice(field, String(value), t);
  if (typeof value === 'number') return displayNumber(field, value);
  if (typeof value === 'object') {
    const rows = rowsIn(value).map((row) => displayRow(field, row, t, format));
    const texts = textsIn(value).map((entry) => displayText(field, entry, t, format));
    return [...rows, texts.join(t('form.list_separator'))].filter(Boolean).join(t('form.row_separator'));
  }
  return displayText(field, value, t, format);
}

/** A row of a group on one line, e.g. `SKU：A-1，数量：2 件`; what is empty is left out. */
export function displayRow(
  group: FormField,
  row: FieldRow,
  t: Translate,
  format: DateFormat = PLAIN_DATES,
): string {
  const cells = (group.fields ?? []).flatMap((field): string[] => {
    const value = displayValue(field, valueIn(row, field.key), t, format);
    return value === '' ? [] : [t('form.cell', { label: field.label, value })];
  });
  return cells.join(t('form.cell_separator'));
}

/** A number with thousands separators, at least `decimals` digits after the point, and never an exponent. */
export function groupDigits(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(Math.max(decimals, 0), 20),
    maximumFractionDigits: 20,
  });
}

function displayNumber(field: FormField, value: number): string {
  const digits = groupDigits(Math.abs(value), decimalsOf(field));
  const sign = value < 0 ? '-' : '';
  const { unit = '' } = field;
  if (field.type === 'money' && /^元?$/.test(unit)) return `${sign}¥ ${digits}`;
  return unit === '' ? sign + digits : `${sign}${digits} ${unit}`;
}

function displayText(field: FormField, text: string, t: Translate, format: DateFormat): string {
  if (field.type === 'cascade') return pathTo(field.options ?? [], text)?.join(' / ') ?? text;
  // A file that is gone, or that nobody looked up, has at least its number.
  const isChoice = field.options !== undefined || field.allowOther === true;
  if (isChoice || isFileField(field)) return displayChoice(field, text, t);
  if (field.type === 'date') return format.date(text);
  if (field.type === 'datetime') return format.dateTime(text);
  if (field.type === 'phone') return displayPhone(text);
  return text;
}

function displayChoice(field: FormField, value: string, t: Translate): string {
  const option = field.options?.find((candidate) => candidate.value === value);
  if (option !== undefined) return option.label;
  if (isReference(field) || isFileField(field)) return `#${value}`;
  if (field.allowOther !== true || !value.startsWith(OTHER_PREFIX)) return value;
  return t('form.other_with_text', { other: otherLabel(field, t), text: value.slice(OTHER_PREFIX.length) });
}

/** The word for 其他: an administrator may have called it otherwise, by an option with the value `other`. */
export function otherLabel(field: FormField, t: Translate): string {
  return field.options?.find((option) => option.value === OTHER)?.label ?? t('form.other');
}
