import type { ActorCtx } from '../../context.ts';
import { updateTyping } from './presence.store.ts';

/** Notes that a person types on the ticket that a page of theirs has open, or has stopped (spec 07). */
export async function markTyping(ctx: ActorCtx, connectionId: string, isTyping: boolean): Promise<void> {
  await updateTyping(ctx.db, { connectionId, userId: ctx.actor.id }, isTyping);
}
