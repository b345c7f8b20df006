import { z } from 'zod';
import { CALLER_KEYS } from '../../domain/form/built-in-fields.ts';
import { revealMasks } from '../../domain/form/conceal-form.ts';
import { DEFAULT_ID_PREFIX, describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import { type MaskedField, presentMasked } from '../../domain/form/present-masked.ts';
import { rebaseForm } from '../../domain/form/rebase-form.ts';
import { editsAny } from '../../domain/ticket/judge-edit.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, numberOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeFieldFiles } from '../../web/take-attachments.ts';
import { findCategoryPath, findCategoryTree } from '../categories/categories.query.ts';
import { findCustomer, findCustomerTickets } from '../customers/customer-card.query.ts';
import { showCategories } from './choose-category.routes.ts';
import { type Duplicate, findDuplicate } from './duplicates.query.ts';
import { type EditForm, findAnswers, findEditForm, lostBy, withEditFiles } from './edit-form.query.ts';
import { type Editable, findEditable } from './edit-offer.query.ts';
import { editTicket } from './edit-ticket.ts';
import { explain } from './perform-action.ts';
import { categoryField, idOf, last, one } from './sent-form.ts';
import { findContent, type TicketContent, valuesBefore } from './ticket-content.query.ts';
import { type EventRow, findEvents } from './ticket-detail.query.ts';
import { presentEvents } from './timeline.view.ts';
import { offerUnmask } from './unmask.routes.ts';

/** The page on which a ticket is edited (spec 01, 03): everything it says, its category, its template's version. */
export function editRoutes(): Route[] {
  return [
    get(paths.tickets.edit.pattern, 'ticket.edit', openPage),
    post(paths.tickets.edit.pattern, 'ticket.edit', submit, { takesFiles: true }),
    // The form of another category, with what was typed: a fragment for the script, a page without it.
    post(paths.tickets.editForm.pattern, 'ticket.edit', changeForm, { takesFiles: true }),
    get(paths.tickets.editCategories.pattern, 'ticket.edit', showCategories),
  ];
}

/** Names of the page that are not fields of a template; no custom field may have one of these keys. */
const CONTROLS: readonly string[] = ['_csrf', 'version', 'category_id', 'template_version_id'];

interface Sent {
  /** NaN where there is none. */
  readonly version: number;
  readonly categoryId: number | null;
  readonly versionId: number | null;
  readonly raw: RawForm;
  /** Why files were refused that came with fields of the form. */
  readonly fileProblems: Readonly<Record<string, FieldProblem>>;
}

async function readSent(web: SignedInWeb): Promise<Sent> {
  const { form: body, problems } = await takeFieldFiles(web, bodyOf(web.req));
  const raw = Object.entries(body).filter(([key]) => !CONTROLS.includes(key));
  return {
    version: typeof body['version'] === 'string' ? (idOf(body['version']) ?? NaN) : NaN,
    categoryId: idOf(last(body['category_id'])),
    versionId: idOf(body['template_version_id']),
    raw: Object.fromEntries(raw),
    fileProblems: problems,
  };
}

async function openPage(web: SignedInWeb): Promise<void> {
  const { upgrade } = parseQuery(web.req, { upgrade: z.literal('1').optional().catch(undefined) });
  await showPage(web, await findAllowed(web), { upgrades: upgrade === '1' });
}

async function changeForm(web: SignedInWeb): Promise<void> {
  await showPage(web, await findAllowed(web), { sent: await readSent(web) });
}

/** The ticket, for whoever may edit it now. @throws NotFound · Refused */
async function findAllowed(web: SignedInWeb): Promise<Editable> {
  const found = await findEditable(web.ctx, numberOf(web));
  if (found.refusal) throw await explain(web.ctx, found.refusal, found);
  return found;
}

async function submit(web: SignedInWeb): Promise<void> {
  const sent = await readSent(web);
  const number = numberOf(web);
  try {
    if (Number.isNaN(sent.version)) throw new Invalid({ version: { code: 'version_missing', params: {} } });
    if (Object.keys(sent.fileProblems).length > 0) throw new Invalid(sent.fileProblems);
    await editTicket(web.ctx, {
      number,
      version: sent.version,
      categoryId: sent.categoryId,
      templateVersionId: sent.versionId,
      form: sent.raw,
    });
    web.flash({ kind: 'done', key: 'edit.done', params: { number } });
    web.redirect(paths.tickets.show.to(number));
  } catch (error) {
    await showRefused(web, number, sent, error);
  }
}

/** The page again with what was typed and the reason. */
async function showRefused(web: SignedInWeb, number: string, sent: Sent, error: unknown): Promise<void> {
  if (error instanceof NotFound && error.message !== 'category')
    throw new NotFound('ticket', Object.values(sent.raw).flatMap(textsIn));
  const isAnswer = [NotFound, Invalid, Refused, Conflict].some((kind) => error instanceof kind);
  if (!isAnswer) throw error;
  const found = await findEditable(web.ctx, number);
  if (error instanceof Invalid) await showPage(web, found, { sent, problems: error.problems, status: 422 });
  else if (error instanceof Conflict) {
    const events = await findEvents(web.ctx.db, found.row.id, error.sinceVersion);
    await showPage(web, found, { sent, events, status: 409 });
  } else if (error instanceof Refused) {
    await showPage(web, found, { sent, refused: error, status: error.status });
  } else {
    const problems = { category_id: { code: 'category_gone', params: {} } };
    await showPage(web, found, { sent: { ...sent, categoryId: null }, problems, status: 422 });
  }
}

function textsIn(answer: RawForm[string]): string[] {
  return typeof answer === 'string' && answer.trim().length > 3 ? [answer] : [];
}

interface Shown {
  readonly sent?: Sent;
  readonly upgrades?: boolean;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly refused?: Refused;
  /** What others did since the page was opened. */
  readonly events?: readonly EventRow[];
  readonly status?: number;
}

async function showPage(web: SignedInWeb, { row, refusal, ticket }: Editable, shown: Shown): Promise<void> {
  const { ctx, t } = web;
  const content = await findContent(ctx.db, row.id);
  const sent = shown.sent && shown.events ? followed(shown.sent, shown.events, content) : shown.sent;
  const found = await findForm(web, content, sent, shown.upgrades ?? false);
  const problems = { ...shown.problems, ...found.problems };
  const status = shown.status ?? 200;
  const raw = await findAnswers(ctx.db, found, sent ?? null, web);
  const form = await withEditFiles(ctx.db, found, web.user.id, raw);
  const { fields, own, target } = form;
  const answers = raw && shown.events ? rebased(form, raw, sent, shown.events) : raw;
  const all: readonly MaskedField[] = presentMasked({
    fields,
    t,
    raw: answers,
    stored: form.stored,
    storedIn: own.fields,
    isOwn: form.untouched !== undefined,
    problems,
    today: dayOf(ctx.now(), ctx.zone),
  });
  const category = { id: form.category.id, path: form.category.path.join(' / ') };
  const phone = answers === undefined ? content.phone_text : one(answers['phone']);
  const locals = {
    number: row.number,
    ticketTitle: row.title,
    version: row.version,
    category,
    categoryProblem: problems['category_id'] ? t(`form.problem.${problems['category_id'].code}`) : null,
    formless: form.formless,
    templateName: target.templateName,
    versionId: target.versionId,
    upgrade:
      target.versionId !== own.versionId && target.templateId === own.templateId
        ? { from: own.number, to: target.number }
        : null,
    lost: lostBy(form, t),
    caller: CALLER_KEYS.flatMap((key) => all.find((field) => field.key === key) ?? []),
    fields: all.filter((field) => !CALLER_KEYS.includes(field.key)),
    unmask: offerUnmask(web, ticket, 'edit', target.versionId),
    problems: describeProblems([categoryField(t), ...fields], problems, t, DEFAULT_ID_PREFIX),
    refusal: shown.refused && shown.refused.code !== 'duplicate' ? refusalSentence(shown.refused, t) : null,
    changes: shown.events ? presentEvents(shown.events, { ...web, fields: own.fields }) : null,
    // A refusal for good: what was typed is shown, without a button that could only fail again.
    blocked: refusal !== null,
    duplicate: await findOther(web, content, phone, category.id),
  };
  if (web.wantsFragment) {
    await web.fragment('tickets/_edit-form', { ...locals, wantsOob: true }, status);
    return;
  }
  const tree = await findCategoryTree(ctx.db);
  await web.page('tickets/edit', {
    ...locals,
    ...(await findBeside(web, content, row.id)),
    title: `${t('edit.title')} ${row.number}`,
    nav: 'tickets',
    status,
    tree: tree.filter((node) => node.pickable),
  });
}

type ShownForm = EditForm & {
  readonly problems: Readonly<Record<string, FieldProblem>>;
  /** The chosen category that has no form; the ticket's own stays meanwhile. */
  readonly formless: string | null;
};

/** The form of the chosen category; where that can't be had, the ticket's own and why. */
async function findForm(
  web: SignedInWeb,
  content: TicketContent,
  sent: Sent | undefined,
  upgrades: boolean,
): Promise<ShownForm> {
  const { db } = web.ctx;
  const mayUpgrade = editsAny(web.user);
  const asked = { categoryId: sent?.categoryId ?? null, versionId: sent?.versionId ?? null, mayUpgrade };
  try {
    const form = await findEditForm(db, content, { ...asked, upgrades }, web);
    return { ...form, problems: {}, formless: null };
  } catch (error) {
    const own = await findEditForm(db, content, { ...asked, categoryId: null }, web);
    if (error instanceof NotFound) {
      const gone = { category_id: { code: 'category_gone', params: {} } };
      return { ...own, problems: gone, formless: null };
    }
    if (!(error instanceof Refused) || asked.categoryId === null) throw error;
    const path = await findCategoryPath(db, asked.categoryId);
    return { ...own, category: { id: asked.categoryId, path }, problems: {}, formless: path.join(' / ') };
  }
}

/** A category that the sender left alone follows the change that came before theirs. */
function followed(sent: Sent, events: readonly EventRow[], content: TicketContent): Sent {
  const current = { category_id: content.category_id };
  const opened = valuesBefore(current, events)['category_id'];
  return sent.categoryId === opened ? { ...sent, categoryId: null } : sent;
}

/** So do the answers, while the form is still the one that was filled in. */
function rebased(form: EditForm, raw: RawForm, sent: Sent | undefined, events: readonly EventRow[]): RawForm {
  if (form.target.versionId !== sent?.versionId) return raw;
  const opened = valuesBefore(form.stored, events);
  return rebaseForm(form.fields, revealMasks(form.fields, raw, opened), opened, form.stored);
}

/** The unfinished ticket that stands where this one would go. */
async function findOther(
  web: SignedInWeb,
  content: TicketContent,
  phoneText: string,
  categoryId: number,
): Promise<Duplicate | null> {
  const phone = normalizePhone(phoneText);
  if (!('e164' in phone)) return null;
  if (phone.e164 === content.phone && categoryId === content.category_id) return null;
  const { db, actor, now } = web.ctx;
  const found = await findDuplicate(db, actor, phone.e164, categoryId, now());
  // Nothing to carry over from here: what was typed belongs to this ticket.
  return found && { ...found, actions: [] };
}

async function findBeside(web: SignedInWeb, content: TicketContent, ticketId: number) {
  const { db, actor } = web.ctx;
  const id = content.customer_id;
  return {
    phoneKnown: id !== null,
    customer: id === null ? null : ((await findCustomer(db, id)) ?? null),
    openTickets:
      id === null ? [] : await findCustomerTickets(db, actor, id, { except: ticketId, onlyOpen: true }),
  };
}
