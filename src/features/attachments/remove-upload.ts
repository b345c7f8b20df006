import type { ActorCtx } from '../../context.ts';
import { NotFound } from '../../errors.ts';
import { deleteUpload } from './attachments.store.ts';

/** Takes back an upload before it is sent (spec 01). @throws NotFound unless it is the actor's own and unsent */
export async function removeUpload(ctx: ActorCtx, id: number): Promise<void> {
  const storedName = await deleteUpload(ctx.db, ctx.actor.id, id);
  if (storedName === undefined) throw new NotFound('attachment');
  await ctx.files.remove(storedName);
}
