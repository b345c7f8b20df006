import { fillText } from '../../domain/automation/placeholders.ts';
import type { SlaPlaceholder } from '../../domain/sla/placeholders.ts';
import type { SlaAction } from '../../domain/sla/policy.ts';
import { translator } from '../../i18n.ts';
import { findFacts } from '../automation/facts.query.ts';
import { audienceOf } from '../automation/tell-people.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { findAudience } from '../notifications/recipients.query.ts';
import { toldDuration } from '../notifications/told-duration.ts';
import { findHolder } from './holder.query.ts';
import type { StepToCome } from './keep-time.ts';
import type { Reminder, SlaWork, TakenStep } from './sla-work.ts';

/** Prepares the message of a step (spec 05): how much time is left, or over, and whose ticket it is. */
export async function remind(
  { ctx, trx, ticketId }: SlaWork,
  { dueAt, policyName }: StepToCome,
  { to, text, channels }: Extract<SlaAction, { readonly kind: 'notify' }>,
  { once, index }: { readonly once: string; readonly index: number },
): Promise<Reminder> {
  const facts = await findFacts(trx, ticketId);
  const ids = new Set<number>();
  for (const recipient of to) {
    const audience = audienceOf(recipient, facts);
    for (const id of audience ? await findAudience(trx, audience) : []) ids.add(id);
  }
  const ms = dueAt.getTime() - ctx.now().getTime();
  const time = { ...(await findHolder(trx, ticketId)), ms: Math.abs(ms) };
  const { number, title, category, group } = facts;
  const duration = toldDuration(time.ms, translator('zh-CN'));
  const words = { number, title, category, group, department: time.department, agent: time.agent };
  const own: Readonly<Record<SlaPlaceholder, string>> = {
    ...words,
    rule: policyName,
    remaining: duration,
    overdue: duration,
  };
  const filled = text === null ? null : fillText(text, own);
  return { ids: [...ids], isBreach: ms <= 0, time, channels, text: filled, once, index };
}

/**
 * Queues what the steps have to tell (spec 05). What was missed together is told once: of several messages to one
 * person the worst, and of those the last, is sent.
 */
export async function tellReminders(
  { ctx, trx, ticketId }: SlaWork,
  taken: readonly TakenStep[],
): Promise<void> {
  const all = taken.flatMap(({ results, reminders }) => reminders.map((each) => ({ ...each, results })));
  const worstFirst = all.reverse().sort((one, other) => Number(other.isBreach) - Number(one.isBreach));
  const told = new Set<number>();
  for (const { ids, isBreach, time, channels, text, once, index, results } of worstFirst) {
    const fresh = ids.filter((id) => !told.has(id));
    for (const id of fresh) told.add(id);
    const kind = isBreach ? 'sla_breach' : 'sla_warning';
    const to = { kind: 'people', ids: fresh } as const;
    const message = {
      kind,
      to,
      time,
      channels,
      actorId: null,
      remark: '',
      ...(text !== null && { text }),
    } as const;
    const count = fresh.length === 0 ? 0 : await queueMessages(ctx, trx, ticketId, [message], once);
    const code = fresh.length < ids.length ? 'told_once' : 'nobody';
    results[index] = {
      kind: 'notify',
      ...(count > 0 ? { outcome: 'done', count } : { outcome: 'nothing', code }),
    };
  }
}
