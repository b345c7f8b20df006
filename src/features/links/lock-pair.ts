import type { ActorCtx } from '../../context.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import type { ActionField, JudgedRule, Situation } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { readTicketNumber } from '../../domain/ticket/number.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { findSettings } from '../settings/settings.query.ts';
import { completeForm } from '../tickets/action-form.ts';
import { isOvertaken } from '../tickets/is-overtaken.query.ts';
import { explain } from '../tickets/perform-action.ts';
import { findSituation } from '../tickets/situation.query.ts';
import { findTicket, findVisible, lockTicket, type LockedTicket } from '../tickets/ticket.query.ts';

/** What linking and merging have in common: two tickets, one of them named in a form. */

type Transaction = Parameters<typeof lockTicket>[0];

export interface PairRequest {
  readonly number: string;
  /** The version the form was opened with. */
  readonly version: number;
  readonly form: RawForm;
}

/**
 * Locks a ticket and the one that is named beside it, the older one first: two that are paired from both sides at once
 * wait for each other instead of blocking each other. The other one is null when it is the same, or not to be seen.
 * @throws NotFound when the ticket itself can't be seen
 */
export async function lockPair(
  trx: Transaction,
  ctx: ActorCtx,
  number: string,
  other: string | null,
): Promise<{ near: LockedTicket; far: LockedTicket | null }> {
  const near = await findTicket(trx, ctx.actor, number);
  const far = other === null || other === number ? null : await findVisible(trx, ctx.actor, other);
  const lock = (row: LockedTicket): Promise<LockedTicket> => lockTicket(trx, ctx.actor, row.number);
  const lockedFirst = far && far.id < near.id ? await orNull(lock(far)) : null;
  const lockedNear = await lock(near);
  const lockedFar = !far || far.id < near.id ? lockedFirst : await orNull(lock(far));
  return { near: lockedNear, far: lockedFar };
}

async function orNull(found: Promise<LockedTicket>): Promise<LockedTicket | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** Judges one of the two as the actions of the table are judged (spec 01, 03). @throws Refused · Conflict */
export async function judgeOne(
  trx: Transaction,
  ctx: ActorCtx,
  row: LockedTicket,
  rule: JudgedRule,
  { version, now }: { version: number | null; now: Date },
): Promise<Situation> {
  const { situation } = await findSituation(trx, ctx.actor, row, await findSettings(trx), now);
  const refusal = judgeAction(rule, situation);
  if (refusal) throw await explain({ ...ctx, db: trx }, refusal, situation);
  if (version !== null && (await isOvertaken(trx, row, version))) throw new Conflict(version);
  return situation;
}

/** The values of the form, and the other ticket, which it must name. @throws Invalid */
export async function readPair(
  trx: Transaction,
  ctx: ActorCtx,
  fields: readonly ActionField[],
  { number, form }: PairRequest,
  far: LockedTicket | null,
): Promise<{ values: FieldValues; far: LockedTicket }> {
  const complete = await completeForm(trx, fields, translator('zh-CN'), 'zh-CN');
  const parsed = parseForm(complete, form, { today: dayOf(ctx.now(), ctx.zone) });
  const problems: Record<string, FieldProblem> = parsed.ok ? {} : { ...parsed.problems };
  if (far === null) problems['number'] ??= nameProblem(otherNumber(form), number);
  if (!parsed.ok || far === null || Object.keys(problems).length > 0) throw new Invalid(problems);
  return { values: parsed.values, far };
}

function nameProblem(other: string | null, own: string): FieldProblem {
  if (other === null) return { code: 'ticket_number_unreadable', params: {} };
  if (other === own) return { code: 'ticket_itself', params: { number: own } };
  return { code: 'ticket_unknown', params: { number: other } };
}

/** The number in the form, read as generously as possible. */
export function otherNumber(form: RawForm): string | null {
  const typed = form['number'];
  return typeof typed === 'string' ? readTicketNumber(typed) : null;
}
