import type { ActorCtx } from '../../context.ts';
import type { AfterAction } from './actor.query.ts';
import { updatePreferences } from './people.store.ts';

/** Remembers the language and theme a person chose, and where they go after an action; what they left out stays (spec 03, self-service). */
export async function changePreferences(
  ctx: ActorCtx,
  wish: {
    language?: string | undefined;
    theme?: string | undefined;
    afterAction?: AfterAction | undefined;
  },
): Promise<void> {
  await updatePreferences(ctx.db, ctx.actor.id, wish);
}
