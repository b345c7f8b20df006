import type { ActorCtx } from '../../context.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { limitIdleTransaction } from './export.query.ts';
import type { ListColumn } from './list-columns.ts';
import { listAddress, type ListRequest } from './list-request.ts';
import { countMatching, type ListRow, readAllRows } from './ticket-list.query.ts';

/**
 * Hands over all rows of a list, some hundred at a time, to what makes a file of them (spec 06, "Exporting"). What the
 * actor may not read is not among them. Nothing leaves before the audit log says so (spec 03), with the filters and
 * how many there were.
 * @param send reads the rows to their end; as slowly as it likes, as long as it reads
 */
export async function exportTickets(
  ctx: ActorCtx,
  wish: { request: ListRequest; columns: readonly ListColumn[]; format: string },
  send: (db: ActorCtx['db'], rows: AsyncIterable<ListRow[]>) => Promise<void>,
): Promise<void> {
  const { request, columns, format } = wish;
  const whole = { ...request, cursor: null };
  await recordAudit(ctx, {
    action: 'tickets_exported',
    actorId: ctx.actor.id,
    subjectType: 'tickets',
    subjectId: null,
    changes: {
      list: listAddress(whole),
      columns: columns.map(({ name }) => name),
      format,
      count: await countMatching(ctx, whole),
    },
  });
  // One snapshot for all of it: a ticket that somebody touches meanwhile would else move past the reader, or come twice.
  const reading = { isolationLevel: 'repeatable read', readOnly: true } as const;
  await ctx.db.transaction(async (trx) => {
    await limitIdleTransaction(trx);
    const withValues = columns.some(({ field }) => field !== null);
    await send(trx, readAllRows({ ...ctx, db: trx }, whole, withValues));
  }, reading);
}
