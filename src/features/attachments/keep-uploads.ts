import type { ActorCtx, Ctx } from '../../context.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { countUnsent, findKnownNames } from './attachments.query.ts';
import { insertUploads } from './attachments.store.ts';
import type { Received } from './store-upload.ts';

/** More files than this nobody has lying about unsent: a storage can't be filled by uploading alone. */
const MAX_UNSENT = 200;

/**
 * Writes down what was received (spec 01): from here on the files are their uploader's, to be sent with a form within
 * a day. The file is whole in the storage before its row is written; where the row fails, the file goes as well.
 * @returns the ids of the kept ones, and why the others were refused
 */
export async function keepUploads(
  ctx: ActorCtx,
  received: readonly Received[],
): Promise<{ ids: number[]; problems: FieldProblem[] }> {
  const uploads = received.filter((one) => one.ok);
  const problems = received.flatMap((one) => (one.ok ? [] : [one.problem]));
  if (uploads.length === 0) return { ids: [], problems };
  const names = uploads.map((upload) => upload.storedName);
  try {
    const ids = await ctx.db.transaction(async (trx) => {
      if ((await countUnsent(trx, ctx.actor.id)) + uploads.length > MAX_UNSENT) return null;
      return insertUploads(trx, ctx.actor.id, uploads, ctx.now());
    });
    if (ids) return { ids, problems };
  } catch (error) {
    await discard(ctx, names);
    throw error;
  }
  await discard(ctx, names);
  return { ids: [], problems: [...problems, { code: 'attachment_unsent', params: { max: MAX_UNSENT } }] };
}

/** A commit whose answer got lost may have happened all the same: only what no row speaks of is removed. */
async function discard(ctx: Ctx, names: readonly string[]): Promise<void> {
  try {
    const known = await findKnownNames(ctx.db, names);
    for (const name of names) if (!known.has(name)) await ctx.files.remove(name);
  } catch (error) {
    ctx.log.warn({ err: error }, 'uploaded files are left to the sweep');
  }
}
