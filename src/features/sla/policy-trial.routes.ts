import { DateTime } from 'luxon';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { ThoughtPause } from '../../domain/sla/explain-time.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid } from '../../errors.ts';
import { recordIn } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findTrial } from '../routing/rule-trial.query.ts';
import { ticketFields, timeFields } from './policy-trial-fields.ts';
import { presentPolicyTrial } from './policy-trial.view.ts';
import { findPolicyWords } from './policy-words.query.ts';
import type { PolicyWords } from './tell-policy.view.ts';
import { tryPolicies } from './try-policies.ts';

/** `/admin/slas/try`: which policy a ticket would go by, and when what would happen (spec 05). Changes nothing. */
export function policyTrialRoutes(): Route[] {
  return [
    get(paths.admin.slas.try, 'config.manage', async (web) => {
      await show(web, await findPolicyWords(web.ctx.db, web.language), {});
    }),
    post(paths.admin.slas.try, 'config.manage', run),
  ];
}

interface Shown {
  readonly raw?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly trial?: ReturnType<typeof presentPolicyTrial>;
}

async function run(web: SignedInWeb): Promise<void> {
  const { ctx } = web;
  const words = await findPolicyWords(ctx.db, web.language);
  const raw = recordIn(bodyOf(web.req));
  const parsed = parseForm(fieldsOf(web, words), raw, { today: dayOf(ctx.now(), ctx.zone) });
  try {
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const { subject } = await findTrial(ctx, parsed.values, words.catalogue);
    const start = momentOf(parsed.values['start'], ctx.zone);
    const tried = await tryPolicies(ctx, { subject, start, pauses: pausesIn(parsed.values, ctx.zone) });
    await show(web, words, { raw, trial: presentPolicyTrial(tried, words) });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await show(web, words, { raw, problems: error.problems });
  }
}

function fieldsOf({ ctx, t }: SignedInWeb, { catalogue }: PolicyWords) {
  const start = DateTime.fromJSDate(ctx.now(), { zone: ctx.zone }).toFormat("yyyy-MM-dd'T'HH:mm");
  return [...timeFields(start, t), ...ticketFields(catalogue, t)];
}

/** As typed, in the zone of the installation. */
function momentOf(value: unknown, zone: string): Date {
  return DateTime.fromISO(typeof value === 'string' ? value.replace(' ', 'T') : '', { zone }).toJSDate();
}

/** In their order. @throws Invalid where one ends before it begins, or two overlap */
function pausesIn(values: FieldValues, zone: string): ThoughtPause[] {
  const rows = Array.isArray(values['pauses'])
    ? (values['pauses'] as readonly Record<string, unknown>[])
    : [];
  const pauses = rows.map((row, at) => {
    const pause = { from: momentOf(row['from'], zone), to: momentOf(row['to'], zone) };
    if (pause.to <= pause.from)
      throw new Invalid({ [`pauses.${at}.to`]: { code: 'pause_reversed', params: {} } });
    return { ...pause, at };
  });
  const sorted = [...pauses].sort((one, other) => one.from.getTime() - other.from.getTime());
  for (const [index, { from, at }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && from < before.to)
      throw new Invalid({ [`pauses.${at}.from`]: { code: 'hours_overlap', params: {} } });
  }
  return sorted;
}

async function show(web: SignedInWeb, words: PolicyWords, shown: Shown): Promise<void> {
  const { page, t, ctx } = web;
  const { raw, problems = {}, trial } = shown;
  const fields = fieldsOf(web, words);
  const today = dayOf(ctx.now(), ctx.zone);
  const presented = presentForm({ fields, t, today, problems, ...(raw && { raw }) });
  const isTime = (key: string): boolean => key === 'start' || key === 'pauses';
  await page('sla/try', {
    title: t('config.policy.try.title'),
    nav: 'slas',
    status: Object.keys(problems).length > 0 ? 422 : 200,
    time: presented.filter(({ key }) => isTime(key)),
    ticket: presented.filter(({ key }) => !isTime(key)),
    problems: describeProblems(fields, problems, t),
    trial: trial ?? null,
  });
}
