import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { ActionField } from '../../domain/ticket/action-rule.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { isAnyOverdue } from './closable.query.ts';
import { completeForm } from './action-form.ts';
import { beginBulkRun, faultOf } from './begin-bulk-run.ts';
import { BULK_ACTIONS, BULK_RULES, type BulkAction } from './bulk-actions.ts';
import { pageBefore, presentBulkRun, retriable } from './bulk-result.view.ts';
import { findBulkRun, findMoved, findPicked } from './bulk-runs.query.ts';
import { BULK_LIMIT, type SelectedTicket, readPicks, writePicks } from './bulk-selection.ts';
import { workOffBulkRun } from './bulk-work-off.ts';
import { CONTEXT_MAX, readContext } from './list-context.ts';
import { findMatching } from './ticket-list.query.ts';

/** So many are worked off before the answer goes out: an ordinary selection shows its result at once. */
const AT_ONCE = 25;
/** So many of a selection are named in the form; the rest is a number. */
const NAMED = 50;

const PREFIX = 'bulk-';

/** Doing something to a selection of the list with one form, and how it came out (spec 01, 04, 07). */
export function bulkRoutes(): Route[] {
  return BULK_ACTIONS.flatMap((action) => {
    const { permission } = BULK_RULES[action];
    const { form, matching, run } = paths.tickets.bulk;
    return [
      get(form(action), permission, (web) => showForm(web, action)),
      post(form(action), permission, (web) => submit(web, action)),
      get(matching(action), permission, showMatching),
      get(run.pattern(action), permission, (web) => showRun(web, action)),
    ];
  });
}

const FormQuery = {
  pick: z.union([z.string(), z.array(z.string())]).optional(),
  all: z.literal('1').optional(),
  from: z.string().max(CONTEXT_MAX).default(''),
  retry: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional(),
};

async function showForm(web: SignedInWeb, action: BulkAction): Promise<void> {
  const query = parseQuery(web.req, FormQuery);
  if (query.retry !== undefined) {
    const run = await findBulkRun(web.ctx, Number(query.retry), action);
    await renderForm(web, action, { picks: retriable(run), from: run.list, form: run.form });
    return;
  }
  const picks =
    query.all === undefined
      ? readPicks(query.pick)
      : await findMatchingPicks(web, query.from, BULK_LIMIT + 1);
  await renderForm(web, action, { picks, from: query.from });
}

/** The tickets of a list as they are now. @throws Invalid when it is no list of ours */
async function findMatchingPicks(web: SignedInWeb, from: string, limit: number): Promise<SelectedTicket[]> {
  const context = readContext(from, '');
  if (!context) throw new Invalid({ from: { code: 'unusable', params: { key: 'from' } } });
  return findMatching(web.ctx, context.request, limit);
}

/** How many the whole list has, asked for only by those who select it. */
async function showMatching(web: SignedInWeb): Promise<void> {
  const { from } = parseQuery(web.req, { from: z.string().max(CONTEXT_MAX) });
  const picks = await findMatchingPicks(web, from, BULK_LIMIT + 1);
  await web.fragment('tickets/_bulk-matching', { count: picks.length, limit: BULK_LIMIT });
}

async function submit(web: SignedInWeb, action: BulkAction): Promise<void> {
  const { _csrf: _token, pick, from, submission_key: key, ...form } = bodyOf(web.req);
  const picks = readPicks(pick);
  const list = pageBefore(textOf(from)).list;
  const uuid = z.uuid().safeParse(key);
  const submissionKey = uuid.success ? uuid.data : randomUUID();
  let run: number;
  try {
    run = await beginBulkRun(web.ctx, { action, picks, form, list, submissionKey });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await renderForm(web, action, {
      picks,
      from: list,
      form,
      problems: error.problems,
      submissionKey,
      status: 422,
    });
    return;
  }
  await workOffBulkRun(web.ctx, run, AT_ONCE);
  web.redirect(paths.tickets.bulk.run.to(action, run));
  // The answer is out; the result page tells how far it is. Should this process die, the job goes on.
  await workOffBulkRun(web.ctx, run).catch((error: unknown) => {
    web.ctx.log.error({ err: error, run }, 'a bulk run stopped; the job goes on with it');
  });
}

/** Why it took so long is asked only where any of them did. */
async function fieldsFor(
  { ctx }: SignedInWeb,
  action: BulkAction,
  picks: readonly SelectedTicket[],
): Promise<readonly ActionField[]> {
  const { fields } = BULK_RULES[action];
  if (action !== 'close') return fields;
  const numbers = picks.slice(0, BULK_LIMIT).map(({ number }) => number);
  return (await isAnyOverdue(ctx, numbers)) ? fields : fields.filter(({ key }) => key !== 'overdue_reason');
}

interface Shown {
  readonly picks: readonly SelectedTicket[];
  readonly from: string;
  readonly form?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly submissionKey?: string;
  readonly status?: number;
}

async function renderForm(web: SignedInWeb, action: BulkAction, shown: Shown): Promise<void> {
  const { t, ctx, language } = web;
  const { picks, problems = {} } = shown;
  const fault = faultOf(picks);
  const before = pageBefore(shown.from);
  const fields = await completeForm(ctx.db, await fieldsFor(web, action, picks), t, language);
  const count = Math.min(picks.length, BULK_LIMIT);
  const n = count.toLocaleString('en-US');
  const title = fault ? t(`bulk.${action}.title`) : t(`bulk.${action}.count`, { count, n });
  const { pick: _told, ...others } = problems;
  const locals = {
    action,
    title,
    fault: fault && t(`bulk.${action}.${fault.code}`, { limit: BULK_LIMIT.toLocaleString('en-US') }),
    count,
    named: fault ? [] : await findPicked(ctx, picks, NAMED),
    picks: fault ? '' : writePicks(picks),
    from: before.list,
    back: before.href,
    backLabel: t(before.label),
    submissionKey: shown.submissionKey ?? randomUUID(),
    fields: presentForm({
      fields,
      t,
      raw: shown.form,
      problems: others,
      idPrefix: PREFIX,
      today: dayOf(ctx.now(), ctx.zone),
    }),
    problems: describeProblems(fields, others, t, PREFIX),
  };
  const status = shown.status ?? (fault ? 422 : 200);
  if (web.wantsFragment) await web.fragment('tickets/_bulk-form', locals, status);
  else await web.page('tickets/bulk-form', { ...locals, nav: 'tickets', status });
}

async function showRun(web: SignedInWeb, action: BulkAction): Promise<void> {
  const { ctx, t } = web;
  const id = String(web.req.params['run']);
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new NotFound('bulk run');
  const run = await findBulkRun(ctx, Number(id), action);
  const moved = BULK_RULES[action].moves ? await findMoved(ctx, run.id) : [];
  const sentence = (code: string, details: Refused['details']): string =>
    refusalSentence(new Refused(409, code, details), t);
  const result = presentBulkRun(run, action, moved, { t, sentence });
  if (web.wantsFragment) await web.fragment('tickets/_bulk-result', { result });
  else await web.page('tickets/bulk-result', { title: result.title, nav: 'tickets', result });
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
