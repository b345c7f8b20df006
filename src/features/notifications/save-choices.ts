import type { ActorCtx } from '../../context.ts';
import { type Cell, findModes } from './choices.query.ts';
import { deleteChoices, lockChoices, writeChoices } from './choices.store.ts';

/**
 * Keeps on which channels a person wants to hear of which events (spec 05). Only what differs from the rule is kept:
 * the rest follows what administrators set later.
 * @param wanted the cells that the form offered, each with whether it was on; the forced are left as they are
 */
export async function saveChoices(ctx: ActorCtx, wanted: ReadonlyMap<Cell, boolean>): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    await lockChoices(trx, ctx.actor.id);
    const modes = await findModes(trx);
    const choices = [...wanted].flatMap(([cell, isOn]): [Cell, boolean | null][] => {
      if (modes[cell] === 'forced') return [];
      return [[cell, isOn === (modes[cell] === 'on') ? null : isOn]];
    });
    await writeChoices(trx, ctx.actor.id, new Map(choices));
  });
}

/** Back to what administrators have set, on every channel. */
export async function resetChoices(ctx: ActorCtx): Promise<void> {
  await ctx.db.transaction((trx) => deleteChoices(trx, ctx.actor.id));
}
