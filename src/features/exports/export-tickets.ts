import type { Readable } from 'node:stream';
import type { ActorCtx } from '../../context.ts';
import { Refused } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { assertWorkbook } from './closing-content.ts';
import { countWished, openContent } from './export-content.ts';
import { AT_ONCE, type ExportWish, mayExport, type Words } from './export-wish.ts';
import { insertExport, limitIdleTransaction } from './exports.store.ts';

/**
 * Hands over a list, or tickets to be closed, as a file that is made while it is sent; or begins to make it in the
 * background when it is large (spec 06, "Exporting"). Nothing leaves before the audit log says so (spec 03), with the
 * filters and how many there were.
 * @param send reads the content to its end; as slowly as it likes, as long as it reads
 * @returns how many rows are made in the background; null when it was sent
 * @throws Refused when the actor may not have such files, or nothing is left to close, or too much for one workbook
 */
export async function exportTickets(
  ctx: ActorCtx,
  asked: { wish: ExportWish; fileName: string; words: Words },
  send: (content: Readable) => Promise<void>,
): Promise<number | null> {
  const { wish, fileName, words } = asked;
  if (!mayExport(ctx.actor, wish)) throw new Refused(403, 'no_permission');
  const count = await countWished(ctx, wish);
  if (wish.kind === 'closing') assertWorkbook(count);
  if (count > AT_ONCE[wish.kind]) {
    await beginExport(ctx, wish, { fileName, count });
    return count;
  }
  await recordExport(ctx, wish, count);
  // One snapshot for all of it, see `openContent`.
  const reading = { isolationLevel: 'repeatable read', readOnly: true } as const;
  await ctx.db.transaction(async (trx) => {
    await limitIdleTransaction(trx);
    await send(await openContent({ ...ctx, db: trx }, wish, words));
  }, reading);
  return null;
}

/** The same asked for again, while it is under way, is the same export. */
async function beginExport(
  ctx: ActorCtx,
  wish: ExportWish,
  { fileName, count }: { fileName: string; count: number },
): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    const made = { userId: ctx.actor.id, wish, fileName, rows: count, now: ctx.now() };
    const { isNew } = await insertExport(trx, made);
    if (isNew) await recordExport({ ...ctx, db: trx }, wish, count);
  });
}

async function recordExport(ctx: ActorCtx, wish: ExportWish, count: number): Promise<void> {
  const what =
    wish.kind === 'list'
      ? { columns: wish.columns, format: wish.format }
      : { format: 'closing', ...(wish.picks && { picked: wish.picks.length }) };
  await recordAudit(ctx, {
    action: 'tickets_exported',
    actorId: ctx.actor.id,
    subjectType: 'tickets',
    subjectId: null,
    changes: { list: `/tickets?${wish.list}`, ...what, count },
  });
}
