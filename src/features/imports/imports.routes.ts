import { z } from 'zod';
import type { FieldProblem } from '../../domain/form/field.ts';
import { IMPORT_KINDS, type ImportKind } from '../../domain/import/import-plan.ts';
import { Invalid, NotFound } from '../../errors.ts';
import { IMPORT_LIMITS } from '../../spreadsheet/sheet-limits.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, OptionalId, parseBody, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { workbookOf } from '../../web/receive-workbook.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { checkRoutes } from './check.routes.ts';
import { discardImport } from './discard-import.ts';
import { presentListed, presentSteps } from './import.view.ts';
import { findImports, findImportState } from './imports.query.ts';
import { planRoutes } from './plan.routes.ts';
import { presetsRoutes } from './presets.routes.ts';
import { findPresets } from './presets.query.ts';
import { resultRoutes } from './result.routes.ts';
import { WORKBOOK_MEGABYTES } from './store-workbook.ts';
import { mayImport, uploadImport } from './upload-import.ts';

/** `/imports`: tickets from spreadsheets, in five steps (spec 06). */
export function importsRoutes(): Route[] {
  const { list, new: upload, discard } = paths.imports;
  return [
    get(list, 'ticket.import', showList),
    get(upload, 'ticket.import', (web) => showUpload(web)),
    post(upload, 'ticket.import', takeUpload, { takesWorkbook: true }),
    post(discard.pattern, 'ticket.import', async (web) => {
      await discardImport(web.ctx, idOf(web, 'import'));
      web.flash({ kind: 'done', key: 'import.discarded', params: {} });
      web.redirect(list);
    }),
    ...presetsRoutes(), // before an import, whose id "presets" is none
    ...planRoutes(),
    ...checkRoutes(),
    ...resultRoutes(),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const { before, after } = parseQuery(web.req, { before: OptionalId, after: OptionalId });
  const page = await findImports(web.ctx, { before: before ?? null, after: after ?? null });
  await web.page('imports/index', {
    title: web.t('import.title'),
    nav: 'imports',
    rows: page.rows.map((row) => presentListed(row, web)),
    newer: page.newer === null ? null : `${paths.imports.list}?after=${page.newer}`,
    older: page.older === null ? null : `${paths.imports.list}?before=${page.older}`,
  });
}

interface Chosen {
  readonly kind?: ImportKind | undefined;
  readonly presetId?: number | null;
  readonly like?: number | null;
}

async function showUpload(web: SignedInWeb, sent?: Chosen, problem?: FieldProblem): Promise<void> {
  const { t, ctx } = web;
  const query = parseQuery(web.req, {
    kind: z.enum(IMPORT_KINDS).optional().catch(undefined),
    preset: OptionalId.catch(undefined),
    like: OptionalId.catch(undefined),
  });
  const like = await findLike(web, sent?.like ?? query.like ?? null);
  const kinds = IMPORT_KINDS.filter((kind) => mayImport(ctx, kind));
  const kind = sent?.kind ?? like?.kind ?? query.kind ?? 'tickets';
  await web.page('imports/new', {
    title: t('import.start'),
    nav: 'imports',
    status: problem ? 422 : 200,
    steps: presentSteps('upload', null, t),
    kinds,
    kind: kinds.includes(kind) ? kind : 'tickets',
    presets: await findPresets(ctx.db),
    presetId: sent?.presetId ?? query.preset ?? null,
    like,
    problem: problem && t(`form.problem.${problem.code}`, problem.params),
    limits: { megabytes: WORKBOOK_MEGABYTES, rows: IMPORT_LIMITS.rows.toLocaleString('en-US') },
  });
}

/** An earlier import whose mapping the next file gets; nothing where it is none of theirs. */
async function findLike(web: SignedInWeb, id: number | null) {
  if (id === null) return null;
  try {
    const { fileName, kind } = await findImportState(web.ctx, id);
    return { id, fileName, kind };
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return null;
  }
}

async function takeUpload(web: SignedInWeb): Promise<void> {
  const received = workbookOf(web.req);
  let sent: Chosen = {};
  try {
    const body = parseBody(web.req, {
      kind: z.enum(IMPORT_KINDS),
      preset_id: OptionalId,
      like: OptionalId,
      file: z.string().max(0).optional(), // an input without a file, from browsers that send it as a text
    });
    sent = { kind: body.kind, presetId: body.preset_id ?? null, like: body.like ?? null };
    if (!received.ok) throw new Invalid({ file: received.problem });
    const id = await uploadImport(web.ctx, {
      kind: body.kind,
      workbook: received.workbook,
      presetId: body.preset_id ?? null,
      like: body.like ?? null,
    });
    web.redirect(paths.imports.show.to(id));
  } catch (error) {
    const problem = error instanceof Invalid ? error.problems['file'] : undefined;
    if (problem) await showUpload(web, sent, problem);
    else {
      if (received.ok) await web.ctx.files.remove(received.workbook.storedName);
      throw error;
    }
  }
}
