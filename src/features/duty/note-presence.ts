import type { ActorCtx } from '../../context.ts';
import { GONE_AFTER_MS } from '../../domain/people/duty.ts';
import { announceDuty, updateSeen } from './duty.store.ts';

/** A page says so once a minute; several pages of one person are written down once. */
const WRITTEN_EVERY_MS = 45_000;

/** An open page says that its reader is there (spec 04): groups that ask for it give tickets to nobody else. */
export async function notePresence(ctx: ActorCtx): Promise<void> {
  const now = ctx.now();
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const times = { now, notSince: ago(WRITTEN_EVERY_MS), goneSince: ago(GONE_AFTER_MS) };
  if (await updateSeen(ctx.db, ctx.actor.id, times)) await announceDuty(ctx.db);
}
