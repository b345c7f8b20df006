import type { ActorCtx } from '../../context.ts';
import { CALLER_KEYS } from '../../domain/form/built-in-fields.ts';
import type { FieldType, FormField } from '../../domain/form/field.ts';
import { isFileField, leavesOf } from '../../domain/form/field-kinds.ts';
import { dayOf } from '../../domain/time/format.ts';
import { NotFound } from '../../errors.ts';
import type { Language, Translate } from '../../i18n.ts';
import type { Cell } from '../../spreadsheet/sheet-cell.ts';
import { type WorkbookColumn, type WorkbookSheet, writeWorkbook } from '../../spreadsheet/write-workbook.ts';
import { findPickedCategory } from '../categories/categories.query.ts';
import { findTemplateForm } from '../templates/template-form.query.ts';

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** A column of the template, as both of its sheets show it. */
interface TemplateColumn {
  readonly header: string;
  readonly field: FormField;
  readonly isRequired: boolean;
  /** What can be chosen, as it is written into a cell. */
  readonly labels: readonly string[];
  readonly example: Cell;
}

/** Ready to be filled in, with the formats of their columns. */
const BLANK_ROWS = 500;
/** The longest list that a drop-down offers, and that the instructions spell out. */
const OFFERED = 5000;
const SPELT_OUT = 60;

/** A category with its path as one text stands before the fields of its form. */
const CATEGORY: FormField = {
  key: 'category',
  type: 'text',
  label: 'ticket.field.category',
  required: true,
  width: 'full',
};

/**
 * The workbook that tickets of a category are written into, to be imported (spec 06): a column for each field of its
 * newest form, with lists to choose from, an example, and a sheet that says what each column wants.
 * @throws NotFound when the category can't be picked, or has no published form
 */
export async function templateWorkbook(
  ctx: ActorCtx,
  categoryId: number,
  words: Words,
): Promise<{ name: string; content: Buffer }> {
  const { t } = words;
  const category = await findPickedCategory(ctx.db, categoryId);
  const form =
    category.templateId === null
      ? undefined
      : await findTemplateForm(ctx.db, category.templateId, null, words);
  if (!form) throw new NotFound('form');
  const path = category.path.join(' / ');
  const today = dayOf(ctx.now(), ctx.zone);
  const columns = [
    { header: t(CATEGORY.label), field: CATEGORY, isRequired: true, labels: [path], example: path },
    ...callersFirst(form.fields).flatMap((field) => columnsOf(field, today, words)),
  ];
  const content = await writeWorkbook({
    sheets: [toFillIn(columns, t), instructions(columns, t)],
    listsName: t('export.sheet_lists'),
  });
  const name = `${t('export.template.name', { category: category.path.at(-1) })}.xlsx`;
  return { name, content };
}

/** Who it is about, then the rest in the order of the form; a sheet carries no files. */
function callersFirst(fields: readonly FormField[]): FormField[] {
  const asked = fields.filter((field) => !isFileField(field));
  const isCaller = ({ key }: FormField): boolean => CALLER_KEYS.includes(key);
  return [...asked.filter(isCaller), ...asked.filter((field) => !isCaller(field))];
}

/** Of a group, its first row: a column for each of its cells. */
function columnsOf(field: FormField, today: string, words: Words): TemplateColumn[] {
  const isAlways = field.required && field.visibleWhen === undefined && field.default === undefined;
  if (field.type !== 'group') return [columnOf(field, field.label, isAlways, { today, ...words })];
  return (field.fields ?? []).map((each) =>
    columnOf(each, `${field.label} / ${each.label}`, false, { today, ...words }),
  );
}

function columnOf(
  field: FormField,
  header: string,
  isRequired: boolean,
  { today, t }: Words & { today: string },
): TemplateColumn {
  const labels = labelsOf(field, t);
  return { header, field, isRequired, labels, example: exampleOf(field, labels, today, t) };
}

function labelsOf({ type, options = [] }: FormField, t: Translate): string[] {
  if (type === 'switch') return [t('form.yes'), t('form.no')];
  if (type === 'cascade')
    return leavesOf(options).flatMap(({ path, retired }) => (retired ? [] : [path.join(' / ')]));
  return options.filter(({ retired }) => retired !== true).map(({ label }) => label);
}

const SEVERAL: readonly FieldType[] = ['checkbox', 'multiselect'];
const EXAMPLES: Partial<Record<FieldType, string>> = {
  phone: '13800001234',
  time: '09:30',
  email: 'name@example.com',
  url: 'https://example.com/1',
  id_card: '11010519491231002X',
};

function exampleOf(field: FormField, labels: readonly string[], today: string, t: Translate): Cell {
  const { key, type } = field;
  if (key === 'description') return t('export.template.example.description');
  if (key === 'phone') return EXAMPLES.phone ?? null;
  if (key === 'customer_name' || key === 'title' || key === 'order_number')
    return t(`export.template.example.${key}`);
  if (labels.length > 0) return labels[0] ?? null;
  if (type === 'date') return { moment: today };
  if (type === 'datetime') return { moment: `${today}T09:30` };
  if (type === 'number' || type === 'money') return typeof field.min === 'number' ? field.min : 1;
  if (type === 'text' || type === 'textarea') return field.placeholder ?? t('export.template.example.text');
  return EXAMPLES[type] ?? null;
}

function toFillIn(columns: readonly TemplateColumn[], t: Translate): WorkbookSheet {
  return {
    name: t('export.template.sheet'),
    columns: columns.map((column) => sheetColumn(column, t)),
    rows: [columns.map(({ example }) => example)],
    examples: 1,
    blankRows: BLANK_ROWS,
  };
}

function sheetColumn({ header, field, isRequired, labels }: TemplateColumn, t: Translate): WorkbookColumn {
  const { type, key } = field;
  const isLong = type === 'textarea' || key === 'title' || key === 'category' || type === 'cascade';
  const format = type === 'date' || type === 'datetime' || type === 'money' ? type : 'text';
  const isChoice = labels.length > 0 && labels.length <= OFFERED && !SEVERAL.includes(type);
  return {
    header,
    width: isLong ? 36 : Math.max(14, header.length * 2 + 4),
    tone: isRequired ? 'required' : 'input',
    ...(type !== 'number' && { format }),
    ...(isChoice && {
      choices: {
        labels,
        isOpen: field.allowOther === true || key === 'category',
        hint: t('export.choose_from', { label: header }),
      },
    }),
  };
}

/** What each column wants, in words. */
function instructions(columns: readonly TemplateColumn[], t: Translate): WorkbookSheet {
  const headers = ['column', 'required', 'what', 'choices'].map((key) => t(`export.help_${key}`));
  const widths = [22, 8, 60, 60];
  return {
    name: t('export.sheet_help'),
    columns: headers.map((header, at) => ({ header, width: widths[at] ?? 20 })),
    rows: [
      [t('export.help_how'), null, t('export.template.how'), null],
      ...columns.map(({ header, field, isRequired, labels }) => [
        header,
        isRequired ? t('form.required') : null,
        wantOf(field, columns, t),
        spelt(labels, t),
      ]),
    ],
  };
}

function wantOf(field: FormField, columns: readonly TemplateColumn[], t: Translate): string {
  const kind = field.key === 'category' ? 'category' : field.key === 'phone' ? 'phone' : field.type;
  const condition = field.visibleWhen;
  const on = columns.find((column) => column.field.key === condition?.field);
  return [
    t(`export.template.want.${kind}`),
    field.unit ? t('export.template.unit', { unit: field.unit }) : '',
    field.patternHint ?? '',
    field.help ?? '',
    on ? t('export.template.only_when', { label: on.header }) : '',
  ]
    .filter((sentence) => sentence !== '')
    .join('\n');
}

function spelt(labels: readonly string[], t: Translate): string | null {
  if (labels.length === 0) return null;
  if (labels.length > SPELT_OUT)
    return t('export.template.many', { n: labels.length.toLocaleString('en-US') });
  return labels.join(t('form.list_separator'));
}
