import type { Ctx } from '../../context.ts';
import { assignArrived } from './assign-arrived.ts';
import { findGroupsWithDueWaits, holdNextWait } from './due.query.ts';

/**
 * Gives out what waits for somebody to be there, or for the next shift (spec 04): in each group the most urgent first,
 * then the oldest, each in a transaction of its own. Several processes may do so at the same time: nothing is given
 * twice. One failure does not stop the other groups.
 */
export async function workOffWaits(
  ctx: Ctx,
  stopping?: AbortSignal,
): Promise<{ given: number; waiting: number; failed: number }> {
  const counts = { given: 0, waiting: 0, failed: 0 };
  for (const groupId of await findGroupsWithDueWaits(ctx.db, ctx.now())) {
    const tried: number[] = [];
    try {
      for (;;) {
        if (stopping?.aborted) return counts;
        const outcome = await giveNext(ctx, groupId, tried);
        if (outcome === 'given') counts.given += 1;
        else break;
      }
    } catch (error) {
      counts.failed += 1;
      ctx.log.error({ err: error, group: groupId }, 'what waits for a group could not be given out');
    }
    counts.waiting += tried.length;
  }
  return counts;
}

/** @param tried hops that found nobody among those who are there: they were given it before. Grows. */
async function giveNext(ctx: Ctx, groupId: number, tried: number[]): Promise<'given' | 'stop'> {
  for (;;) {
    const outcome = await ctx.db.transaction(async (trx) => {
      const wait = await holdNextWait(trx, groupId, { now: ctx.now(), tried });
      if (!wait) return 'stop';
      const route = { ...wait, agentId: null };
      const arrival = { ticketId: wait.ticketId, route };
      const [done] = await assignArrived({ ...ctx, db: trx }, trx, [arrival], { again: true });
      if (done?.kind === 'given') return 'given';
      tried.push(wait.assignmentId);
      // For whom nobody is there, nobody is there for the next one; but others may take what one has passed on.
      return done?.kind === 'waits' && !done.passed ? 'stop' : 'next';
    });
    if (outcome !== 'next') return outcome;
  }
}
