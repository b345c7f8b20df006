import type { Ctx } from '../../context.ts';
import { findKnownNames } from './attachments.query.ts';
import { deleteForgottenUploads } from './attachments.store.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;
const BATCH = 500;
/** Crashes leave a handful. More than so many, and than a fifth of all files, are not leftovers. */
const FEW = 20;
const SHARE = 0.2;

/**
 * Cleans away what was uploaded more than a day ago and never sent (spec 01), and files that no row speaks of, as a
 * crash leaves them. Rows go first: whatever is cut short here, the next run finds the files.
 */
export async function sweepAttachments(ctx: Ctx): Promise<Record<string, number>> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  let forgotten = 0;
  for (let names = await deleteForgottenUploads(ctx.db, before, BATCH); names.length > 0;) {
    for (const name of names) await ctx.files.remove(name);
    forgotten += names.length;
    names = await deleteForgottenUploads(ctx.db, before, BATCH);
  }
  return { forgotten, ...(await sweepStrays(ctx, before)) };
}

/** Files without a row. Where most are, the storage belongs to another database, and nothing is touched. */
async function sweepStrays(ctx: Ctx, before: Date): Promise<{ strays: number }> {
  const strays: string[] = [];
  let count = 0;
  let batch: string[] = [];
  const examine = async (): Promise<void> => {
    const known = await findKnownNames(ctx.db, batch);
    strays.push(...batch.filter((name) => !known.has(name)));
    batch = [];
  };
  for await (const { name, modifiedAt } of ctx.files.list()) {
    count += 1;
    if (modifiedAt < before) batch.push(name);
    if (batch.length === BATCH) await examine();
  }
  await examine();
  if (strays.length > FEW && strays.length > count * SHARE) {
    ctx.log.error(
      { strays: strays.length, files: count },
      'most files of the attachments folder are unknown to this database: none is removed',
    );
    return { strays: 0 };
  }
  for (const name of strays) await ctx.files.remove(name);
  return { strays: strays.length };
}
