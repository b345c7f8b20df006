import type { ActorCtx } from '../../context.ts';
import { Invalid } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findRules } from './rules.query.ts';
import { lockRules, writeRuleOrder } from './rules.store.ts';

/**
 * Puts the assignment rules into another order, in which they are tried from then on (spec 04).
 * @param order all ids; `before`: all ids as the page showed them
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these rules
 */
export async function orderRules(
  ctx: ActorCtx,
  { before, order }: { readonly before: readonly number[]; readonly order: readonly number[] },
): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockRules(trx);
    const rules = await findRules(trx);
    const current = rules.map(({ id }) => id);
    if (!isSame(current, before)) return false;
    if (!isSame(sorted(current), sorted(order)))
      throw new Invalid({ order: { code: 'unusable', params: { key: 'order' } } });
    if (isSame(current, order)) return true;
    await writeRuleOrder(trx, order);
    const names = new Map(rules.map(({ id, name }) => [id, name]));
    const named = (ids: readonly number[]): string[] => ids.map((id) => names.get(id) ?? String(id));
    await recordAudit(
      { ...ctx, db: trx },
      {
        action: 'rules_reordered',
        actorId: ctx.actor.id,
        subjectType: 'rules',
        subjectId: null,
        changes: { order: [named(current), named(order)] },
      },
    );
    return true;
  });
}

function sorted(ids: readonly number[]): number[] {
  return [...ids].sort((a, b) => a - b);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
