import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { parseMaskedForm } from '../../domain/form/conceal-form.ts';
import { changeOf, type FieldChange, type Side } from '../../domain/form/diff-values.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import { type ContentEdit, type ContentPatch, editContent } from '../../domain/ticket/edit-content.ts';
import { editsAny } from '../../domain/ticket/judge-edit.ts';
import { messagesOf } from '../../domain/ticket/messages.ts';
import { titleAfter } from '../../domain/ticket/title.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { claimFieldFiles } from '../attachments/claim-field-files.ts';
import { holdPicked } from '../categories/categories.query.ts';
import { saveCaller } from '../customers/save-caller.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import type { TemplateForm } from '../templates/template-form.query.ts';
import { findDuplicate } from './duplicates.query.ts';
import { type EditForm, findEditForm, withEditFiles } from './edit-form.query.ts';
import { findEditRefusal } from './edit-offer.query.ts';
import { isOvertaken } from './is-overtaken.query.ts';
import { explain } from './perform-action.ts';
import { callerMissing, callerOf, unasked } from './read-save.ts';
import { findContent, type TicketContent } from './ticket-content.query.ts';
import { lockTicket } from './ticket.query.ts';
import { findLastHop, toTicket, writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

export interface EditRequest {
  readonly number: string;
  /** The version the page was opened with. */
  readonly version: number;
  /** Null for the category it has. */
  readonly categoryId: number | null;
  /** The template version of the form that was filled in. */
  readonly templateVersionId: number | null;
  /** Values of the form by field key, as they came. */
  readonly form: RawForm;
}

const WORDS = { t: translator('zh-CN'), language: 'zh-CN' } as const;

/** Phone and category of the duplicate rule, as they are to be. */
interface Identity {
  readonly phone: string | null;
  readonly categoryId: number;
}

/**
 * Edits a ticket (spec 01, 03): content, customer, category and template version, with one log entry that tells the
 * difference, in one transaction.
 * @throws NotFound when the actor can't see the ticket, or for a category that can't be picked
 * @throws Refused with the reason, `duplicate` with the number of the unfinished ticket of this phone and category
 * @throws Conflict when someone else was faster · Invalid with the inputs to mend
 */
export async function editTicket(ctx: ActorCtx, request: EditRequest): Promise<void> {
  // Known once the form was read: what the database's own guarantee will be about.
  const wanted: { identity?: Identity } = {};
  try {
    await ctx.db.transaction(async (trx) => edit({ ...ctx, db: trx }, trx, request, wanted));
  } catch (error) {
    if (!violates(error, 'tickets_one_unfinished_per_phone_and_category') || !wanted.identity) throw error;
    throw await asDuplicate(ctx, wanted.identity);
  }
}

async function edit(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  request: EditRequest,
  wanted: { identity?: Identity },
): Promise<void> {
  const row = await lockTicket(trx, ctx.actor, request.number);
  const ticket = toTicket(row);
  const refusal = await findEditRefusal(ctx, ticket);
  if (refusal) throw await explain(ctx, refusal, { ticket });
  if (await isOvertaken(trx, row, request.version)) throw new Conflict(request.version);

  const content = await findContent(trx, row.id);
  const found = await findEditForm(
    trx,
    content,
    {
      categoryId: request.categoryId,
      versionId: request.templateVersionId,
      mayUpgrade: editsAny(ctx.actor),
    },
    WORDS,
  );
  const form = await withEditFiles(trx, found, ctx.actor.id, request.form);
  // Nothing is dropped unseen: another form than the one that was filled in is shown first.
  if ((request.templateVersionId ?? form.own.versionId) !== form.target.versionId)
    throw new Invalid({ category_id: { code: 'form_changed', params: {} } });
  if (form.category.id !== content.category_id) await holdPicked(trx, form.category.id);
  const values = readForm(ctx, form, request.form, content);
  const phone = phoneOf(values, content);
  wanted.identity = { phone, categoryId: form.category.id };
  const isSame = phone === content.phone && form.category.id === content.category_id;
  // A resolved ticket stands in nobody's way; the index says so, too.
  if (!isSame && ticket.status !== 'resolved' && (await isTaken(ctx, wanted.identity)))
    throw await asDuplicate(ctx, wanted.identity);

  const now = ctx.now();
  const edited = describeEdit(form, values);
  if (edited.changes.length === 0) throw new Invalid({ form: { code: 'nothing_changed', params: {} } });
  const caller = { name: textOf(values, 'customer_name'), phone, phoneText: textOf(values, 'phone'), now };
  const identity: ContentPatch =
    phone === content.phone ? {} : { phone, customerId: await saveCaller(trx, caller) };
  const step = carryOut(
    ticket,
    await findLastHop(trx, row.id),
    {
      status: ticket.status,
      move: { kind: 'stay' },
      edit: { ...edited, set: { ...edited.set, ...identity } },
    },
    { action: 'edit', eventType: 'ticket_edited', actorId: ctx.actor.id, now },
  );
  const eventId = await writeStep(trx, row.id, step, ctx.sourceIp);
  await claimFieldFiles(trx, ctx.actor, { ticketId: row.id, eventId, files: edited.files ?? {} });
  await queueMessages(ctx, trx, row.id, messagesOf(ticket, step, []));
  await keepTime({ ...ctx, now: () => now }, trx, [row.id]);
}

/** The values as they are to be, with the title that they make. @throws Invalid */
function readForm(ctx: ActorCtx, form: EditForm, raw: RawForm, content: TicketContent): FieldValues {
  const { fields, stored } = form;
  const context = { today: dayOf(ctx.now(), ctx.zone), stored: form.untouched };
  const parsed = parseMaskedForm(fields, raw, stored, context);
  if (!parsed.ok) throw new Invalid(parsed.problems);
  const values = { ...unasked(stored, fields), ...parsed.values };
  const problem = callerMissing(stored, values);
  if (problem) throw new Invalid({ phone: problem });
  const title = titleAfter(
    textOf(values, 'title'),
    { title: content.title, categoryPath: form.ownCategory.path, customer: callerOf(stored) },
    { categoryPath: form.category.path, customer: callerOf(values) },
  );
  return { ...values, title };
}

/** The identity that a phone gives; untouched, the one it gave before stays, whatever numbering plans say today. */
function phoneOf(values: FieldValues, content: TicketContent): string | null {
  const text = textOf(values, 'phone');
  if (text === content.phone_text) return content.phone;
  const phone = normalizePhone(text);
  return 'e164' in phone ? phone.e164 : null;
}

/** The difference, led by what stands beside the fields: category and template version. */
function describeEdit(form: EditForm, values: FieldValues): ContentEdit {
  const { category, ownCategory, own, target, stored } = form;
  const { t } = WORDS;
  const { set, changes, files } = editContent(
    { fields: own.fields, values: stored },
    { fields: form.fields, values },
    t,
  );
  const beside: FieldChange[] = [];
  const isMoved = category.id !== ownCategory.id;
  if (isMoved) {
    const show = ({ id, path }: EditForm['category']): Side => ({ value: id, text: path.join(' / ') });
    beside.push(changeOf('category_id', t('ticket.field.category'), show(ownCategory), show(category)));
  }
  if (target.versionId !== own.versionId) {
    const show = ({ templateName: name, number }: TemplateForm): Side => ({
      value: [name, String(number)],
      text: t('ticket.template_version', { name, number }),
    });
    beside.push(changeOf('template_version_id', t('ticket.field.template'), show(own), show(target)));
  }
  return {
    set: {
      ...set,
      ...(isMoved && { categoryId: category.id }),
      ...(target.versionId !== own.versionId && { templateVersionId: target.versionId }),
    },
    changes: [...beside, ...changes],
    ...(files && { files }),
  };
}

async function isTaken(ctx: ActorCtx, { phone, categoryId }: Identity): Promise<boolean> {
  return phone !== null && (await findDuplicate(ctx.db, ctx.actor, phone, categoryId, ctx.now())) !== null;
}

async function asDuplicate(ctx: ActorCtx, { phone, categoryId }: Identity): Promise<Refused> {
  const found = phone === null ? null : await findDuplicate(ctx.db, ctx.actor, phone, categoryId, ctx.now());
  return new Refused(409, 'duplicate', { number: found?.number ?? '' });
}
