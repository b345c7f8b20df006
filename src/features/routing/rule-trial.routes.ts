import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid } from '../../errors.ts';
import { recordIn } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { explainRoute } from './explain-route.ts';
import { trialFields } from './rule-trial-fields.ts';
import { findTrial } from './rule-trial.query.ts';
import { presentTrial } from './rule-trial.view.ts';

/** `/admin/rules/try`: which rule would send a ticket where, and why not the others (spec 04). Changes nothing. */
export function ruleTrialRoutes(): Route[] {
  return [
    get(paths.admin.rules.try, 'config.manage', async (web) => {
      await show(web, await findCatalogue(web.ctx.db, web.language), {});
    }),
    post(paths.admin.rules.try, 'config.manage', run),
  ];
}

interface Shown {
  readonly raw?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly trial?: ReturnType<typeof presentTrial>;
}

async function run(web: SignedInWeb): Promise<void> {
  const { ctx, t, language } = web;
  const catalogue = await findCatalogue(ctx.db, language);
  const raw = recordIn(bodyOf(web.req));
  const parsed = parseForm(trialFields(catalogue, t), raw, { today: dayOf(ctx.now(), ctx.zone) });
  try {
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const { ticket, ...asked } = await findTrial(ctx, parsed.values, catalogue);
    const trial = presentTrial(await explainRoute(ctx, asked), { ticket, catalogue, t });
    await show(web, catalogue, { raw, trial });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await show(web, catalogue, { raw, problems: error.problems });
  }
}

async function show(
  { page, t, ctx }: SignedInWeb,
  catalogue: Catalogue,
  { raw, problems = {}, trial }: Shown,
): Promise<void> {
  const fields = trialFields(catalogue, t);
  const today = dayOf(ctx.now(), ctx.zone);
  await page('routing/try', {
    title: t('config.rule.try.title'),
    nav: 'rules',
    status: Object.keys(problems).length > 0 ? 422 : 200,
    fields: presentForm({ fields, t, today, problems, ...(raw && { raw }) }),
    problems: describeProblems(fields, problems, t),
    trial: trial ?? null,
  });
}
