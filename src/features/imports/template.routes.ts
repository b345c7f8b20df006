import { dayOf } from '../../domain/time/format.ts';
import { NotFound } from '../../errors.ts';
import { SHEET_TYPES } from '../../spreadsheet/write-sheet.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { OptionalId, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { findCategoryTree } from '../categories/categories.query.ts';
import { templateWorkbook } from './template-workbook.ts';

/** Workbooks to write tickets into, one for each category (spec 06). */
export function templateRoutes(): Route[] {
  return [get(paths.exports.template, 'ticket.import', showOrSend)];
}

/** With a category its workbook, without one the page to choose it. */
async function showOrSend(web: SignedInWeb): Promise<void> {
  const { category } = parseQuery(web.req, { category: OptionalId });
  if (category !== undefined) await sendWorkbook(web, category);
  else if (web.req.query['category'] === undefined) await showChooser(web, null, 200);
  else await showChooser(web, web.t('export.template.choose'), 422);
}

async function sendWorkbook(web: SignedInWeb, category: number): Promise<void> {
  const { ctx, res, t, language } = web;
  try {
    const { name, content } = await templateWorkbook(ctx, category, { t, language });
    res.attachment(name.replace('.xlsx', `-${dayOf(ctx.now(), ctx.zone)}.xlsx`));
    res.set({ 'content-type': SHEET_TYPES.xlsx, 'cache-control': 'private, no-store' }).send(content);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    await showChooser(web, t('export.template.gone'), 404);
  }
}

async function showChooser(web: SignedInWeb, problem: string | null, status: number): Promise<void> {
  const tree = await findCategoryTree(web.ctx.db);
  await web.page('imports/template', {
    title: web.t('export.template.title'),
    nav: 'imports',
    status,
    problem,
    categories: tree
      .filter(({ pickable, templateName }) => pickable && templateName !== null)
      .map(({ id, path }) => ({ id, path: path.join(' / ') })),
  });
}
