import type { Ctx } from '../../context.ts';
import { deleteOldExports, expireExports } from './exports.store.ts';

const BATCH = 100;
/** That there was a file is still said for a while. */
const LISTED_MS = 60 * 24 * 60 * 60 * 1000;

/**
 * Removes the files whose time is over (spec 06). Rows go first: a file that a crash leaves behind is found by the sweep
 * of strays.
 */
export async function sweepExports(ctx: Ctx): Promise<Record<string, number>> {
  const now = ctx.now();
  let expired = 0;
  for (let names = await expireExports(ctx.db, now, BATCH); names.length > 0;) {
    for (const name of names) await ctx.files.remove(name);
    expired += names.length;
    names = await expireExports(ctx.db, now, BATCH);
  }
  return { expired, forgotten: await deleteOldExports(ctx.db, new Date(now.getTime() - LISTED_MS)) };
}
