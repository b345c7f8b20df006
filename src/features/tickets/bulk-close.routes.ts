import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { CLOSE_FIELDS } from '../../domain/ticket/action-fields.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { completeForm } from './action-form.ts';
import { bulkCloseTickets, faultOf } from './bulk-close-tickets.ts';
import { presentBulkRun, retriable } from './bulk-result.view.ts';
import { findBulkRun, findPicked } from './bulk-runs.query.ts';
import { BULK_LIMIT, type SelectedTicket, readPicks, writePicks } from './bulk-selection.ts';
import { workOffBulkRun } from './bulk-work-off.ts';
import { CONTEXT_MAX, contextAddress, readContext } from './list-context.ts';
import { findMatching } from './ticket-list.query.ts';

/** So many are closed before the answer goes out: an ordinary selection shows its result at once. */
const AT_ONCE = 25;
/** So many of a selection are named in the form; the rest is a number. */
const NAMED = 50;

const PREFIX = 'bulk-';

/** Closing a selection of the list with one form, and how it came out (spec 01, 07). */
export function bulkCloseRoutes(): Route[] {
  return [
    get(paths.tickets.bulk.close, 'ticket.bulk_close', showForm),
    post(paths.tickets.bulk.close, 'ticket.bulk_close', submit),
    get(paths.tickets.bulk.matching, 'ticket.bulk_close', showMatching),
    get(paths.tickets.bulk.run.pattern, 'ticket.bulk_close', showRun),
  ];
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

async function showForm(web: SignedInWeb): Promise<void> {
  const query = parseQuery(web.req, FormQuery);
  if (query.retry !== undefined) {
    const run = await findBulkRun(web.ctx, Number(query.retry));
    await renderForm(web, { picks: retriable(run), from: run.list, form: run.form });
    return;
  }
  const picks =
    query.all === undefined
      ? readPicks(query.pick)
      : await findMatchingPicks(web, query.from, BULK_LIMIT + 1);
  await renderForm(web, { picks, from: query.from });
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

async function submit(web: SignedInWeb): Promise<void> {
  const { _csrf: _token, pick, from, submission_key: key, ...form } = bodyOf(web.req);
  const picks = readPicks(pick);
  const context = readContext(from, '');
  const list = context ? textOf(from) : '';
  const uuid = z.uuid().safeParse(key);
  const submissionKey = uuid.success ? uuid.data : randomUUID();
  let run: number;
  try {
    run = await bulkCloseTickets(web.ctx, { picks, form, list, submissionKey });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await renderForm(web, { picks, from: list, form, problems: error.problems, submissionKey, status: 422 });
    return;
  }
  await workOffBulkRun(web.ctx, run, AT_ONCE);
  web.redirect(paths.tickets.bulk.run.to(run));
  // The answer is out; the result page tells how far it is. Should this process die, the job goes on.
  await workOffBulkRun(web.ctx, run).catch((error: unknown) => {
    web.ctx.log.error({ err: error, run }, 'a bulk run stopped; the job goes on with it');
  });
}

interface Shown {
  readonly picks: readonly SelectedTicket[];
  readonly from: string;
  readonly form?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly submissionKey?: string;
  readonly status?: number;
}

async function renderForm(web: SignedInWeb, shown: Shown): Promise<void> {
  const { t, ctx, language } = web;
  const { picks, problems = {} } = shown;
  const fault = faultOf(picks);
  const context = readContext(shown.from, '');
  const fields = await completeForm(ctx.db, CLOSE_FIELDS, t, language);
  const count = Math.min(picks.length, BULK_LIMIT);
  const title = fault ? t('bulk.close') : t('bulk.close_count', { count, n: count.toLocaleString('en-US') });
  const { pick: _told, ...others } = problems;
  const locals = {
    title,
    fault: fault && t(`bulk.problem.${fault.code}`, { limit: BULK_LIMIT.toLocaleString('en-US') }),
    count,
    named: fault ? [] : await findPicked(ctx, picks, NAMED),
    picks: fault ? '' : writePicks(picks),
    from: context ? shown.from : '',
    back: context ? contextAddress(context) : paths.tickets.list,
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
  else await web.page('tickets/bulk-close', { ...locals, nav: 'tickets', status });
}

async function showRun(web: SignedInWeb): Promise<void> {
  const id = String(web.req.params['run']);
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new NotFound('bulk run');
  const run = await findBulkRun(web.ctx, Number(id));
  const sentence = (code: string, details: Refused['details']): string =>
    refusalSentence(new Refused(409, code, details), web.t);
  const result = presentBulkRun(run, { t: web.t, sentence });
  if (web.wantsFragment) await web.fragment('tickets/_bulk-result', { result });
  else await web.page('tickets/bulk-result', { title: web.t('bulk.result_title'), nav: 'tickets', result });
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
