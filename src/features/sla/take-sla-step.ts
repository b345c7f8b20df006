import type { ActionResult } from '../../domain/automation/run.ts';
import type { SlaAction } from '../../domain/sla/policy.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import type { ActionWork, Done } from '../automation/action-work.ts';
import { tryAction } from '../automation/act-by-rule.ts';
import { doAction } from '../automation/do-action.ts';
import { takeRuleStep } from '../tickets/take-rule-step.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import type { StepToCome } from './keep-time.ts';
import { findStageNames } from './stage-names.query.ts';
import { insertStep } from './steps.store.ts';
import type { Reminder, SlaWork, TakenStep } from './sla-work.ts';
import { remind } from './tell-reminders.ts';

/** Done later than this, it was missed. */
const LATE_MS = 5 * MINUTE_MS;

/**
 * Does one step of a policy to a ticket (spec 05): it is noted as done, a warning or a breach stands in the log, and its
 * actions are done in their order. Messages are gathered, to be sent when all that is due is done.
 */
export async function takeSlaStep(work: SlaWork, due: StepToCome): Promise<TakenStep> {
  const { ctx, trx, ticketId } = work;
  const { step, timerId, dueAt, at, policyName } = due;
  const now = ctx.now();
  const missed = now.getTime() - at.getTime() > LATE_MS;
  const taken = { timerId, dueAt, stepId: step.id, offset: step.offset, policyName, missed, at: now };
  const { id, isFirst } = await insertStep(trx, taken);
  if (isFirst) await enterLog(work, due);
  const once = `sla:${timerId}:${dueAt.toISOString()}:${step.id}`;
  const results: ActionResult[] = [];
  const reminders: Reminder[] = [];
  for (const [index, action] of step.actions.entries()) {
    if (action.kind === 'notify') {
      reminders.push(await remind(work, due, action, { once: `${once}:${index}`, index }));
      results.push({ kind: action.kind, outcome: 'done' });
    } else {
      const event = step.offset < 0 ? 'sla_warning' : 'sla_breach';
      const by = { ctx, trx, ticketId, rule: policyName, once: `${once}:${index}`, event, imported: false };
      results.push({ kind: action.kind, ...(await act(work, by, action)) });
    }
  }
  return { id, results, reminders };
}

function act(
  { isPatient }: SlaWork,
  by: ActionWork,
  action: Exclude<SlaAction, { readonly kind: 'notify' }>,
): Promise<Done> {
  return isPatient ? tryAction(by, action) : doAction(by, action);
}

/** The log tells of a warning while it is one, and of the moment when the time was over. */
async function enterLog({ ctx, trx, ticketId }: SlaWork, due: StepToCome): Promise<void> {
  const { step, timer, dueAt, policyName } = due;
  const isWarning = step.offset < 0 && dueAt > ctx.now();
  if (!isWarning && step.offset !== 0) return;
  const row = await holdTicket(trx, ticketId);
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  const { metric, stage } = timer;
  const names = stage === null ? null : await findStageNames(trx, stage);
  const data = {
    metric,
    stage,
    due_at: dueAt.toISOString(),
    ...(names && { stage_zh: names.zh, stage_en: names.en }),
  };
  await takeRuleStep(ctx, trx, row, ({ status }) => ({ status, move: { kind: 'stay' }, data }), {
    action: isWarning ? 'sla_warning' : 'sla_breach',
    eventType: isWarning ? 'ticket_sla_warned' : 'ticket_sla_breached',
    ruleName: policyName,
  });
}
