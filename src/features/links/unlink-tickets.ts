import type { ActorCtx } from '../../context.ts';
import { LINKING } from '../../domain/ticket/link.ts';
import { NotFound, Refused } from '../../errors.ts';
import { tellLog } from './link-tickets.ts';
import { findLink } from './links.query.ts';
import { deleteLink } from './links.store.ts';
import { judgeOne, lockPair } from './lock-pair.ts';

/**
 * Takes a link away again, from either of its tickets (spec 01, related tickets). What the system found, a repeated
 * complaint, stays.
 * @throws NotFound · Refused 403 or 409 · Conflict
 */
export async function unlinkTickets(
  ctx: ActorCtx,
  request: { readonly number: string; readonly version: number; readonly linkId: number },
): Promise<{ other: string }> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    const { number, version } = request;
    const link = await findLink(trx, request.linkId);
    if (link && link.from !== number && link.to !== number) throw new NotFound('link');
    const other = link?.from === number ? link.to : (link?.from ?? null);
    const { near, far } = await lockPair(trx, ctx, number, other);
    await judgeOne(trx, ctx, near, LINKING, { version, now });
    if (!link) throw new Refused(409, 'link_gone', { number });
    if (!far) throw new NotFound('ticket');
    if (link.kind === 'repeat_of') throw new Refused(409, 'link_by_system', { number: far.number });
    await deleteLink(trx, link.id);
    const told = { kind: link.kind, remark: '', now, action: 'unlink', eventType: 'ticket_unlinked' };
    const isFrom = link.from === near.number;
    await tellLog(trx, ctx, near, { ...told, side: isFrom ? 'from' : 'to', other: far.number });
    await tellLog(trx, ctx, far, { ...told, side: isFrom ? 'to' : 'from', other: near.number });
    return { other: far.number };
  });
}
