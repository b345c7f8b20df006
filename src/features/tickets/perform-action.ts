import type { ActorCtx } from '../../context.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import type { Refusal, Situation, TicketAction } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../domain/ticket/action-table.ts';
import { carryOut } from '../../domain/ticket/change.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { findUserName } from '../people/names.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { completeForm } from './action-form.ts';
import { findSituation } from './situation.query.ts';
import { findTarget } from './targets.query.ts';
import { lockTicket } from './ticket.query.ts';
import { writeStep } from './tickets.store.ts';

export interface ActionRequest {
  readonly number: string;
  readonly action: TicketAction;
  /** The version the form was opened with. */
  readonly version: number;
  /** The action's inputs by field key, as they came. */
  readonly form: RawForm;
}

/**
 * Does one action of the table on one ticket (spec 01): lock, judge, check the version, check the form, write ticket,
 * hop and log entry in one transaction.
 * @throws NotFound when the actor can't see the ticket
 * @throws Refused 403 or 409 with the reason · Conflict when someone else was faster · Invalid with the inputs to mend
 */
export async function performAction(
  ctx: ActorCtx,
  request: ActionRequest,
): Promise<{ number: string; action: TicketAction; to: Place; callback: string | null }> {
  const rule = ACTION_TABLE[request.action];
  return ctx.db.transaction(async (trx) => {
    const row = await lockTicket(trx, ctx.actor, request.number, { ofMyGroups: rule.needs === 'pool' });
    const now = ctx.now();
    const { situation, hop } = await findSituation(trx, ctx.actor, row, await findSettings(trx), now);
    const refusal = judgeAction(rule, situation);
    if (refusal || !hop)
      throw await explain({ ...ctx, db: trx }, refusal ?? { status: 409, code: 'closed' }, situation);
    if (request.version !== row.version) throw new Conflict(request.version);

    const fields = await completeForm(trx, rule.form(situation), translator('zh-CN'), 'zh-CN');
    const parsed = parseForm(fields, request.form, { today: dayOf(now, ctx.zone) });
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const target = rule.action === 'reassign' ? await findTarget(trx, parsed.values) : null;
    if (target && isSamePlace(target, situation.ticket)) {
      throw new Invalid({ assignee_id: { code: 'target_is_current', params: {} } });
    }

    const change = rule.decide(situation, hop, { values: parsed.values, target });
    const step = carryOut(situation.ticket, hop, change, {
      action: rule.action,
      eventType: rule.eventType,
      actorId: ctx.actor.id,
      now,
    });
    await writeStep(trx, row.id, step, ctx.sourceIp);
    return {
      number: row.number,
      action: rule.action,
      to: step.ticket,
      callback: step.ticket.lastCallback ?? null,
    };
  });
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.groupId === b.groupId && a.assigneeId === b.assigneeId;
}

/** A refusal with the words its sentence needs: the number, and who has the ticket. */
export async function explain(ctx: ActorCtx, refusal: Refusal, { ticket }: Situation): Promise<Refused> {
  return new Refused(refusal.status, refusal.code, {
    number: ticket.number,
    holder: ticket.assigneeId === null ? null : await findUserName(ctx.db, ticket.assigneeId),
    statusKey: `ticket.status.${ticket.status}`,
  });
}
