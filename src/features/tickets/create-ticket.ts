import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { newFiles, type NewFiles } from '../../domain/form/new-files.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import { holds } from '../../domain/people/permissions.ts';
import type { Asked } from '../../domain/conditions/language.ts';
import type { Route } from '../../domain/routing/decide-route.ts';
import { CLOSE_FIELDS } from '../../domain/ticket/action-fields.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { closingChange } from '../../domain/ticket/actions/close.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import { custom } from '../../domain/ticket/edit-content.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { wasMadeWith } from '../attachments/attachments.query.ts';
import { claimAttachments } from '../attachments/claim-attachments.ts';
import { claimFieldFiles } from '../attachments/claim-field-files.ts';
import { withFiles } from '../attachments/field-files.query.ts';
import { findPickedCategory, holdPicked, type PickedCategory } from '../categories/categories.query.ts';
import { assignArrived } from '../routing/assign-arrived.ts';
import { describeNewTickets } from '../routing/new-subjects.query.ts';
import { findRoutesOfNew } from '../routing/route.query.ts';
import { findRoutingPlaces } from '../routing/routing-places.query.ts';
import { findSettings, type Settings } from '../settings/settings.query.ts';
import { findTemplateForm } from '../templates/template-form.query.ts';
import { completeForm } from './action-form.ts';
import { beginTickets, type BegunTicket } from './begin-tickets.ts';
import { findDuplicate } from './duplicates.query.ts';
import { findHome } from './situation.query.ts';
import { findBySubmission } from './ticket.query.ts';
import { writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

export interface CreateRequest {
  readonly categoryId: number;
  readonly templateVersionId: number | null;
  /** Values of the template's form by field key, as they came. */
  readonly form: RawForm;
  /** The close form, for "create and close". */
  readonly closing: RawForm | null;
  /** Made with the page: the same page sent twice makes one ticket. */
  readonly submissionKey: string | null;
  /** Uploads to go with the first log entry. */
  readonly attachmentIds?: readonly number[];
}

const WORDS = { t: translator('zh-CN'), language: 'zh-CN' } as const;

/**
 * Creates a ticket, or creates and closes it (spec 01): customer, ticket, first hop and log entries in one
 * transaction.
 * @throws NotFound for a category that can't be picked · Invalid with the inputs to mend (closing ones prefixed
 * `close_`) · Refused `duplicate` with the number of the unfinished ticket of this phone and category
 */
export async function createTicket(ctx: ActorCtx, asked: CreateRequest): Promise<{ number: string }> {
  if (asked.closing && !holds(ctx.actor, 'ticket.create_close')) throw new Refused(403, 'no_permission');
  const category = await findPickedCategory(ctx.db, asked.categoryId);
  const { values, versionId, files } = await checkForm(ctx, category, asked);
  const closing = asked.closing && (await checkClosing(ctx, asked.closing));
  const before = await findPress(ctx, asked, values);
  if (before.number !== null) return { number: before.number };
  const request = { ...asked, submissionKey: before.isFree ? asked.submissionKey : null };
  const phone = normalizePhone(textOf(values, 'phone'));
  const e164 = 'e164' in phone ? phone.e164 : null;
  try {
    return await ctx.db.transaction(async (trx) => {
      const inside = { ...ctx, db: trx };
      await holdPicked(trx, category.id); // an administrator may be merging it away at this moment
      const duplicate = e164 && (await findDuplicate(trx, ctx.actor, e164, category.id, ctx.now()));
      if (duplicate) throw new Refused(409, 'duplicate', { number: duplicate.number });
      const { created, route } = await begin(inside, trx, { category, values, versionId, e164, request });
      await claimAttachments(trx, ctx.actor, {
        ticketId: created.ticket.id,
        eventId: created.eventId,
        ids: request.attachmentIds ?? [],
      });
      await claimFieldFiles(trx, ctx.actor, { ticketId: created.ticket.id, eventId: created.eventId, files });
      if (closing) {
        const change = closingChange(closing, ctx.actor.id, created.ticket.createdAt, null);
        const step = carryOut(created.ticket, created.hop, change, {
          action: 'close',
          eventType: 'ticket_closed',
          actorId: ctx.actor.id,
          now: created.ticket.createdAt,
        });
        await writeStep(trx, created.ticket.id, step, ctx.sourceIp);
      }
      if (route) {
        const since = { ...inside, now: () => created.ticket.createdAt };
        await assignArrived(since, trx, [{ ticketId: created.ticket.id, route }]);
      }
      await keepTime({ ...inside, now: () => created.ticket.createdAt }, trx, [created.ticket.id]);
      return { number: created.ticket.number };
    });
  } catch (error) {
    return recover(ctx, error, { request, values, category, e164 });
  }
}

/**
 * What the key of the page has made already. The button pressed twice leads to the one ticket; a page that was gone
 * back to and filled in anew, or left open by a colleague, makes a ticket of its own.
 */
async function findPress(
  ctx: ActorCtx,
  request: CreateRequest,
  values: FieldValues,
): Promise<{ number: string | null; isFree: boolean }> {
  const made = request.submissionKey ? await findBySubmission(ctx.db, request.submissionKey) : undefined;
  const isSame =
    made?.creator_id === ctx.actor.id &&
    made.category_id === request.categoryId &&
    made.phone_text === textOf(values, 'phone') &&
    made.customer_name === textOf(values, 'customer_name') &&
    // An empty title was made by us.
    ['', made.title].includes(textOf(values, 'title')) &&
    made.description === textOf(values, 'description') &&
    made.order_number === textOf(values, 'order_number') &&
    made.source_key === textOf(values, 'source') &&
    made.priority === (textOf(values, 'priority') || 'normal') &&
    isDeepStrictEqual(made.values, custom(values)) &&
    (request.closing === null || made.status === 'closed') &&
    (await wasMadeWith(ctx.db, made.number, request.attachmentIds ?? []));
  return { number: made && isSame ? made.number : null, isFree: made === undefined };
}

/** The database's own guarantees speak last: two presses of one button, two agents in the same instant. */
async function recover(
  ctx: ActorCtx,
  error: unknown,
  made: { request: CreateRequest; values: FieldValues; category: PickedCategory; e164: string | null },
): Promise<{ number: string }> {
  const isDuplicate = violates(error, 'tickets_one_unfinished_per_phone_and_category');
  const isKnown = isDuplicate || violates(error, 'tickets_submission_key_key') || error instanceof Refused;
  const { number } = isKnown ? await findPress(ctx, made.request, made.values) : { number: null };
  if (number !== null) return { number };
  if (isDuplicate && made.e164) {
    const duplicate = await findDuplicate(ctx.db, ctx.actor, made.e164, made.category.id, ctx.now());
    throw new Refused(409, 'duplicate', { number: duplicate?.number ?? '' });
  }
  throw error;
}

async function checkForm(
  ctx: ActorCtx,
  category: PickedCategory,
  request: CreateRequest,
): Promise<{ values: FieldValues; versionId: number; files: NewFiles }> {
  const template =
    category.templateId === null
      ? undefined
      : await findTemplateForm(ctx.db, category.templateId, request.templateVersionId, WORDS);
  if (!template) throw new Refused(409, 'category_without_form', { category: category.path.join(' / ') });
  const fields = await withFiles(ctx.db, template.fields, {
    uploaderId: ctx.actor.id,
    raw: request.form,
    submissionKey: request.submissionKey,
  });
  const parsed = parseForm(fields, request.form, { today: dayOf(ctx.now(), ctx.zone) });
  const problems: Record<string, FieldProblem> = parsed.ok ? {} : { ...parsed.problems };
  const caller = [request.form['phone'], request.form['customer_name']];
  if (caller.every((text) => typeof text !== 'string' || text.trim() === '')) {
    problems['phone'] ??= { code: 'customer_required', params: {} };
  }
  if (template.attachments.required && (request.attachmentIds ?? []).length === 0)
    problems['attachments'] = { code: 'attachment_required', params: {} };
  if (!parsed.ok || Object.keys(problems).length > 0) throw new Invalid(problems);
  return {
    values: parsed.values,
    versionId: template.versionId,
    files: newFiles({}, { fields, values: parsed.values }),
  };
}

async function checkClosing(ctx: ActorCtx, raw: RawForm): Promise<FieldValues> {
  const fields = await completeForm(ctx.db, CLOSE_FIELDS, WORDS.t, WORDS.language);
  const parsed = parseForm(fields, raw, { today: dayOf(ctx.now(), ctx.zone) });
  if (parsed.ok) return parsed.values;
  throw new Invalid(
    Object.fromEntries(Object.entries(parsed.problems).map(([key, problem]) => [`close_${key}`, problem])),
  );
}

async function begin(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  made: {
    category: PickedCategory;
    values: FieldValues;
    versionId: number;
    e164: string | null;
    request: CreateRequest;
  },
): Promise<{ created: BegunTicket; route: Route | null }> {
  const { category, values, versionId, e164, request } = made;
  const settings = await findSettings(trx);
  // Whoever can escalate keeps what they made until they escalate or close it: the call is still on their line.
  const keepsIt = request.closing !== null || holds(ctx.actor, 'ticket.escalate');
  const draft = { category, values, phone: e164 };
  const route = keepsIt ? null : await findRouteOf(ctx, trx, draft, settings);
  const home = { groupId: null, stageKey: null, assigneeId: ctx.actor.id };
  const place = route?.place ?? (await findHome(trx, ctx.actor.id)) ?? home;
  const wanted = { ...draft, versionId, place, route, submissionKey: request.submissionKey };
  const [created] = await beginTickets(ctx, trx, [wanted], { settings });
  if (!created) throw new Error('a ticket was to begin and did not');
  return { created, route };
}

/** Where the rules send a new ticket (spec 04); null when they know no place for it. */
async function findRouteOf(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  draft: Parameters<typeof describeNewTickets>[1][number],
  settings: Settings,
): Promise<Route | null> {
  const now = ctx.now();
  const places = await findRoutingPlaces(trx, settings, draft.category.id);
  const by = {
    creatorId: ctx.actor.id,
    departmentId: ctx.actor.departmentId,
    now,
    repeatDays: settings.repeat_days,
  };
  const describe = (asked: Asked) => describeNewTickets(trx, [draft], by, asked);
  const [route] = await findRoutesOfNew(trx, [places], { now, zone: ctx.zone }, describe);
  return route ?? null;
}
