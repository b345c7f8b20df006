import type { ActorCtx } from '../../context.ts';
import { Invalid } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findPolicyOrder, lockPolicyOrder, writePolicyOrder } from './policies.store.ts';
import { findPolicies } from './policy-list.query.ts';
import { recalculate } from './recalculate.ts';

/**
 * Puts the policies into another order, in which they are asked from then on (spec 05); the open tickets are worked out
 * anew.
 * @param order all ids; `before`: all ids as the page showed them
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these policies
 */
export async function orderPolicies(
  ctx: ActorCtx,
  { before, order }: { readonly before: readonly number[]; readonly order: readonly number[] },
): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockPolicyOrder(trx);
    const current = await findPolicyOrder(trx);
    if (!isSame(current, before)) return false;
    if (!isSame(sorted(current), sorted(order)))
      throw new Invalid({ order: { code: 'unusable', params: { key: 'order' } } });
    if (isSame(current, order)) return true;
    await writePolicyOrder(trx, order);
    const names = new Map((await findPolicies(trx)).map(({ id, name }) => [id, name]));
    const named = (ids: readonly number[]): string[] => ids.map((id) => names.get(id) ?? String(id));
    await recordAudit(
      { ...ctx, db: trx },
      {
        action: 'policies_reordered',
        actorId: ctx.actor.id,
        subjectType: 'policies',
        subjectId: null,
        changes: { order: [named(current), named(order)] },
      },
    );
    await recalculate(ctx, trx, 'policy', { requestedBy: ctx.actor.id });
    return true;
  });
}

function sorted(ids: readonly number[]): number[] {
  return [...ids].sort((a, b) => a - b);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
