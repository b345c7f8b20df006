import type { Ctx } from '../../context.ts';
import { takeOldFiles } from './uploads.store.ts';

/** Long enough to come back after a holiday; what was imported stays, only the file goes. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
const BATCH = 100;

/** Removes uploaded spreadsheets after a month: they are full of customers' data (spec 06, 10). Rows go first. */
export async function sweepImportFiles(ctx: Ctx): Promise<{ removed: number }> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  let removed = 0;
  for (let names = await takeOldFiles(ctx.db, before, BATCH); names.length > 0;) {
    for (const name of names) await ctx.files.remove(name);
    removed += names.length;
    names = await takeOldFiles(ctx.db, before, BATCH);
  }
  return { removed };
}
