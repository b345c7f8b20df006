import type { ActorCtx } from '../../context.ts';
import { markCancelled } from './exports.store.ts';

/** Stops the making of a file that is not done yet (spec 06). One that is not the actor's, or done, stays as it is. */
export async function cancelExport(ctx: ActorCtx, id: number): Promise<boolean> {
  return ctx.db.transaction((trx) => markCancelled(trx, { id, userId: ctx.actor.id, now: ctx.now() }));
}
