import type { ActorCtx } from '../../context.ts';
import { updatePreferences } from './people.store.ts';

/** Remembers the language and theme a person chose; what they left out stays (spec 03, self-service). */
export async function changePreferences(
  ctx: ActorCtx,
  wish: { language?: string | undefined; theme?: string | undefined },
): Promise<void> {
  await updatePreferences(ctx.db, ctx.actor.id, wish);
}
