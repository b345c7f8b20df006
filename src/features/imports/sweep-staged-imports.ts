import type { Ctx } from '../../context.ts';
import { deleteOldStaged } from './staged-imports.store.ts';

const KEPT_MS = 24 * 60 * 60_000;

/** Uploaded spreadsheets that nobody imported go after a day (spec 06). */
export async function sweepStagedImports(ctx: Ctx): Promise<{ dropped: number }> {
  return { dropped: await deleteOldStaged(ctx.db, new Date(ctx.now().getTime() - KEPT_MS)) };
}
