import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { announceInbox } from './inbox.store.ts';
import {
  type DueMessage,
  insertMessages,
  markDelivered,
  markFailed,
  takeDue,
} from './outbox-delivery.store.ts';

const BATCH = 100;
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** The clock of the process that queued it may be a little ahead of ours. */
const CLOCK_SKEW_MS = 2000;

export interface Delivered {
  readonly delivered: number;
  /** Could not be delivered now: tried again later, or given up. */
  readonly failed: number;
  readonly [count: string]: number;
}

/**
 * Delivers what is due in the outbox to the inboxes (spec 05). Any number of processes may do so at once: each message
 * is taken by one of them, and is in the inbox exactly when it is marked as delivered. One message that can't be
 * delivered does not hold up the others; after 8 attempts it is given up, with its reason.
 */
export async function deliverOutbox(ctx: Ctx): Promise<Delivered> {
  const sum = { delivered: 0, failed: 0 };
  for (;;) {
    const { taken, failed } = await deliverBatch(ctx);
    sum.delivered += taken - failed;
    sum.failed += failed;
    if (taken < BATCH) return sum;
  }
}

async function deliverBatch(ctx: Ctx): Promise<{ taken: number; failed: number }> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    const due = await takeDue(trx, { now: new Date(now.getTime() + CLOCK_SKEW_MS), limit: BATCH });
    if (due.length === 0) return { taken: 0, failed: 0 };
    // All at once; only when that fails is it worth finding out which one it was.
    const error = await attempt(trx, due, now);
    const failed = error === null ? [] : await deliverOneByOne(ctx, trx, due, now);
    const delivered = due.filter((message) => !failed.includes(message));
    if (delivered.length > 0) {
      await announceInbox(
        trx,
        delivered.map((message) => message.recipient_id),
      );
    }
    return { taken: due.length, failed: failed.length };
  });
}

async function deliverOneByOne(
  ctx: Ctx,
  trx: Knex.Transaction,
  due: readonly DueMessage[],
  now: Date,
): Promise<DueMessage[]> {
  const failed: DueMessage[] = [];
  for (const message of due) {
    const error = await attempt(trx, [message], now);
    if (error === null) continue;
    failed.push(message);
    const attempts = message.attempts + 1;
    const givenUp = attempts >= MOST_ATTEMPTS;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** message.attempts);
    await markFailed(trx, message, {
      error: error.message.slice(0, 500),
      nextAttemptAt: new Date(now.getTime() + wait),
      failedAt: givenUp ? now : null,
    });
    const log = givenUp ? ctx.log.error : ctx.log.warn;
    log.call(ctx.log, { err: error, outboxId: message.id, attempts, givenUp }, 'a message was not delivered');
  }
  return failed;
}

/** Delivers within a savepoint; answers why it could not be done. */
async function attempt(
  trx: Knex.Transaction,
  messages: readonly DueMessage[],
  now: Date,
): Promise<Error | null> {
  try {
    await trx.transaction(async (savepoint) => {
      await insertMessages(savepoint, messages, now);
      await markDelivered(savepoint, messages, now);
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
