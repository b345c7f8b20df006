import { DateTime } from 'luxon';
import type { ActorCtx } from '../../context.ts';
import type { FormField } from '../../domain/form/field.ts';
import { CLOSING_COLUMNS, type ClosingColumn, type ClosingKey } from '../../domain/import/closing-columns.ts';
import { CLOSE_FIELDS_FOR_MANY } from '../../domain/ticket/action-fields.ts';
import { Refused } from '../../errors.ts';
import type { Cell } from '../../spreadsheet/sheet-cell.ts';
import {
  WORKBOOK_ROWS,
  type WorkbookColumn,
  type WorkbookSheet,
  writeWorkbook,
} from '../../spreadsheet/write-workbook.ts';
import { completeForm } from '../tickets/action-form.ts';
import type { ListRow } from '../tickets/ticket-list.query.ts';
import type { Words } from './export-wish.ts';

/** Columns in characters; what is not here is of middling width. */
const WIDTHS: Partial<Record<ClosingKey, number>> = {
  number: 18,
  version: 7,
  title: 40,
  created: 17,
  unsolved_reason: 24,
  overdue_reason: 24,
  comment: 44,
};
const WIDTH = 14;
const TEXTS: readonly ClosingKey[] = ['number', 'phone', 'comment', 'unsolved_reason', 'overdue_reason'];

/**
 * The workbook that tickets are closed with (spec 06, "Bulk close by spreadsheet"): what they are, in grey, and the empty
 * columns of the close form, with lists to choose from in the language of whoever takes it.
 * @throws Refused when there is nothing to close, or more than a workbook is good for
 */
export async function closingContent(
  ctx: ActorCtx,
  pages: AsyncIterable<ListRow[]>,
  words: Words,
): Promise<Buffer> {
  const { t, language } = words;
  const rows: Cell[][] = [];
  for await (const page of pages) {
    rows.push(...page.filter(({ status }) => status !== 'closed').map((row) => rowOf(row, ctx, words)));
    // While it was waiting for its turn the list may have grown.
    if (rows.length > WORKBOOK_ROWS) break;
  }
  assertWorkbook(rows.length);
  const fields = await completeForm(ctx.db, CLOSE_FIELDS_FOR_MANY, t, language);
  return writeWorkbook({
    sheets: [
      {
        name: t('export.closing.sheet'),
        columns: CLOSING_COLUMNS.map((column) => columnOf(column, fields, words)),
        rows,
        frozenColumns: 1,
      },
      instructions(fields, words),
    ],
    listsName: t('export.sheet_lists'),
  });
}

/** @throws Refused when so many tickets make no workbook */
export function assertWorkbook(count: number): void {
  if (count === 0) throw new Refused(409, 'nothing_to_close');
  if (count > WORKBOOK_ROWS)
    throw new Refused(409, 'sheet_too_many', { max: WORKBOOK_ROWS.toLocaleString('en-US') });
}

function rowOf(row: ListRow, { zone }: ActorCtx, { t }: Words): Cell[] {
  const told: Partial<Record<ClosingKey, Cell>> = {
    number: row.number,
    version: row.version,
    title: row.title,
    customer: row.customer_name,
    phone: row.phone_text,
    category: row.category_name,
    status: t(`ticket.status.${row.status}`),
    group: row.group_name,
    handler: row.assignee_name,
    created: { moment: DateTime.fromJSDate(row.created_at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm") },
  };
  return CLOSING_COLUMNS.map(({ key }) => told[key] ?? null);
}

function columnOf(column: ClosingColumn, fields: readonly FormField[], { t }: Words): WorkbookColumn {
  const { key, label, isInput, isNeeded } = column;
  const field = isInput ? fieldOf(key, fields) : undefined;
  const labels = labelsOf(field);
  const header = t(label);
  return {
    header,
    width: WIDTHS[key] ?? WIDTH,
    tone: isInput ? (isNeeded ? 'required' : 'input') : 'told',
    ...(key === 'created' && { format: 'datetime' as const }),
    ...(TEXTS.includes(key) && { format: 'text' as const }),
    ...(labels.length > 0 && {
      choices: {
        labels,
        isOpen: field?.allowOther === true,
        hint: t('export.choose_from', { label: header }),
      },
    }),
  };
}

function fieldOf(key: ClosingKey, fields: readonly FormField[]): FormField | undefined {
  return fields.find((field) => field.key === key);
}

function labelsOf(field: FormField | undefined): string[] {
  return (field?.options ?? []).filter(({ retired }) => retired !== true).map(({ label }) => label);
}

/** What each column wants, in words. */
function instructions(fields: readonly FormField[], { t }: Words): WorkbookSheet {
  const told = CLOSING_COLUMNS.filter(({ isInput }) => !isInput).map(({ label }) => t(label));
  const inputs = CLOSING_COLUMNS.filter(({ isInput }) => isInput);
  return {
    name: t('export.sheet_help'),
    columns: [
      { header: t('export.help_column'), width: 20 },
      { header: t('export.help_what'), width: 76 },
      { header: t('export.help_choices'), width: 40 },
    ],
    rows: [
      [t('export.help_how'), t('export.closing.how'), null],
      [told.join(t('form.list_separator')), t('export.closing.told'), null],
      ...inputs.map(({ key, label }) => [
        t(label),
        t(`export.closing.help.${key}`),
        labelsOf(fieldOf(key, fields)).join(t('form.list_separator')) || null,
      ]),
    ],
  };
}
