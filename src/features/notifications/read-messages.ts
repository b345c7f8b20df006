import type { ActorCtx } from '../../context.ts';
import { NotFound } from '../../errors.ts';
import { findMessage, type MessagePlace } from './inbox.query.ts';
import { markAllRead, markMessage } from './inbox.store.ts';

/**
 * Marks one message as read, or as unread again, and answers where it leads (spec 05).
 * @throws NotFound when it isn't theirs, or is about a ticket that they can't see
 */
export async function readMessage(
  ctx: ActorCtx,
  id: number,
  { isRead }: { isRead: boolean },
): Promise<MessagePlace> {
  return ctx.db.transaction(async (trx) => {
    const message = await findMessage(trx, ctx.actor, id);
    if (!message) throw new NotFound('message');
    await markMessage(trx, { id, userId: ctx.actor.id }, isRead ? ctx.now() : null);
    return message;
  });
}

/** Marks everything as read that was there when the page was made: up to this message (spec 05). */
export async function readAllMessages(ctx: ActorCtx, upTo: number): Promise<void> {
  await ctx.db.transaction((trx) => markAllRead(trx, { upTo, userId: ctx.actor.id }, ctx.now()));
}
