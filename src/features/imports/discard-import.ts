import type { ActorCtx } from '../../context.ts';
import { Refused } from '../../errors.ts';
import { findImportState } from './imports.query.ts';
import { deleteUnstarted } from './uploads.store.ts';

/**
 * Throws an upload away of which nothing was made, with its file (spec 06).
 * @throws NotFound · Refused while it is at work, or when it has made something
 */
export async function discardImport(ctx: ActorCtx, id: number): Promise<void> {
  await findImportState(ctx, id);
  const gone = await deleteUnstarted(ctx.db, id);
  if (!gone) throw new Refused(409, 'import_has_begun');
  if (gone.stored_name !== null) await ctx.files.remove(gone.stored_name);
}
