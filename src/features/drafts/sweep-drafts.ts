import type { Ctx } from '../../context.ts';
import { deleteOldDrafts } from './drafts.store.ts';

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Deletes drafts that nobody has touched for 30 days. */
export async function sweepDrafts(ctx: Ctx): Promise<Record<string, number>> {
  return { drafts: await deleteOldDrafts(ctx.db, new Date(ctx.now().getTime() - KEPT_MS)) };
}
