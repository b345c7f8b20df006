import { z } from 'zod';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, parseBody, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { cancelImport } from './cancel-import.ts';
import { checkFigures } from './check.view.ts';
import { countFound, findUnknownValues } from './found-rows.query.ts';
import { findFound, findWords } from './found.routes.ts';
import { isAtWork, presentSteps, subtitleOf } from './import.view.ts';
import { findImport, type ImportRecord } from './imports.query.ts';
import { presentProgress } from './progress.view.ts';
import { problemOfRow } from './row-problem.view.ts';
import { type SaidMeaning, sayValues } from './say-values.ts';
import { startCheck } from './start-check.ts';
import { startRun } from './start-run.ts';
import { countSaid } from './check.view.ts';

/** Step 3 and the way into step 4: what would be imported, and what not and why (spec 06). */
export function checkRoutes(): Route[] {
  const { check, value, run, cancel } = paths.imports;
  return [
    get(check.pattern, 'ticket.import', async (web) => {
      const row = await findImport(web.ctx, idOf(web, 'import'));
      if (row.startedAt !== null || row.state === 'uploaded') web.redirect(paths.imports.show.to(row.id));
      else await showCheck(web, row);
    }),
    post(check.pattern, 'ticket.import', (web) =>
      step(web, ({ id, version }) => startCheck(web.ctx, { id, version })),
    ),
    post(value.pattern, 'ticket.import', takeValues),
    post(run.pattern, 'ticket.import', takeRun),
    post(cancel.pattern, 'ticket.import', async (web) => {
      const id = idOf(web, 'import');
      await findImport(web.ctx, id);
      await cancelImport(web.ctx, id);
      web.redirect(paths.imports.show.to(id));
    }),
  ];
}

const Duplicates = z.enum(['skip', 'append']);

async function takeRun(web: SignedInWeb): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  const { version, duplicates } = parseBody(web.req, {
    version: Version,
    duplicates: Duplicates.default('skip'),
  });
  try {
    await startRun(web.ctx, { id: row.id, version, duplicates });
    web.redirect(paths.imports.show.to(row.id));
  } catch (error) {
    await showAgain(web, row, error);
  }
}

/** Begins something about an import whose page was looked at, and leads on. */
async function step(
  web: SignedInWeb,
  begin: (asked: { readonly id: number; readonly version: number }) => Promise<void>,
): Promise<void> {
  const row = await findImport(web.ctx, idOf(web, 'import'));
  const { version } = parseBody(web.req, { version: Version });
  try {
    await begin({ id: row.id, version });
    web.redirect(paths.imports.check.to(row.id));
  } catch (error) {
    await showAgain(web, row, error);
  }
}

/** Somebody was faster, or it can't be: the page as it is now, with the reason. */
async function showAgain(web: SignedInWeb, row: ImportRecord, error: unknown): Promise<void> {
  const isConflict = error instanceof Conflict;
  if (!isConflict && !(error instanceof Refused)) throw error;
  if (row.startedAt !== null || row.state !== 'checked') throw error;
  const refusal = isConflict ? web.t('import.stale_check') : refusalSentence(error, web.t);
  await showCheck(web, row, { refusal, status: isConflict ? 409 : error.status });
}

async function takeValues(web: SignedInWeb): Promise<void> {
  const id = idOf(web, 'import');
  const row = await findImport(web.ctx, id);
  const { target, found, value, remember } = bodyOf(web.req);
  const [targets, texts, chosen] = [target ?? [], found ?? [], value ?? []].map((each) => [each].flat());
  const meanings = (targets ?? []).map((each, index): SaidMeaning => ({
    target: each,
    found: texts?.[index] ?? '',
    value: chosen?.[index] ?? '',
  }));
  if (texts?.length !== targets?.length || chosen?.length !== targets?.length)
    throw new Invalid({ value: { code: 'unusable', params: { key: 'value' } } });
  const words = await findWords(web, row);
  const isOffered = (key: string, asked: string): boolean =>
    words.choicesOf(key).some(({ options }) => options.some((option) => option.value === asked));
  await sayValues(web.ctx, { id, meanings, remembers: remember === 'on' }, isOffered);
  if (web.wantsFragment) {
    const now = await findImport(web.ctx, id);
    await web.fragment('imports/_check-foot', { ...(await footOf(web, now)), error: null });
  } else web.redirect(`${paths.imports.check.to(id)}?tab=values`);
}

/** What can be done next: check once more where something was said since, else import. */
async function footOf(web: SignedInWeb, row: ImportRecord) {
  const [counts, unknown] = await Promise.all([
    countFound(web.ctx.db, row.id),
    findUnknownValues(web.ctx.db, row.id),
  ]);
  return {
    id: row.id,
    kind: row.kind,
    version: row.version,
    isAtWork: isAtWork(row.state),
    canMap: row.storedName !== null,
    said: countSaid(unknown, row.plan.values),
    ready: counts.ready,
    rows: { skip: counts.ready, append: counts.ready + counts.appendable },
    canAppend: row.kind === 'tickets' && counts.appendable > 0,
    hasFailed: row.state === 'failed',
  };
}

async function showCheck(
  web: SignedInWeb,
  row: ImportRecord,
  shown: { readonly refusal?: string; readonly status?: number } = {},
): Promise<void> {
  const { t, ctx } = web;
  const page = paths.imports.check.to(row.id);
  const found = row.state === 'checked' ? await findFound(web, row, page) : null;
  const words = row.failure === null ? null : await findWords(web, row);
  await web.page('imports/check', {
    title: t('import.title_one', { context: row.kind }),
    nav: 'imports',
    status: shown.status ?? 200,
    subtitle: subtitleOf(row, t),
    steps: presentSteps('check', row, t),
    kind: row.kind,
    id: row.id,
    progress: isAtWork(row.state) ? presentProgress(row, ctx.now(), t) : null,
    failure:
      row.failure && words
        ? problemOfRow({ column: null, target: null, text: '', ...row.failure }, words, t)
        : null,
    refusal: shown.refusal ?? null,
    figures: checkFigures(row, found?.counts ?? null, t),
    found,
    duplicates: row.plan.duplicates,
    remembers: row.plan.remembersValues,
    presetName: row.presetName,
    foot: await footOf(web, row),
  });
}
