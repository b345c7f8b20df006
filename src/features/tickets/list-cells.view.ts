import { DateTime } from 'luxon';
import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldValue } from '../../domain/form/field.ts';
import { isSensitive, maskShown } from '../../domain/form/mask.ts';
import { valueIn } from '../../domain/form/raw-form.ts';
import type { OptionNode } from '../../domain/list/field-filter.ts';
import { timeLeft } from '../../domain/sla/time-left.ts';
import type { Language, Translate } from '../../i18n.ts';
import { clockFaceOf } from '../sla/clock-face.query.ts';
import type { ListColumn } from './list-columns.ts';
import type { ListField } from './list-fields.query.ts';
import type { ListRow } from './ticket-list.query.ts';

/** How people and departments are called whose ids stand in answers. */
export interface AnswerNames {
  readonly user: ReadonlyMap<number, string>;
  readonly department: ReadonlyMap<number, string>;
}

/** A cell of a spreadsheet: a text, a number, a day or a moment `YYYY-MM-DDTHH:mm` on the company's clocks. */
export type SheetCell = string | number | null | { readonly moment: string };

/** The answer to a field as the list shows it, masked where it is sensitive; '' for nothing. */
export function answerText(
  field: ListField,
  row: Pick<ListRow, 'values'>,
  names: AnswerNames,
  t: Translate,
): string {
  const value = valueIn(row.values, field.key);
  if (value === undefined) return '';
  const text = plainText(field, value, names, t);
  return isSensitive(field) ? maskShown(field.type, value, text, t) : text;
}

function plainText(field: ListField, value: FieldValue, names: AnswerNames, t: Translate): string {
  const type: string = field.type;
  if (type === 'user' || type === 'department') return nameOf(names[type], value);
  if (type === 'group') return t('list.rows', { count: countOf(value) });
  if (type === 'file' || type === 'image') return t('list.files', { count: countOf(value) });
  if (type === 'cascade' && typeof value === 'string')
    return pathOf(field.options ?? [], value)?.join(' / ') ?? value;
  return displayValue(field, value, t);
}

/** The same for a spreadsheet, where numbers and dates are what they are. */
function answerCell(field: ListField, row: ListRow, names: AnswerNames, t: Translate): SheetCell {
  if (isSensitive(field)) return answerText(field, row, names, t) || null;
  const value = valueIn(row.values, field.key);
  const isNumber = field.type === 'number' || field.type === 'money';
  if (isNumber && typeof value === 'number') return value;
  const isMoment = field.type === 'date' || field.type === 'datetime';
  if (isMoment && typeof value === 'string' && DateTime.fromISO(value).isValid) return { moment: value };
  return answerText(field, row, names, t) || null;
}

/** One row of the list as a row of a spreadsheet (spec 06, "Exporting"). */
export function sheetRow(
  row: ListRow,
  columns: readonly ListColumn[],
  names: AnswerNames,
  { t, language, zone, now }: { t: Translate; language: Language; zone: string; now: Date },
): SheetCell[] {
  const wall = (at: Date): SheetCell => ({
    moment: DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm"),
  });
  const builtIn: Readonly<Record<string, SheetCell>> = {
    number: row.number,
    title: row.title,
    customer: customerOf(row),
    category: row.category_name,
    status: t(`ticket.status.${row.status}`),
    priority: t(`ticket.priority.${row.priority}`),
    who: row.assignee_name ?? row.group_name,
    source: sourceOf(row, language),
    created: wall(row.created_at),
    updated: wall(row.updated_at),
  };
  return columns.flatMap(({ name, field }) => {
    // The time as two columns: how it stands, and when it is due, which can be sorted and counted with.
    if (name === 'sla') return [slaStateOf(row, now, t), row.due_at && wall(row.due_at)];
    return [field ? answerCell(field, row, names, t) : (builtIn[name] ?? null)];
  });
}

function slaStateOf(row: ListRow, now: Date, t: Translate): SheetCell {
  const { state } = timeLeft(clockFaceOf(row), now);
  return state === 'none' ? null : t(`clock.state.${state}`);
}

export function customerOf(row: Pick<ListRow, 'customer_name' | 'phone_text'>): string {
  return row.customer_name || row.phone_text;
}

export function sourceOf(row: Pick<ListRow, 'source_zh' | 'source_en'>, language: Language): string {
  return (language === 'en' ? row.source_en : row.source_zh) ?? '';
}

/** The labels from the top of a tree of options down to a value; undefined when it stands nowhere. */
export function pathOf(options: readonly OptionNode[], value: string): string[] | undefined {
  for (const option of options) {
    if (option.value === value) return [option.label];
    const below = pathOf(option.children ?? [], value);
    if (below) return [option.label, ...below];
  }
  return undefined;
}

function nameOf(names: ReadonlyMap<number, string>, value: FieldValue): string {
  return typeof value === 'number' ? (names.get(value) ?? String(value)) : '';
}

function countOf(value: FieldValue): number {
  return Array.isArray(value) ? value.length : 1;
}
