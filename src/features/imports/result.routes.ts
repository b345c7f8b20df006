import { pipeline } from 'node:stream/promises';
import { holds } from '../../domain/people/permissions.ts';
import { NotFound, Refused } from '../../errors.ts';
import { SHEET_TYPES } from '../../spreadsheet/write-sheet.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { resultFigures } from './check.view.ts';
import { writeFailedWorkbook } from './failed-workbook.ts';
import { findFound, findWords } from './found.routes.ts';
import {
  countOf,
  figure,
  isAtWork,
  presentSame,
  presentSteps,
  subtitleOf,
  summaryLine,
} from './import.view.ts';
import { findImport, findSameFile, type ImportRecord } from './imports.query.ts';
import { presentProgress } from './progress.view.ts';
import { problemOfRow } from './row-problem.view.ts';
import { undoImport } from './undo-import.ts';

/** Step 4 and 5: how far it is, what it has made, and what it has not (spec 06). */
export function resultRoutes(): Route[] {
  const { show, failed, undo } = paths.imports;
  return [
    get(show.pattern, 'ticket.import', showImport),
    get(failed.pattern, 'ticket.import', sendFailed),
    get(undo.pattern, 'config.manage', async (web) =>
      showUndo(web, await findImport(web.ctx, idOf(web, 'import'))),
    ),
    post(undo.pattern, 'config.manage', takeUndo),
  ];
}

/** An import is shown where it stands: what has not begun leads to its next step. */
async function showImport(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  if (row.startedAt !== null) await showResult(web, row);
  else if (row.state !== 'uploaded') web.redirect(paths.imports.check.to(row.id));
  else {
    const earlier = await findSameFile(web.ctx.db, row);
    if (!earlier && row.storedName !== null) {
      web.redirect(paths.imports.map.to(row.id));
      return;
    }
    const maySee = earlier?.userId === web.user.id || holds(web.user, 'config.manage');
    await web.page('imports/same', {
      title: web.t('import.title_one', { context: row.kind }),
      nav: 'imports',
      subtitle: row.fileName,
      steps: presentSteps('upload', row, web.t),
      same: earlier && presentSame(earlier, { ...web, maySee }),
      isGone: row.storedName === null,
      id: row.id,
    });
  }
}

async function showResult(web: SignedInWeb, row: ImportRecord): Promise<void> {
  const { t, ctx, moment } = web;
  const { id, state, counts } = row;
  const running = isAtWork(state);
  const words = row.failure === null ? null : await findWords(web, row);
  const made = countOf(counts, 'done') + countOf(counts, 'appended');
  const failed = countOf(counts, 'invalid') + countOf(counts, 'refused');
  const isOver = !running && state !== 'undone';
  await web.page('imports/show', {
    title: t('import.title_one', { context: row.kind }),
    nav: 'imports',
    subtitle: subtitleOf(row, t),
    steps: presentSteps(running ? 'run' : 'result', row, t),
    id,
    state,
    kind: row.kind,
    progress: running ? presentProgress(row, ctx.now(), t) : null,
    headline: t(`import.headline.${state}`, {
      context: row.kind,
      told: summaryLine(row, t),
      moment: moment(row.undoneAt ?? row.finishedAt ?? row.createdAt),
      who: state === 'undone' ? (row.undoneByName ?? '') : row.userName,
    }),
    failure:
      row.failure && words
        ? problemOfRow({ column: null, target: null, text: '', ...row.failure }, words, t)
        : null,
    figures: running ? [] : resultFigures(row, t),
    found: running ? null : await findFound(web, row, paths.imports.show.to(id)),
    tickets:
      isOver && row.kind !== 'closing' && countOf(counts, 'done') > 0 ? paths.imports.tickets(id) : null,
    made: figure(countOf(counts, 'done')),
    download: isOver && failed > 0 ? paths.imports.failed.to(id) : null,
    failed,
    n: figure(failed),
    reports: running || row.kind !== 'history' ? [] : reportsOn(id, t),
    again: `${paths.imports.new}?like=${id}`,
    mayUndo: isOver && row.kind !== 'closing' && made > 0 && holds(web.user, 'config.manage'),
  });
}

/** Of historical tickets: whether the figures agree, and what was tidied on the way. */
function reportsOn(id: number, t: SignedInWeb['t']): { href: string; label: string }[] {
  const { comparison, cleaning } = paths.imports;
  return [
    { href: comparison.to(id), label: t('import_history.comparison.title') },
    { href: cleaning.to(id), label: t('import_history.cleaning.title') },
  ];
}

async function sendFailed(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  const total = countOf(row.counts, 'invalid') + countOf(row.counts, 'refused');
  if (isAtWork(row.state) || total === 0) throw new NotFound('file');
  const name = web.t('import.failed_file', { name: row.fileName.replace(/\.[^.]+$/, '') });
  web.res.attachment(`${name}.xlsx`);
  web.res.set({ 'content-type': SHEET_TYPES.xlsx, 'cache-control': 'no-store' });
  await pipeline(writeFailedWorkbook(web.ctx, row, await findWords(web, row), web.t), web.res);
}

async function showUndo(web: SignedInWeb, row: ImportRecord, refused?: Refused): Promise<void> {
  const { t } = web;
  await web.page('imports/undo', {
    title: t('import.undo'),
    nav: 'imports',
    status: refused?.status ?? 200,
    refusal: refused ? refusalSentence(refused, t) : null,
    id: row.id,
    fileName: row.fileName,
    made: countOf(row.counts, 'done'),
    n: figure(countOf(row.counts, 'done')),
    appended: countOf(row.counts, 'appended'),
    tickets: paths.imports.tickets(row.id),
  });
}

async function takeUndo(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  try {
    const { tickets } = await undoImport(web.ctx, row.id);
    web.flash({ kind: 'done', key: 'import.undone', params: { n: figure(tickets) } });
    web.redirect(paths.imports.show.to(row.id));
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    await showUndo(web, row, error);
  }
}
