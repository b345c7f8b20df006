import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldOption, FieldProblem } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { ActionField, JudgedRule } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { LINK_FIELDS, LINKING } from '../../domain/ticket/link.ts';
import { MERGE_FIELDS, MERGING } from '../../domain/ticket/merging.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { Id, Version, bodyOf, numberOf, parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findCustomerTickets } from '../customers/customer-card.query.ts';
import { completeForm } from '../tickets/action-form.ts';
import { explain } from '../tickets/perform-action.ts';
import { findEvents, findTicketDetail, type TicketDetail } from '../tickets/ticket-detail.query.ts';
import { presentEvents } from '../tickets/timeline.view.ts';
import { linkTickets } from './link-tickets.ts';
import { mergeTickets } from './merge-tickets.ts';
import { unlinkTickets } from './unlink-tickets.ts';

/** What is done to two tickets at once: a page each, which opens in the dialog like the actions of the table. */
interface PairAction {
  readonly action: 'link' | 'merge';
  readonly rule: JudgedRule;
  readonly fields: readonly ActionField[];
  /** Carries it out; answers the other ticket's number, and which of the two to show next. */
  readonly run: (
    web: SignedInWeb,
    request: Parameters<typeof linkTickets>[1],
  ) => Promise<{ other: string; next: string }>;
}

const LINK: PairAction = {
  action: 'link',
  rule: LINKING,
  fields: LINK_FIELDS,
  run: async (web, request) => {
    const { other } = await linkTickets(web.ctx, request);
    return { other, next: request.number };
  },
};

const MERGE: PairAction = {
  action: 'merge',
  rule: MERGING,
  fields: MERGE_FIELDS,
  run: async (web, request) => {
    const { into } = await mergeTickets(web.ctx, request);
    return { other: into, next: into };
  },
};

/** Links between tickets, and merging (spec 01, related tickets). */
export function linksRoutes(): Route[] {
  return [
    ...[LINK, MERGE].flatMap((pair) => {
      const pattern = paths.tickets.action.pattern(pair.action);
      return [
        get(pattern, pair.rule.permission, (web) => showPair(web, pair)),
        post(pattern, pair.rule.permission, (web) => actOnPair(web, pair)),
      ];
    }),
    post(paths.tickets.action.pattern('unlink'), 'ticket.link', unlink),
  ];
}

async function showPair(web: SignedInWeb, pair: PairAction): Promise<void> {
  const detail = await findTicketDetail(web.ctx, numberOf(web), web);
  const refusal = judgeAction(pair.rule, detail.situation);
  if (refusal) throw await explain(web.ctx, refusal, detail.situation);
  await renderPair(web, pair, detail, {});
}

async function actOnPair(web: SignedInWeb, pair: PairAction): Promise<void> {
  const number = numberOf(web);
  const { _csrf: _token, version, ...form } = bodyOf(web.req);
  const opened = Version.safeParse(version);
  if (!opened.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
  try {
    const { other, next } = await pair.run(web, { number, version: opened.data, form });
    web.flash({ kind: 'done', key: `link.done.${pair.action}`, params: { number, other } });
    web.redirect(paths.tickets.show.to(next));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Conflict || error instanceof Invalid)) throw error;
    await showRefused(web, pair, { form, version: opened.data }, error);
  }
}

async function unlink(web: SignedInWeb): Promise<void> {
  const number = numberOf(web);
  const { link_id: linkId, version } = parseBody(web.req, { link_id: Id, version: Version });
  const { other } = await unlinkTickets(web.ctx, { number, linkId, version });
  web.flash({ kind: 'done', key: 'link.done.unlink', params: { number, other } });
  web.redirect(paths.tickets.show.to(number));
}

/** The form again with what was typed, the reason, and, after someone else's change, what changed. */
async function showRefused(
  web: SignedInWeb,
  pair: PairAction,
  { form, version }: { form: RawForm; version: number },
  error: Refused | Conflict | Invalid,
): Promise<void> {
  const seen = await findTicketDetail(web.ctx, numberOf(web), web).catch((gone: unknown) => {
    // The ticket is out of sight by now: the reason alone is left to say.
    throw gone instanceof NotFound ? error : gone;
  });
  const isStale = !(error instanceof Invalid) && version < seen.row.version;
  const changes =
    isStale &&
    presentEvents(await findEvents(web.ctx.db, seen.row.id, version), {
      ...web,
      fields: seen.form.fields,
    });
  await renderPair(web, pair, seen, {
    form,
    ...(changes && { changes }),
    ...(error instanceof Invalid && { problems: error.problems }),
    ...(error instanceof Refused && { sentence: refusalSentence(error, web.t) }),
    status: error instanceof Invalid ? 422 : error instanceof Refused ? error.status : 409,
  });
}

interface Shown {
  readonly form?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly sentence?: string;
  readonly changes?: ReturnType<typeof presentEvents>;
  readonly status?: number;
}

async function renderPair(
  web: SignedInWeb,
  { action, rule, fields }: PairAction,
  detail: TicketDetail,
  { form: raw, problems = {}, sentence, changes, status = 200 }: Shown,
): Promise<void> {
  const { t, ctx } = web;
  const suggestions = await findSuggestions(web, detail, { onlyOpen: action === 'merge' });
  const complete = (await completeForm(ctx.db, fields, t, web.language)).map((field) =>
    field.key === 'number' ? { ...field, suggestions } : field,
  );
  const idPrefix = `${action}-`;
  const today = dayOf(ctx.now(), ctx.zone);
  const locals = {
    action,
    number: detail.row.number,
    ticketTitle: detail.row.title,
    version: detail.row.version,
    fields: presentForm({ fields: complete, t, raw, problems, idPrefix, today }),
    problems: describeProblems(complete, problems, t, idPrefix),
    sentence: sentence ?? null,
    changes: changes ?? null,
    blocked: judgeAction(rule, detail.situation) !== null,
  };
  if (web.wantsFragment) await web.fragment('tickets/_action', locals, status);
  else {
    const title = `${t(`ticket.action.${action}`)} ${detail.row.number}`;
    await web.page('tickets/action', { ...locals, title, nav: 'tickets', status });
  }
}

/** This customer's other tickets: the ones that are most often meant. */
async function findSuggestions(
  { ctx, t }: SignedInWeb,
  { row }: TicketDetail,
  { onlyOpen }: { readonly onlyOpen: boolean },
): Promise<FieldOption[]> {
  if (row.customer_id === null) return [];
  const options = { except: row.id, onlyOpen, limit: 20 };
  const { shown } = await findCustomerTickets(ctx.db, ctx.actor, row.customer_id, options);
  return shown.map((ticket) => ({
    value: ticket.number,
    label: t('link.suggestion', { title: ticket.title, status: t(`ticket.status.${ticket.status}`) }),
  }));
}
