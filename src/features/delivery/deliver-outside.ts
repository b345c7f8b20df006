import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { PACE } from '../../domain/connector/connector.ts';
import { takeSlot } from '../../domain/connector/pace.ts';
import type { Outside } from '../../net/outside.ts';
import {
  claimDue,
  type DueDelivery,
  findLanes,
  giveUp,
  type Lane,
  lockLane,
  setPace,
} from './deliveries.store.ts';
import { attempt, findWay } from './attempt.ts';
import { settleBatch } from './settle-batch.ts';

/** So many channels are served side by side; one that hangs holds one of them for as long as it is waited for. */
const LANES = 8;
/** So many messages of one channel are under way at a time, where it has no pace. */
const BATCH = 5;
/** Long enough for the slowest attempt: mail, or a message whose token has to be renewed. */
const LEASE_MS = 90_000;
/** The clock of the process that queued it may be a little ahead of ours. */
const CLOCK_SKEW_MS = 2000;

export interface DeliveredOutside {
  readonly delivered: number;
  /** Not now: tried again later. */
  readonly postponed: number;
  readonly given_up: number;
  /** In so many ms the pace of a channel lets the next message go; 0: nothing waits for that. */
  readonly again_ms: number;
  readonly [count: string]: number;
}

type Sum = { -readonly [Key in keyof DeliveredOutside]: number };

/**
 * Delivers what is due to people's other channels, to robots and to other systems (spec 05). Any number of processes may
 * do so at once: a message is claimed for a while in a short transaction, sent outside of any, and settled. Whoever dies
 * in between has perhaps sent it: it is sent again after the claim, so that each arrives at least once. A channel that
 * does not work is tried by one message now and then, and keeps no other waiting.
 * @param stopping the process is about to end: what was begun is finished, nothing else is
 */
export async function deliverOutside(
  ctx: Ctx,
  outside: Outside,
  stopping?: AbortSignal,
): Promise<DeliveredOutside> {
  const sum: Sum = { delivered: 0, postponed: 0, given_up: 0, again_ms: 0 };
  const lanes = await findLanes(ctx.db, ctx.now(), dueAt(ctx.now()));
  const serve = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      if (stopping?.aborted) return;
      await serveSafely(ctx, outside, lane, sum, stopping);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, lanes.length) }, serve));
  // Last, when it is known which channels have just failed again.
  sum.given_up += await giveUp(ctx.db, ctx.now());
  return sum;
}

async function serveSafely(
  ctx: Ctx,
  outside: Outside,
  lane: Lane,
  sum: Sum,
  stopping?: AbortSignal,
): Promise<void> {
  try {
    while (!stopping?.aborted && (await serveOnce(ctx, outside, lane, sum)));
  } catch (error) {
    // What was claimed comes free by itself.
    ctx.log.error({ err: error, lane }, 'messages of a channel could not be delivered');
  }
}

/** One batch of a lane; false when there is nothing more to do for it now. */
async function serveOnce(ctx: Ctx, outside: Outside, lane: Lane, sum: Sum): Promise<boolean> {
  const claimed = await ctx.db.transaction((trx) => claim(ctx, trx, lane));
  if (claimed.again !== null) {
    const wait = Math.max(1, claimed.again.getTime() - ctx.now().getTime());
    sum.again_ms = sum.again_ms === 0 ? wait : Math.min(sum.again_ms, wait);
  }
  if (claimed.messages.length === 0) return false;
  const way = await findWay(ctx, outside, lane);
  const attempts = await Promise.all(claimed.messages.map((message) => attempt(ctx, outside, way, message)));
  const settled = await ctx.db.transaction((trx) => settleBatch(ctx, trx, lane, attempts));
  sum.delivered += settled.delivered;
  sum.postponed += settled.postponed;
  sum.given_up += settled.givenUp;
  return settled.goesOn;
}

interface Claimed {
  readonly messages: readonly DueDelivery[];
  /** When its pace lets the next one go. */
  readonly again: Date | null;
}

async function claim(ctx: Ctx, trx: Knex.Transaction, lane: Lane): Promise<Claimed> {
  const nothing = { messages: [], again: null };
  const now = ctx.now();
  const state = await lockLane(trx, lane, now);
  if (!state?.active || (state.rests_until !== null && state.rests_until > now)) return nothing;
  const pace = state.per_minute ?? PACE[state.kind];
  const slot = takeSlot(state.paced_at, pace, now);
  // One that has failed is tried by one message; one that has a pace sends one after the other.
  const most = state.failures > 0 || pace !== null ? 1 : BATCH;
  if (!slot.free) return { messages: [], again: slot.at };
  const messages = await claimDue(trx, lane, {
    now,
    due: dueAt(now),
    until: new Date(now.getTime() + LEASE_MS),
    limit: Math.max(0, most - state.outstanding),
  });
  if (messages.length > 0 && slot.pacedAt && 'connectorId' in lane) {
    await setPace(trx, lane.connectorId, slot.pacedAt);
  }
  return { messages, again: null };
}

function dueAt(now: Date): Date {
  return new Date(now.getTime() + CLOCK_SKEW_MS);
}
