import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { NotFound } from '../../errors.ts';
import { SHEET_TYPES } from '../../spreadsheet/write-sheet.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { countCleanings, findCleanings } from './cleaning.query.ts';
import { writeCleaningWorkbook } from './cleaning-workbook.ts';
import { COMPARED_SHOWN, findComparison } from './comparison.query.ts';
import { findWords } from './found.routes.ts';
import { presentCleanings, presentComparison } from './history.view.ts';
import { findImport, type ImportRecord } from './imports.query.ts';
import { columnOf } from './row-problem.view.ts';

/** What became of historical data on its way in: what was tidied, and whether the figures agree (spec 06). */
export function historyRoutes(): Route[] {
  const { cleaning, cleanings, comparison } = paths.imports;
  return [
    get(cleaning.pattern, 'ticket.import', showCleaning),
    get(cleanings.pattern, 'ticket.import', sendCleanings),
    get(comparison.pattern, 'ticket.import', showComparison),
  ];
}

async function wordsOf(web: SignedInWeb, row: ImportRecord) {
  const words = await findWords(web, row);
  return { t: web.t, columnOf: (at: { column: number; target: string }) => columnOf(at, words) };
}

async function showCleaning(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  const { db } = web.ctx;
  const [cleanings, totals] = [await findCleanings(db, row.id), await countCleanings(db, row.id)];
  await web.page('imports/cleaning', {
    title: web.t('import_history.cleaning.title'),
    nav: 'imports',
    fileName: row.fileName,
    back: paths.imports.show.to(row.id),
    download: totals.cells > 0 ? paths.imports.cleanings.to(row.id) : null,
    ...presentCleanings(cleanings, totals, await wordsOf(web, row)),
  });
}

async function sendCleanings(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  if ((await countCleanings(web.ctx.db, row.id)).cells === 0) throw new NotFound('file');
  const name = web.t('import_history.cleaning.file', { name: row.fileName.replace(/\.[^.]+$/, '') });
  web.res.attachment(`${name}.xlsx`);
  web.res.set({ 'content-type': SHEET_TYPES.xlsx, 'cache-control': 'private, no-store' });
  await pipeline(writeCleaningWorkbook(web.ctx, row.id, await wordsOf(web, row)), web.res);
}

async function showComparison(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  // Other tickets have the time of their import: there is nothing to compare.
  if (row.kind !== 'history' || row.startedAt === null) throw new NotFound('comparison');
  const { only } = parseQuery(web.req, { only: z.enum(['differing']).optional().catch(undefined) });
  const here = paths.imports.comparison.to(row.id);
  const comparison = await findComparison(web.ctx.db, {
    id: row.id,
    plan: row.plan,
    zone: web.ctx.zone,
    differingOnly: only === 'differing',
  });
  const { totals, rows } = comparison;
  const tab = (key: 'all' | 'differing', href: string) => ({
    label: web.t(`import_history.comparison.tab_${key}`),
    count: totals[key].toLocaleString('en-US'),
    href,
    isCurrent: (only ?? 'all') === key,
  });
  await web.page('imports/comparison', {
    title: web.t('import_history.comparison.title'),
    nav: 'imports',
    fileName: row.fileName,
    back: paths.imports.show.to(row.id),
    tabs: [tab('all', here), tab('differing', `${here}?only=differing`)],
    isCut: rows.length >= COMPARED_SHOWN,
    limit: COMPARED_SHOWN,
    ...presentComparison(comparison, web.t),
  });
}
