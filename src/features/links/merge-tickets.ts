import type { ActorCtx } from '../../context.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { MERGE_FIELDS, mergedChange, MERGING, receivedChange } from '../../domain/ticket/merging.ts';
import { Refused } from '../../errors.ts';
import { takeStep } from '../tickets/take-step.ts';
import { findDescription } from './links.query.ts';
import { copyCollaborators } from './links.store.ts';
import { judgeOne, lockPair, otherNumber, type PairRequest, readPair } from './lock-pair.ts';

/**
 * Merges a ticket into another one (spec 01, related tickets): it is closed with a pointer and keeps its log; the other
 * one learns what it was about, and who worked along on it works along there. Both must be open, so no circle can be.
 * @throws NotFound · Refused 403 or 409 · Conflict · Invalid with the inputs to mend
 */
export async function mergeTickets(ctx: ActorCtx, request: PairRequest): Promise<{ into: string }> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    const pair = await lockPair(trx, ctx, request.number, otherNumber(request.form));
    const { near } = pair;
    const { ticket, isOverdue } = await judgeOne(trx, ctx, near, MERGING, { version: request.version, now });
    const { values, far } = await readPair(trx, ctx, MERGE_FIELDS, request, pair.far);
    if (far.status === 'closed') throw new Refused(409, 'merge_target_closed', { number: far.number });
    const { ticket: target } = await judgeOne(trx, ctx, far, MERGING, { version: null, now });

    const by = { actorId: ctx.actor.id, now, remark: textOf(values, 'remark'), isOverdue };
    const merged = { action: 'merge', eventType: 'ticket_merged', now };
    await takeStep(trx, ctx, near, mergedChange(ticket, far, by), merged);
    const description = await findDescription(trx, near.id);
    const received = { action: 'merge', eventType: 'ticket_received_merge', now };
    await takeStep(trx, ctx, far, receivedChange(target, { number: near.number, description }), received);
    await copyCollaborators(trx, { from: near.id, to: far.id, addedById: ctx.actor.id, now });
    return { into: far.number };
  });
}
