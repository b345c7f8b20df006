import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { tellRoute } from '../../domain/routing/decide-route.ts';
import type {
  ActionInput,
  ActionRule,
  Refusal,
  Situation,
  TicketAction,
} from '../../domain/ticket/action-rule.ts';
import { judgeAction, withoutPassedOver } from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../domain/ticket/action-table.ts';
import { carryOut, type Step } from '../../domain/ticket/change.ts';
import { besideGiven, type Message, messagesOf } from '../../domain/ticket/messages.ts';
import type { Place, Ticket } from '../../domain/ticket/ticket.ts';
import { dayOf, formatTime } from '../../domain/time/format.ts';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { claimAttachments } from '../attachments/claim-attachments.ts';
import { claimFieldFiles } from '../attachments/claim-field-files.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { findUserName } from '../people/names.query.ts';
import { type Arrival, assignArrived } from '../routing/assign-arrived.ts';
import { findSettings } from '../settings/settings.query.ts';
import { completeForm } from './action-form.ts';
import { findUnfinished } from './duplicates.query.ts';
import { isOvertaken } from './is-overtaken.query.ts';
import { findMentioned } from './mentions.query.ts';
import { readSave } from './read-save.ts';
import { findSituation } from './situation.query.ts';
import { findHandoverGroups, findTarget } from './targets.query.ts';
import { findNewCollaborators, lockTicket } from './ticket.query.ts';
import { writeStep } from './tickets.store.ts';
import { keepTime } from '../sla/keep-time.ts';

export interface ActionRequest {
  readonly number: string;
  readonly action: TicketAction;
  /** The version the form was opened with. */
  readonly version: number;
  /** The action's inputs by field key, as they came. */
  readonly form: RawForm;
  /** Uploads to go with the log entry. */
  readonly attachmentIds?: readonly number[];
  /** Nobody is told: whoever does this to many tickets tells of them together. */
  readonly isQuiet?: boolean;
}

export interface ActionDone {
  readonly number: string;
  readonly action: TicketAction;
  readonly to: Place;
  readonly callback: string | null;
}

/**
 * Does one action of the table on one ticket (spec 01): lock, judge, check the version, check the form, write ticket,
 * hop, log entry and messages in one transaction.
 * @throws NotFound when the actor can't see the ticket
 * @throws Refused 403 or 409 with the reason · Conflict when someone else was faster · Invalid with the inputs to mend
 */
export async function performAction(ctx: ActorCtx, request: ActionRequest): Promise<ActionDone> {
  try {
    return await ctx.db.transaction((trx) => perform({ ...ctx, db: trx }, trx, request));
  } catch (error) {
    // Back among the unfinished, where another ticket of this phone and category has taken its place.
    if (!violates(error, 'tickets_one_unfinished_per_phone_and_category')) throw error;
    const number = await findUnfinished(ctx.db, request.number);
    throw new Refused(409, 'unfinished_exists', { number: request.number, other: number });
  }
}

async function perform(ctx: ActorCtx, trx: Knex.Transaction, request: ActionRequest): Promise<ActionDone> {
  const rule = ACTION_TABLE[request.action];
  const row = await lockTicket(trx, ctx.actor, request.number, { ofMyGroups: rule.needs === 'pool' });
  const now = ctx.now();
  const settings = await findSettings(trx);
  const { situation, hop, route } = await findSituation(trx, ctx.actor, row, settings, now, ctx.zone);
  const refusal = judgeAction(rule, situation);
  const isStale = await isOvertaken(trx, row, request.version);
  if (refusal) throw await explain(ctx, overtaken(refusal, isStale), situation);
  if (isStale) throw new Conflict(request.version);

  const input = await readInput(ctx, trx, rule, situation, request.form);
  const change = rule.decide(situation, hop, input);
  const byRules = rule.action === 'escalate' || (rule.action === 'reopen' && input.target === null);
  const routed = byRules ? route : null;
  const data = { ...change.data, ...tellRoute(routed) };
  const step = carryOut(
    situation.ticket,
    hop,
    { ...change, data },
    {
      action: rule.action,
      eventType: rule.eventType,
      actorId: ctx.actor.id,
      now,
    },
  );
  const eventId = await writeStep(trx, row.id, step, ctx.sourceIp);
  const ids = rule.attachments ? (request.attachmentIds ?? []) : [];
  await claimAttachments(trx, ctx.actor, { ticketId: row.id, eventId, ids });
  const files = input.edit?.files ?? {};
  await claimFieldFiles(trx, ctx.actor, { ticketId: row.id, eventId, files });
  const mentioned = rule.action === 'note' ? await findMentioned(trx, step.event.body) : [];
  const inside = { ...ctx, now: () => now };
  const messages = request.isQuiet ? [] : messagesOf(situation.ticket, step, mentioned);
  await arrive(inside, trx, { ticketId: row.id, route: routed }, { step, messages });
  await keepTime(inside, trx, [row.id]);
  return {
    number: row.number,
    action: rule.action,
    to: step.ticket,
    callback: step.ticket.lastCallback ?? null,
  };
}

/** Whoever is given what has come into a pool is told so; the others there need not look for it. */
async function arrive(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  arrival: Arrival,
  { step, messages }: { step: Step; messages: readonly Message[] },
): Promise<void> {
  const [assigned] = step.arrive?.assigneeId === null ? await assignArrived(ctx, trx, [arrival]) : [];
  const told = assigned?.kind === 'given' ? besideGiven(messages) : messages;
  await queueMessages(ctx, trx, arrival.ticketId, told);
}

/** It could be done when the form was opened: someone was faster, and the person lacks no right (spec 01). */
function overtaken(refusal: Refusal, isStale: boolean): Refusal {
  return isStale && refusal.code !== 'no_permission' ? { ...refusal, status: 409 } : refusal;
}

/** The form's answers, checked each and together. @throws Invalid */
async function readInput(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  rule: ActionRule,
  situation: Situation,
  form: RawForm,
): Promise<ActionInput> {
  if (rule.edits) {
    const edit = await readSave(ctx, trx, situation.ticket.id, form);
    return examined(rule, situation, { values: {}, target: null, collaborators: [], edit });
  }
  const fields = await completeForm(trx, rule.form(situation), translator('zh-CN'), 'zh-CN');
  const parsed = parseForm(fields, withoutPassedOver(rule, fields, form), {
    today: dayOf(ctx.now(), ctx.zone),
  });
  if (!parsed.ok) throw new Invalid(parsed.problems);
  const { values } = parsed;
  const within = rule.handsOver ? await findHandoverGroups(trx, situation.ticket.groupId) : null;
  const target = rule.target && isNamed(values, rule.target) ? await findTarget(trx, values, within) : null;
  if (target && situation.ticket.status !== 'closed' && isSamePlace(target, situation.ticket)) {
    throw new Invalid({ assignee_id: { code: 'target_is_current', params: {} } });
  }
  return examined(rule, situation, {
    values,
    target,
    collaborators: await newCollaborators(trx, situation, values),
  });
}

function examined(rule: ActionRule, situation: Situation, input: ActionInput): ActionInput {
  const problems = rule.examine?.(input, situation) ?? {};
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  return input;
}

function isNamed(values: FieldValues, need: 'required' | 'optional'): boolean {
  return (
    need === 'required' ||
    [values['group_id'], values['assignee_id']].some((id) => id !== undefined && id !== '')
  );
}

async function newCollaborators(
  trx: Knex.Transaction,
  { ticket }: Situation,
  values: FieldValues,
): Promise<ActionInput['collaborators']> {
  const chosen = values['collaborator_ids'];
  const ids = Array.isArray(chosen) ? chosen.map(Number).filter((id) => id !== ticket.assigneeId) : [];
  return ids.length === 0 ? [] : findNewCollaborators(trx, ticket.id, ids);
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.groupId === b.groupId && a.assigneeId === b.assigneeId;
}

/** A refusal with the words its sentence needs: the number, who has the ticket, and until when. */
export async function explain(
  ctx: ActorCtx,
  refusal: Refusal,
  { ticket }: { ticket: Ticket },
): Promise<Refused> {
  return new Refused(refusal.status, refusal.code, {
    number: ticket.number,
    holder: ticket.assigneeId === null ? null : await findUserName(ctx.db, ticket.assigneeId),
    statusKey: `ticket.status.${ticket.status}`,
    until: refusal.until ? formatTime(refusal.until, ctx.now(), ctx.zone) : null,
  });
}
