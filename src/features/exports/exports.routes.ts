import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { dayOf } from '../../domain/time/format.ts';
import { NotFound } from '../../errors.ts';
import { SHEET_TYPES, type SheetFormat } from '../../spreadsheet/write-sheet.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { readPicks } from '../tickets/bulk-selection.ts';
import { findListColumns } from '../tickets/list-columns.query.ts';
import { CONTEXT_MAX, contextValues } from '../tickets/list-context.ts';
import { ListQuery, toListRequest } from '../tickets/list-request.ts';
import { cancelExport } from './cancel-export.ts';
import { contentType } from './export-content.ts';
import { exportTickets } from './export-tickets.ts';
import type { ExportWish } from './export-wish.ts';
import { findExports, findFinishedExport } from './exports.query.ts';
import { presentExport } from './exports.view.ts';
import { KEPT_DAYS } from './work-off-exports.ts';

const FORMATS = Object.keys(SHEET_TYPES) as [SheetFormat, ...SheetFormat[]];

/** Lists as files, at once or in the background, and the workbooks that tickets are closed with (spec 06). */
export function exportsRoutes(): Route[] {
  return [
    get(paths.tickets.export, 'ticket.export', exportList),
    get(paths.exports.closing, 'ticket.bulk_close', exportClosing),
    get(paths.exports.list, 'ticket.export', showExports),
    get(paths.exports.file.pattern, 'ticket.export', download),
    post(paths.exports.cancel.pattern, 'ticket.export', async (web) => {
      const isCancelled = await cancelExport(web.ctx, idOf(web));
      if (isCancelled) web.flash({ kind: 'done', key: 'export.cancelled', params: {} });
      web.redirect(paths.exports.list);
    }),
  ];
}

/** The list as its reader sees it. Asked for as a link, like any file: twice is the same while it is under way. */
async function exportList(web: SignedInWeb): Promise<void> {
  const { ctx, t, req } = web;
  const { format, ...query } = parseQuery(req, { ...ListQuery, format: z.enum(FORMATS).default('xlsx') });
  const request = toListRequest(query, req.query);
  const { columns } = await findListColumns(ctx.db, web.user.id, request.view);
  const { from } = contextValues({ request: { ...request, cursor: null }, at: null });
  const wish = { kind: 'list' as const, list: from, columns: columns.map(({ name }) => name), format };
  const view = t(`ticket.view.${request.view}`);
  await answer(web, wish, `${t('list.export_name', { view, day: dayOf(ctx.now(), ctx.zone) })}.${format}`);
}

/** The selected tickets, or all of a list, to be closed by spreadsheet. */
async function exportClosing(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const { pick, all, from } = parseQuery(web.req, {
    pick: z.union([z.string(), z.array(z.string())]).optional(),
    all: z.literal('1').optional(),
    from: z.string().max(CONTEXT_MAX).default(''),
  });
  const picks = all === undefined ? readPicks(pick).map(({ number }) => number) : null;
  const name = `${t('export.closing.name', { day: dayOf(ctx.now(), ctx.zone) })}.xlsx`;
  await answer(web, { kind: 'closing', list: from, picks }, name);
}

/** The file; or, when it is a large one, the page where it will be. */
async function answer(web: SignedInWeb, wish: ExportWish, fileName: string): Promise<void> {
  const { ctx, t, language } = web;
  const asked = { wish, fileName, words: { t, language } };
  const begun = await exportTickets(ctx, asked, (content) => send(web, content, { wish, fileName }));
  if (begun === null) return;
  web.flash({ kind: 'done', key: 'export.begun', params: { n: begun.toLocaleString('en-US') } });
  web.redirect(paths.exports.list);
}

async function send(
  { res, ctx }: SignedInWeb,
  content: Readable,
  file: { wish: ExportWish; fileName: string; bytes?: number },
): Promise<void> {
  res.attachment(file.fileName);
  res.set({
    'content-type': contentType(file.wish),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    ...(file.bytes !== undefined && { 'content-length': String(file.bytes) }),
  });
  try {
    await pipeline(content, res);
  } catch (error) {
    // The answer has begun and can only be cut: better a download that fails than a file with rows missing.
    ctx.log.warn({ err: error }, 'an export broke off');
  }
}

async function showExports(web: SignedInWeb): Promise<void> {
  const { ctx, t, moment } = web;
  const rows = await findExports(ctx.db, web.user.id);
  const exports = rows.map((row) => presentExport(row, { t, moment, now: ctx.now() }));
  const locals = { exports, isRunning: exports.some(({ cancel }) => cancel !== null), days: KEPT_DAYS };
  if (web.wantsFragment) await web.fragment('exports/_list', locals);
  else await web.page('exports/index', { ...locals, title: t('export.title'), nav: 'tickets' });
}

/** @throws NotFound when it is not theirs, not done, or over; also when the storage has lost it */
async function download(web: SignedInWeb): Promise<void> {
  const found = await findFinishedExport(web.ctx, idOf(web));
  const content = await web.ctx.files.open(found.storedName);
  if (!content) {
    web.ctx.log.error({ export: found.id, storedName: found.storedName }, 'the file of an export is missing');
    throw new NotFound('file');
  }
  await send(web, content, found);
}

function idOf(web: SignedInWeb): number {
  const text = String(web.req.params['id']);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound('export');
  return Number(text);
}
