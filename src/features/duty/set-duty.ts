import type { ActorCtx } from '../../context.ts';
import type { DutyState } from '../../domain/people/duty.ts';
import { announceDuty, updateDuty } from './duty.store.ts';

/**
 * Somebody says that they are on duty, away or gone (spec 04): whoever is not on duty is given no tickets by the rules.
 * What waits for somebody is given out at once.
 */
export async function setDuty(ctx: ActorCtx, state: DutyState): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    if (await updateDuty(trx, ctx.actor.id, state, ctx.now())) await announceDuty(trx);
  });
}
