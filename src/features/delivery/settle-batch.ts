import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { restAfter, TRIED_MS, waitAfter } from '../../domain/connector/outcome.ts';
import type { MadeAttempt } from './attempt.ts';
import {
  insertAttempts,
  type Lane,
  lockLane,
  restHost,
  setConnectorHealth,
  settle,
} from './deliveries.store.ts';

export interface SettledBatch {
  readonly delivered: number;
  readonly postponed: number;
  readonly givenUp: number;
  /** The channel takes more. */
  readonly goesOn: boolean;
}

/** Writes down what came of the attempts of one lane, and what that says of its channel (spec 05). */
export async function settleBatch(
  ctx: Ctx,
  trx: Knex.Transaction,
  lane: Lane,
  attempts: readonly MadeAttempt[],
): Promise<SettledBatch> {
  const now = ctx.now();
  const state = await lockLane(trx, lane, now);
  const outcomes = attempts.map((each) => settleOne(each, now));
  await insertAttempts(
    trx,
    attempts.map(({ message, outcome, at, durationMs }) => ({
      outbox_id: message.id,
      at,
      duration_ms: durationMs,
      delivered: outcome.verdict.kind === 'delivered',
      answer: outcome.answer,
    })),
  );
  for (const { id, change } of outcomes) await settle(trx, id, change);
  const givenUp = outcomes.filter(({ change }) => change.failed_at !== null);
  for (const { id, change } of givenUp) {
    ctx.log.warn({ outboxId: id, reason: change.last_error }, 'a message was given up');
  }
  const health = judgeHealth(attempts, { failures: state?.failures ?? 0, now });
  const more = await keepHealth(trx, lane, health, now);
  const delivered = outcomes.filter(({ change }) => change.delivered_at !== null).length;
  return {
    delivered,
    postponed: outcomes.length - delivered - givenUp.length,
    givenUp: givenUp.length + more,
    goesOn: health.restsUntil === null,
  };
}

function settleOne(
  { message, outcome: { verdict, answer } }: MadeAttempt,
  now: Date,
): { id: number; change: Parameters<typeof settle>[2] } {
  // Being asked to wait is no failure of the message: it does not wait longer for it the next time.
  const attempts = message.attempts + (verdict.kind === 'slower' ? 0 : 1);
  const wait = verdict.kind === 'slower' ? verdict.waitMs : waitAfter(attempts);
  const isOld = now.getTime() - message.created_at.getTime() >= TRIED_MS;
  const isDelivered = verdict.kind === 'delivered';
  return {
    id: message.id,
    change: {
      attempts,
      answer,
      delivered_at: isDelivered ? now : null,
      failed_at: verdict.kind === 'refused' || (isOld && !isDelivered) ? now : null,
      last_error: isDelivered ? null : answer,
      next_attempt_at: isDelivered ? now : new Date(now.getTime() + wait),
    },
  };
}

interface Health {
  readonly failures: number;
  readonly restsUntil: Date | null;
  readonly error: string | null;
  readonly delivered: boolean;
}

/** One message that went through shows that a channel works, and so does one that was understood and not taken. */
function judgeHealth(
  attempts: readonly MadeAttempt[],
  { failures, now }: { failures: number; now: Date },
): Health {
  const outcomeOf = (kind: string) => attempts.find(({ outcome }) => outcome.verdict.kind === kind)?.outcome;
  const delivered = outcomeOf('delivered') !== undefined;
  const slow = outcomeOf('slower');
  const failed = outcomeOf('failed');
  if (slow?.verdict.kind === 'slower') {
    const restsUntil = new Date(now.getTime() + slow.verdict.waitMs);
    return { failures: delivered ? 0 : failures, restsUntil, error: slow.answer, delivered };
  }
  if (!failed || delivered) return { failures: 0, restsUntil: null, error: null, delivered };
  const restsUntil = new Date(now.getTime() + restAfter(failures + 1));
  return { failures: failures + 1, restsUntil, error: failed.answer, delivered };
}

/** Answers how many more messages are given up with it. */
async function keepHealth(trx: Knex.Transaction, lane: Lane, health: Health, now: Date): Promise<number> {
  const { failures, restsUntil, error, delivered } = health;
  if ('connectorId' in lane) {
    await setConnectorHealth(trx, lane.connectorId, {
      failures,
      rests_until: restsUntil,
      last_error: error,
      ...(delivered && { last_delivered_at: now }),
    });
    return 0;
  }
  return restsUntil === null ? 0 : restHost(trx, lane.host, { now, until: restsUntil, answer: error ?? '' });
}
