import type { ActorCtx } from '../../context.ts';
import type { ChoiceKind } from '../../domain/choice/choice-rules.ts';
import { Invalid } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findChoiceRows } from './choices.query.ts';
import { lockChoices, writeOrder } from './choices.store.ts';

/**
 * Puts a list into another order, which its forms show at once.
 * @param order all keys; `before`: all keys as the page showed them
 * @returns false when somebody else has changed the order, or the list, since: nothing is done then
 * @throws Invalid when the order is none of these entries
 */
export async function orderChoices(
  ctx: ActorCtx,
  kind: ChoiceKind,
  { before, order }: { readonly before: readonly string[]; readonly order: readonly string[] },
): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    await lockChoices(trx, kind);
    const rows = await findChoiceRows(trx, kind);
    const current = rows.map((row) => row.key);
    if (!isSame(current, before)) return false;
    if (!isSame([...current].sort(), [...order].sort()))
      throw new Invalid({ order: { code: 'unusable', params: { key: 'order' } } });
    if (isSame(current, order)) return true;
    await writeOrder(trx, kind, order);
    const labels = new Map(rows.map((row) => [row.key, row.label_zh]));
    const named = (keys: readonly string[]): string[] => keys.map((key) => labels.get(key) ?? key);
    await recordAudit(
      { ...ctx, db: trx },
      {
        action: 'choices_reordered',
        actorId: ctx.actor.id,
        subjectType: 'choices',
        subjectId: kind,
        changes: { order: [named(current), named(order)] },
      },
    );
    return true;
  });
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
