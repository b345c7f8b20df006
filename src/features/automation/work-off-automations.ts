import type { Ctx } from '../../context.ts';
import { MOST_ATTEMPTS, retryAt } from '../../domain/automation/retry.ts';
import { evaluateConditions } from '../../domain/conditions/evaluate.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { type Followed, followEntry } from './follow-entry.ts';
import { findFollowers } from './followers.query.ts';
import { dropEntries, postponeEntry, takeEntries } from './queue.store.ts';
import { messageOf } from './run-automation.ts';
import { failAll } from './runs.store.ts';
import { sweepSchedules } from './sweep-schedules.ts';

/** So many entries are looked at together. */
const BATCH = 100;

export interface Automated {
  /** Log entries that were looked at. */
  readonly looked: number;
  /** How often an automation acted on a ticket. */
  readonly acted: number;
  readonly cut: number;
  /** Tried again later, or given up. */
  readonly failed: number;
  readonly [count: string]: number;
}

/**
 * Does what automations say (spec 04): those that follow events look at the log entries that the database has queued
 * for them, those that go by the clock at the tickets that are due. Any number of processes may do so at once: each
 * entry is a transaction of its own and is taken by one of them. One that fails does not hold up the others; it is tried
 * again later, and given up after 5 attempts, with its reason on record.
 */
export async function workOffAutomations(ctx: Ctx, stopping?: AbortSignal): Promise<Automated> {
  const sum = { looked: 0, acted: 0, cut: 0, failed: 0 };
  for (;;) {
    const { looked, matching } = await lookAtEntries(ctx);
    sum.looked += looked;
    for (const entry of matching) {
      if (stopping?.aborted) return sum;
      const went = await followSafely(ctx, entry);
      for (const key of ['acted', 'cut', 'failed'] as const) sum[key] += went[key];
    }
    if (looked === 0 || stopping?.aborted) break;
  }
  const swept = await sweepSchedules(ctx, stopping);
  return { ...sum, acted: sum.acted + swept.acted, failed: sum.failed + swept.failed };
}

interface Matching {
  readonly id: number;
  readonly attempts: number;
}

/** Many at once: of most, no automation wants to know anything, and they go with one statement. */
async function lookAtEntries(ctx: Ctx): Promise<{ looked: number; matching: readonly Matching[] }> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    const entries = await takeEntries(trx, { now, limit: BATCH });
    if (entries.length === 0) return { looked: 0, matching: [] };
    const followers = await findFollowers(trx);
    const subjects = await findSubjects(trx, [...new Set(entries.map((entry) => entry.ticket_id))]);
    const world = await findWorld(trx, now, ctx.zone);
    const wanted = entries.filter((entry) => {
      const subject = entry.past ? undefined : subjects.get(entry.ticket_id);
      return (
        subject !== undefined &&
        followers.some(
          ({ events, condition }) =>
            (events as readonly string[]).includes(entry.action) &&
            evaluateConditions(condition, subject, world),
        )
      );
    });
    const idOf = (entry: { event_id: number }): number => entry.event_id;
    const kept = new Set(wanted.map(idOf));
    await dropEntries(
      trx,
      entries.map(idOf).filter((id) => !kept.has(id)),
    );
    return {
      looked: entries.length,
      matching: wanted.map(({ event_id: id, attempts }) => ({ id, attempts })),
    };
  });
}

/** What nobody foresaw breaks one entry at most: its transaction is undone, and the next ones go on. */
async function followSafely(ctx: Ctx, { id, attempts: before }: Matching): Promise<Followed> {
  try {
    return await followEntry(ctx, id);
  } catch (error) {
    const attempts = before + 1;
    const givenUp = attempts >= MOST_ATTEMPTS;
    ctx.log.error({ err: error, event: id, attempts, givenUp }, 'a log entry could not be followed');
    const message = messageOf(error);
    await ctx.db.transaction(async (trx) => {
      if (givenUp) {
        await failAll(trx, id, { message, at: ctx.now() });
        await dropEntries(trx, [id]);
      } else await postponeEntry(trx, id, { attempts, error: message, at: retryAt(ctx.now(), attempts) });
    });
    return { acted: 0, cut: 0, failed: 1 };
  }
}
