import { z } from 'zod';
import type { FieldProblem } from '../../domain/form/field.ts';
import type { ImportPlan } from '../../domain/import/import-plan.ts';
import { holds } from '../../domain/people/permissions.ts';
import { Conflict, Invalid } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { draftPlan } from './draft-plan.ts';
import { presentClosingColumns } from './closing-columns.view.ts';
import { findImportConfig } from './import-config.query.ts';
import { presentSame, presentSteps, subtitleOf } from './import.view.ts';
import { findImport, findSameFile, type ImportRecord } from './imports.query.ts';
import { presentPlan } from './plan.view.ts';
import { findPreset, findPresets } from './presets.query.ts';
import { letterOf, readPlanForm, type ReadPlan } from './read-plan-form.ts';
import { savePlan } from './save-plan.ts';
import { savePreset } from './save-preset.ts';
import { startCheck } from './start-check.ts';
import { categoryChoices, presentTargets, type Targets } from './targets.view.ts';

/** Step 2: which sheet, which row the headings are in, what each column is, and what the sheet lacks (spec 06). */
export function planRoutes(): Route[] {
  const { map } = paths.imports;
  return [
    get(map.pattern, 'ticket.import', async (web) => {
      const row = await findImport(web.ctx, idOf(web, 'import'));
      if (!canMap(row)) web.redirect(paths.imports.show.to(row.id));
      else await showPlan(web, row, { plan: row.plan, presetId: row.presetId });
    }),
    post(map.pattern, 'ticket.import', take),
  ];
}

const canMap = ({ startedAt, state, storedName }: ImportRecord): boolean =>
  startedAt === null && state !== 'checking' && storedName !== null;

const Intent = z.enum(['check', 'save', 'save_preset', 'preset', 'reread', 'refresh']).catch('check');

async function take(web: SignedInWeb): Promise<void> {
  const { ctx } = web;
  const row = await findImport(ctx, idOf(web, 'import'));
  if (!canMap(row)) {
    web.redirect(paths.imports.show.to(row.id));
    return;
  }
  const form = bodyOf(web.req);
  const intent = Intent.parse(form['intent']);
  const version = Version.catch(row.version).parse(form['version']);
  const targets = await findTargets(web, row);
  const read = readPlanForm(form, row.outline, { before: row.plan, knows: targets.knows });
  const shown: Shown = { version, presetName: String(form['preset_name'] ?? '').slice(0, 200) };
  if (intent === 'refresh') await showPlan(web, row, read, shown);
  else if (intent === 'reread' || intent === 'preset')
    await showPlan(web, row, await drawAnew(web, { row, targets }, read), shown);
  else if (intent === 'save_preset') await keepPreset(web, row, read, shown);
  else await keep(web, row, read, { ...shown, goesOn: intent === 'check' });
}

/** The sheet, its headings or the preset are others now: the columns are guessed once more, the rest stays. */
async function drawAnew(
  web: SignedInWeb,
  { row, targets: { config } }: { readonly row: ImportRecord; readonly targets: Targets },
  { plan, presetId }: ReadPlan,
): Promise<ReadPlan> {
  const preset = presetId === null ? null : await findPreset(web.ctx.db, presetId);
  const place = { sheet: plan.sheet, ...(plan.sheet === row.plan.sheet && { headerRow: plan.headerRow }) };
  const { plan: drawn } = await draftPlan(web.ctx, { outline: row.outline, config, preset, ...place });
  const constants = { ...plan.constants, ...drawn.constants };
  return { plan: { ...drawn, constants, duplicates: preset?.plan.duplicates ?? plan.duplicates }, presetId };
}

async function keepPreset(web: SignedInWeb, row: ImportRecord, read: ReadPlan, shown: Shown): Promise<void> {
  if (row.kind === 'closing') throw new Invalid({ intent: { code: 'unusable', params: { key: 'intent' } } });
  try {
    const { presetName: name = '' } = shown;
    const presetId = await savePreset(web.ctx, { name, kind: row.kind, plan: read.plan });
    await showPlan(web, row, { ...read, presetId }, { ...shown, presetName: '' });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await showPlan(web, row, read, { ...shown, problems: error.problems, status: 422 });
  }
}

async function keep(
  web: SignedInWeb,
  row: ImportRecord,
  read: ReadPlan,
  shown: Shown & { readonly goesOn: boolean },
): Promise<void> {
  const { id } = row;
  try {
    const version = await savePlan(web.ctx, { id, version: shown.version ?? row.version, ...read });
    if (shown.goesOn) await startCheck(web.ctx, { id, version });
    else web.flash({ kind: 'done', key: 'import.saved', params: {} });
    web.redirect(shown.goesOn ? paths.imports.check.to(id) : paths.imports.list);
  } catch (error) {
    if (error instanceof Conflict)
      await showPlan(web, row, read, { version: row.version, isStale: true, status: 409 });
    else if (error instanceof Invalid)
      await showPlan(web, row, read, { ...shown, problems: error.problems, status: 422 });
    else throw error;
  }
}

async function findTargets(web: SignedInWeb, { kind }: ImportRecord): Promise<Targets> {
  return presentTargets(await findImportConfig(web.ctx, kind), web);
}

interface Shown {
  readonly version?: number;
  readonly status?: number;
  readonly isStale?: boolean;
  readonly presetName?: string;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
}

async function showPlan(
  web: SignedInWeb,
  row: ImportRecord,
  { plan, presetId, asked = [] }: ReadPlan,
  shown: Shown = {},
): Promise<void> {
  const { t, ctx } = web;
  const { problems = {} } = shown;
  const targets = await findTargets(web, row);
  const { config } = targets;
  const { sheet, headerRow } = plan;
  const guess = await draftPlan(ctx, { outline: row.outline, config, preset: null, sheet, headerRow });
  const { preset_name: presetProblem, ...others } = problems;
  const locals = {
    id: row.id,
    version: shown.version ?? row.version,
    kind: row.kind,
    plan: presentPlan(plan, row.outline, guess.plan, { t, targets, problems: others, asked }),
    closing: row.kind === 'closing' ? presentClosingColumns(plan.headings, t) : null,
    presets: await findPresets(ctx.db, row.kind),
    presetId,
    categories: categoryChoices(config.categories),
    same: await findSame(web, row),
    stale: shown.isStale ?? false,
    problems: Object.entries(others).map(([input, problem]) => ({
      id: input.replace('.', '-'),
      label: labelOf(input, plan, targets.fieldOf),
      sentence: t(`form.problem.${problem.code}`, problem.params),
    })),
    remembers: plan.remembersValues,
    presetName: shown.presetName ?? '',
    presetProblem: presetProblem
      ? t(`form.problem.${presetProblem.code}`, { label: t('import.preset_name'), ...presetProblem.params })
      : null,
  };
  const status = shown.status ?? 200;
  if (web.wantsFragment) await web.fragment('imports/_plan', locals, status);
  else
    await web.page('imports/map', {
      ...locals,
      status,
      nav: 'imports',
      title: t('import.title_one', { context: row.kind }),
      subtitle: subtitleOf(row, t),
      steps: presentSteps('map', row, t),
    });
}

/** What the summary of problems calls an input. */
function labelOf(
  input: string,
  plan: ImportPlan,
  fieldOf: (key: string) => { readonly label: string },
): string {
  const [what = '', key = ''] = input.split('.', 2);
  if (what !== 'column') return fieldOf(key).label;
  return plan.headings[Number(key)] || letterOf(Number(key));
}

/** The very same file, imported before; null when it wasn't. */
async function findSame(web: SignedInWeb, row: ImportRecord) {
  const earlier = await findSameFile(web.ctx.db, row);
  if (!earlier) return null;
  const maySee = earlier.userId === web.user.id || holds(web.user, 'config.manage');
  return presentSame(earlier, { ...web, maySee });
}
