import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem, FormField } from '../../domain/form/field.ts';
import { fieldsToSave } from '../../domain/form/fields-to-edit.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { presentMasked } from '../../domain/form/present-masked.ts';
import { TICKET_ACTIONS, type TicketAction } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../domain/ticket/action-table.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, numberOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import {
  attachmentsField,
  attachmentsIn,
  findAttachmentsInput,
  takeAttachments,
  takeFieldFiles,
  withoutFiles,
  type TakenAttachments,
} from '../../web/take-attachments.ts';
import { withFiles } from '../attachments/field-files.query.ts';
import { findUrgeText } from '../notifications/message-templates.query.ts';
import { type Draft, findDraft } from '../drafts/drafts.query.ts';
import { dropDraft } from '../drafts/save-draft.ts';
import { presentTicketClocks } from '../sla/ticket-clocks.view.ts';
import { findSettings } from '../settings/settings.query.ts';
import { completeForm } from './action-form.ts';
import { type Going, goOn, placeBefore, presentGoing, readGoing } from './after-action.routes.ts';
import { DUPLICATE_ACTIONS, type DuplicateAction } from './duplicates.query.ts';
import { explain, performAction } from './perform-action.ts';
import { presentDraft } from '../drafts/draft.view.ts';
import { followDraft, rebaseSave } from './rebase-save.ts';
import { findHandoverGroups } from './targets.query.ts';
import { valuesOf } from './ticket-content.query.ts';
import { findEvents, findTicketDetail, type TicketDetail } from './ticket-detail.query.ts';
import { presentEvents } from './timeline.view.ts';
import { showTicket } from './show-ticket.routes.ts';
import { offerUnmask } from './unmask.routes.ts';

/** The detail page, and one route for each action of the table (spec 01, 11). */
export function ticketsRoutes(): Route[] {
  return [
    get(paths.tickets.show.pattern, 'ticket.read', (web) => showTicket(web)),
    ...DUPLICATE_ACTIONS.map((action) =>
      post(
        paths.tickets.carry.pattern(action),
        ACTION_TABLE[action].permission,
        (web) => carryOver(web, action),
        { takesFiles: true },
      ),
    ),
    ...TICKET_ACTIONS.flatMap((action) => {
      const { permission } = ACTION_TABLE[action];
      const pattern = paths.tickets.action.pattern(action);
      return [
        get(pattern, permission, (web) => showAction(web, action)),
        post(pattern, permission, (web) => act(web, action), {
          takesFiles: ACTION_TABLE[action].attachments ?? ACTION_TABLE[action].edits !== undefined,
        }),
      ];
    }),
  ];
}

async function showAction(web: SignedInWeb, action: TicketAction): Promise<void> {
  const detail = await findTicketDetail(web.ctx, numberOf(web), web);
  const refusal = judgeAction(ACTION_TABLE[action], detail.situation);
  if (refusal) throw await explain(web.ctx, refusal, detail.situation);
  const draft = await findDraft(web.ctx.db, web.user.id, `${detail.row.number}/${action}`);
  const left = draft && { form: draft.content, draft, taken: attachmentsIn(draft.content) };
  const shown = { version: detail.row.version, going: readGoing(web.req.query), ...left };
  const followed = draft && ACTION_TABLE[action].edits ? await followDraft(web, detail, draft.content) : {};
  await renderAction(web, action, detail, { ...shown, ...followed });
}

/** The unfinished ticket was found while a second one was being typed: its form begins with what was typed. */
async function carryOver(web: SignedInWeb, action: DuplicateAction): Promise<void> {
  const { ctx, language } = web;
  const detail = await findTicketDetail(ctx, numberOf(web), web);
  const refusal = judgeAction(ACTION_TABLE[action], detail.situation);
  if (refusal) throw await explain(ctx, refusal, detail.situation);
  const typed = bodyOf(web.req)['description'];
  const parts = [
    action === 'urge' ? await findUrgeText(ctx, detail.row, language) : '',
    typeof typed === 'string' ? typed.trim() : '',
  ];
  const remark = parts.filter((part) => part !== '').join('\n');
  const taken = await takeAttachments(web);
  await renderAction(web, action, detail, { version: detail.row.version, form: { remark }, taken });
}

async function act(web: SignedInWeb, action: TicketAction): Promise<void> {
  const number = numberOf(web);
  const { taken, version, going, form, fileProblems } = await readSent(web, action);
  try {
    if (taken?.problems[0]) throw new Invalid({ attachments: taken.problems[0] });
    if (Object.keys(fileProblems).length > 0) throw new Invalid(fileProblems);
    const place = await placeBefore(web, number, going);
    const done = await performAction(web.ctx, {
      number,
      action,
      version: versionOf(version),
      form,
      attachmentIds: taken?.ids ?? [],
    });
    const follow = done.callback && action === 'callback' ? FOLLOW_UP[done.callback] : undefined;
    await dropDraft(web.ctx, `${number}/${action}`);
    web.flash({ kind: 'done', key: `ticket.done.${action}`, params: { number } });
    await goOn(web, number, going, { place, open: follow });
  } catch (error) {
    if (error instanceof NotFound) throw new NotFound('ticket', textsOf(form));
    if (!(error instanceof Refused || error instanceof Conflict || error instanceof Invalid)) throw error;
    await showRefused(
      web,
      action,
      { form, going, version: typeof version === 'string' ? Number(version) : NaN, ...(taken && { taken }) },
      error,
    );
  }
}

/** Sorts what was sent into the action's own inputs, the form's controls and its files. */
async function readSent(
  web: SignedInWeb,
  action: TicketAction,
): Promise<{
  form: RawForm;
  version: string | string[] | undefined;
  going: Going;
  taken: TakenAttachments | null;
  /** Why files were refused that came with fields of the ticket's form. */
  fileProblems: Readonly<Record<string, FieldProblem>>;
}> {
  const { _csrf: _token, version, _after: after, _from: from, _at: at, ...sent } = bodyOf(web.req);
  const controls = { version, going: readGoing({ after, from, at }) };
  if (ACTION_TABLE[action].edits) {
    const { form, problems } = await takeFieldFiles(web, sent);
    return { ...controls, form, taken: null, fileProblems: problems };
  }
  if (!ACTION_TABLE[action].attachments) return { ...controls, form: sent, taken: null, fileProblems: {} };
  return { ...controls, form: withoutFiles(sent), taken: await takeAttachments(web), fileProblems: {} };
}

/** What a callback offers next: confirmed leads to closing, nobody reached to waiting (spec 01). */
const FOLLOW_UP: Readonly<Record<string, TicketAction>> = { confirmed: 'close', not_reached: 'wait' };

/** The form again with what was typed, the reason, and, after someone else's change, what changed. */
async function showRefused(
  web: SignedInWeb,
  action: TicketAction,
  { version, ...sent }: { form: RawForm; going: Going; version: number; taken?: TakenAttachments },
  error: Refused | Conflict | Invalid,
): Promise<void> {
  const seen = await findTicketDetail(web.ctx, numberOf(web), web).catch((gone: unknown) => {
    // The ticket is out of sight by now (a colleague accepted it): the reason alone is left to say.
    throw gone instanceof NotFound ? error : gone;
  });
  if (error instanceof Conflict) {
    const events = await findEvents(web.ctx.db, seen.row.id, error.sinceVersion);
    const changes = presentEvents(events, { ...web, fields: seen.form.fields });
    const kept = ACTION_TABLE[action].edits ? rebaseSave(seen, sent.form, events) : sent.form;
    const shown = { version: seen.row.version, ...sent, form: kept };
    await renderAction(web, action, seen, { ...shown, changes, status: 409 });
  } else if (error instanceof Invalid) {
    await renderAction(web, action, seen, {
      version: seen.row.version,
      ...sent,
      problems: error.problems,
      status: 422,
    });
  } else {
    const sentence = refusalSentence(error, web.t);
    const isStale = version < seen.row.version;
    const changes = isStale
      ? presentEvents(await findEvents(web.ctx.db, seen.row.id, version), {
          ...web,
          fields: seen.form.fields,
        })
      : undefined;
    const shown = { version: seen.row.version, ...sent, sentence, status: error.status };
    await renderAction(web, action, seen, { ...shown, ...(changes && { changes }) });
  }
}

interface Shown {
  readonly version: number;
  readonly form?: RawForm;
  readonly taken?: TakenAttachments;
  readonly going?: Going;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly sentence?: string;
  readonly changes?: ReturnType<typeof presentEvents>;
  readonly status?: number;
  readonly draft?: Draft;
}

async function renderAction(
  web: SignedInWeb,
  action: TicketAction,
  detail: TicketDetail,
  shown: Shown,
): Promise<void> {
  const { t, ctx } = web;
  const rule = ACTION_TABLE[action];
  const blocked = judgeAction(rule, detail.situation) !== null;
  const asked = rule.form(detail.situation);
  const texts = asked.some(({ textFrom }) => textFrom === 'urge')
    ? { urge: await findUrgeText(ctx, detail.row, web.language) }
    : {};
  const within = rule.handsOver ? await findHandoverGroups(ctx.db, detail.row.group_id) : null;
  const values = rule.edits && valuesOf(detail.row);
  const fields: readonly FormField[] = values
    ? await withFiles(ctx.db, fieldsToSave(detail.form.fields, values), {
        uploaderId: web.user.id,
        raw: shown.form,
        stored: values,
      })
    : await completeForm(ctx.db, asked, t, web.language, texts, within);
  const problems = shown.problems ?? {};
  const idPrefix = `${action}-`;
  const form = { fields, t, raw: shown.form, problems, idPrefix, today: dayOf(ctx.now(), ctx.zone) };
  const locals = {
    action,
    number: detail.row.number,
    ticketTitle: detail.row.title,
    version: shown.version,
    fields: values ? presentMasked({ ...form, stored: values, isOwn: true }) : presentForm(form),
    unmask: values ? offerUnmask(web, detail.situation.ticket, 'save') : null,
    attachments: rule.attachments
      ? await findAttachmentsInput(
          web,
          await findSettings(ctx.db),
          idPrefix,
          shown.taken,
          problems['attachments'],
        )
      : null,
    problems: describeProblems([...fields, attachmentsField(t)], problems, t, idPrefix),
    overdue:
      action === 'close' && detail.situation.isOverdue
        ? presentTicketClocks(detail.timers, { ...web, now: detail.situation.now }).overdue
        : null,
    sentence: shown.sentence ?? null,
    changes: shown.changes ?? null,
    draft: shown.draft ? presentDraft(shown.draft, web) : null,
    going: presentGoing(web, shown.going ?? { after: null, context: null }),
    // A refusal for good: the form shows what was typed, without a button that could only fail again.
    blocked,
  };
  if (web.wantsFragment) await web.fragment('tickets/_action', locals, shown.status ?? 200);
  else {
    await web.page('tickets/action', {
      ...locals,
      title: `${t(`ticket.action.${action}`)} ${detail.row.number}`,
      nav: 'tickets',
      status: shown.status ?? 200,
    });
  }
}

/** What a person wrote into a form: worth keeping when the ticket is out of sight. */
function textsOf(form: RawForm): string[] {
  return Object.values(form).flatMap((answer) =>
    typeof answer === 'string' && answer.trim().length > 3 ? [answer] : [],
  );
}

/** The version a form was opened with; anything else can't be a form of ours. @throws Invalid */
function versionOf(text: string | string[] | undefined): number {
  if (typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Invalid({ version: { code: 'version_missing', params: {} } });
}
