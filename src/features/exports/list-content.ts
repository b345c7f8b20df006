import type { Readable } from 'node:stream';
import type { ActorCtx } from '../../context.ts';
import { type Column, writeSheet } from '../../spreadsheet/write-sheet.ts';
import { findAnswerNames } from '../tickets/answer-names.query.ts';
import { type SheetCell, sheetRow } from '../tickets/list-cells.view.ts';
import { findColumnsNamed } from '../tickets/list-columns.query.ts';
import { type ListColumn, widthOf } from '../tickets/list-columns.ts';
import type { ListRow } from '../tickets/ticket-list.query.ts';
import type { ListWish, Words } from './export-wish.ts';

/** A list as its reader sees it (spec 06, "Exporting"): its columns, and its cells as what they are, masked where they are sensitive by now. */
export async function listContent(
  ctx: ActorCtx,
  wish: ListWish,
  words: Words,
  open: (withValues: boolean) => AsyncIterable<ListRow[]>,
): Promise<Readable> {
  const columns = await findColumnsNamed(ctx.db, wish.columns);
  const withValues = columns.some(({ field }) => field !== null);
  const sheet = {
    name: words.t('list.export_sheet'),
    columns: columns.flatMap((column) => headsOf(column, words)),
    rows: rowsOf(ctx, open(withValues), columns, words),
  };
  return writeSheet(sheet, wish.format);
}

function headsOf(column: ListColumn, words: Words): Column[] {
  const head = headOf(column, words);
  if (column.name !== 'sla') return [head];
  return [head, { ...head, header: words.t('clock.due_at'), format: 'datetime' }];
}

function headOf(column: ListColumn, { t }: Words): Column {
  const { name, field } = column;
  const isDate = name === 'created' || name === 'updated' || field?.type === 'datetime';
  const format = isDate ? 'datetime' : field?.type === 'date' || field?.type === 'money' ? field.type : null;
  return {
    header: field?.label ?? t(`ticket.column.${name}`),
    width: Math.round(widthOf(column) / 7),
    ...(format && { format }),
  };
}

async function* rowsOf(
  { db, zone, now }: ActorCtx,
  pages: AsyncIterable<ListRow[]>,
  columns: readonly ListColumn[],
  { t, language }: Words,
): AsyncGenerator<SheetCell[]> {
  const fields = columns.flatMap(({ field }) => field ?? []);
  for await (const rows of pages) {
    const names = await findAnswerNames(db, rows, fields);
    for (const row of rows) yield sheetRow(row, columns, names, { t, language, zone, now: now() });
  }
}
