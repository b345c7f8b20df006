import type { ActorCtx } from '../../context.ts';
import { lockList, writeOrder } from '../../db/ordered-records.ts';
import { type OrderWish, reorder } from '../audit/reorder.ts';
import { findRules } from './rules.query.ts';

/**
 * Puts the assignment rules into another order, in which they are tried from then on (spec 04).
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these rules
 */
export async function orderRules(ctx: ActorCtx, wish: OrderWish<number>): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockList(trx, 'assignment_rules');
    const outcome = await reorder({ ...ctx, db: trx }, wish, {
      entry: { action: 'rules_reordered', subjectType: 'rules', subjectId: null },
      current: (await findRules(trx)).map(({ id, name }) => ({ key: id, name })),
      write: (order) => writeOrder(trx, 'assignment_rules', order),
    });
    return outcome !== 'overtaken';
  });
}
