import type { ActorCtx } from '../../context.ts';
import { lockList, writeOrder } from '../../db/ordered-records.ts';
import { type OrderWish, reorder } from '../audit/reorder.ts';
import { findPolicies } from './policy-list.query.ts';
import { recalculate } from './recalculate.ts';

/**
 * Puts the policies into another order, in which they are asked from then on (spec 05); the open tickets are worked out
 * anew.
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these policies
 */
export async function orderPolicies(ctx: ActorCtx, wish: OrderWish<number>): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockList(trx, 'sla_policies');
    const outcome = await reorder({ ...ctx, db: trx }, wish, {
      entry: { action: 'policies_reordered', subjectType: 'policies', subjectId: null },
      current: (await findPolicies(trx)).map(({ id, name }) => ({ key: id, name })),
      write: (order) => writeOrder(trx, 'sla_policies', order),
    });
    if (outcome === 'done') await recalculate(ctx, trx, 'policy', { requestedBy: ctx.actor.id });
    return outcome !== 'overtaken';
  });
}
