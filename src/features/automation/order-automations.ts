import type { ActorCtx } from '../../context.ts';
import { lockList, writeOrder } from '../../db/ordered-records.ts';
import { type OrderWish, reorder } from '../audit/reorder.ts';
import { findAutomationNames } from './automation-list.query.ts';

/**
 * Puts the automations into another order, in which they act from then on (spec 04).
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these automations
 */
export async function orderAutomations(ctx: ActorCtx, wish: OrderWish<number>): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockList(trx, 'automations');
    const outcome = await reorder({ ...ctx, db: trx }, wish, {
      entry: { action: 'automations_reordered', subjectType: 'automations', subjectId: null },
      current: await findAutomationNames(trx),
      write: (order) => writeOrder(trx, 'automations', order),
    });
    return outcome !== 'overtaken';
  });
}
