import type { ActorCtx } from '../../context.ts';
import type { ChoiceKind } from '../../domain/choice/choice-rules.ts';
import { type OrderWish, reorder } from '../audit/reorder.ts';
import { findChoiceRows } from './choices.query.ts';
import { lockChoices, writeOrder } from './choices.store.ts';

/**
 * Puts a list into another order, which its forms show at once.
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these entries
 */
export async function orderChoices(
  ctx: ActorCtx,
  kind: ChoiceKind,
  wish: OrderWish<string>,
): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockChoices(trx, kind);
    const rows = await findChoiceRows(trx, kind);
    const outcome = await reorder({ ...ctx, db: trx }, wish, {
      entry: { action: 'choices_reordered', subjectType: 'choices', subjectId: kind },
      current: rows.map((row) => ({ key: row.key, name: row.label_zh })),
      write: (order) => writeOrder(trx, kind, order),
    });
    return outcome !== 'overtaken';
  });
}
