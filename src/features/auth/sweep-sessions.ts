import type { Ctx } from '../../context.ts';
import { deleteExpiredSessions, deleteExpiredThrottles } from './sessions.store.ts';

/** Deletes sessions and sign-in counters that ran out. */
export async function sweepSessions(ctx: Ctx): Promise<Record<string, number>> {
  return {
    sessions: await deleteExpiredSessions(ctx.db, ctx.now()),
    throttles: await deleteExpiredThrottles(ctx.db, ctx.now()),
  };
}
