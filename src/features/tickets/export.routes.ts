import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { dayOf } from '../../domain/time/format.ts';
import { type Column, SHEET_TYPES, type SheetFormat, writeSheet } from '../../spreadsheet/write-sheet.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { findAnswerNames } from './answer-names.query.ts';
import { exportTickets } from './export-tickets.ts';
import { type SheetCell, sheetRow } from './list-cells.view.ts';
import { type ListColumn, widthOf } from './list-columns.ts';
import { findListColumns } from './list-columns.query.ts';
import { ListQuery, toListRequest } from './list-request.ts';
import type { ListRow } from './ticket-list.query.ts';

const FORMATS = Object.keys(SHEET_TYPES) as [SheetFormat, ...SheetFormat[]];

/** The list as its reader sees it, as a file that is made while it is sent (spec 06, "Exporting"). */
export async function exportList(web: SignedInWeb): Promise<void> {
  const { ctx, t, res, req } = web;
  const { format, ...query } = parseQuery(req, { ...ListQuery, format: z.enum(FORMATS).default('xlsx') });
  const request = toListRequest(query, req.query);
  const { columns } = await findListColumns(ctx.db, web.user.id, request.view);
  const view = t(`ticket.view.${request.view}`);
  const name = t('list.export_name', { view, day: dayOf(ctx.now(), ctx.zone) });
  await exportTickets(ctx, { request, columns, format }, async (db, pages) => {
    const sheet = {
      name: t('list.export_sheet'),
      columns: columns.map((column) => headOf(column, web)),
      rows: rowsOf(pages, columns, web, db),
    };
    res.attachment(`${name}.${format}`);
    res.set({ 'content-type': SHEET_TYPES[format], 'cache-control': 'private, no-store' });
    try {
      await pipeline(writeSheet(sheet, format), res);
    } catch (error) {
      // The answer has begun and can only be cut: better a download that fails than a file with rows missing.
      ctx.log.warn({ err: error }, 'an export broke off');
    }
  });
}

function headOf(column: ListColumn, { t }: SignedInWeb): Column {
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
  pages: AsyncIterable<ListRow[]>,
  columns: readonly ListColumn[],
  { t, language, ctx }: SignedInWeb,
  db: SignedInWeb['ctx']['db'],
): AsyncGenerator<SheetCell[]> {
  const fields = columns.flatMap(({ field }) => field ?? []);
  for await (const rows of pages) {
    const names = await findAnswerNames(db, rows, fields);
    for (const row of rows) yield sheetRow(row, columns, names, { t, language, zone: ctx.zone });
  }
}
