import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { changeOf } from '../../domain/form/diff-values.ts';
import { translator } from '../../i18n.ts';
import { lockTicketsOf, moveTickets } from './recategorise.store.ts';

interface Side {
  readonly id: number;
  readonly path: readonly string[];
}

/**
 * Takes all tickets of a category to another one (spec 02, merging categories), with a log entry each; they keep the
 * form that they were made with. Inside the caller's transaction, which keeps new ones out of the category.
 */
export async function recategoriseTickets(
  ctx: ActorCtx & { readonly db: Knex.Transaction },
  { from, to }: { from: Side; to: Side },
): Promise<number> {
  const t = translator('zh-CN');
  await lockTicketsOf(ctx.db, from.id);
  const show = ({ id, path }: Side) => ({ value: id, text: path.join(' / ') });
  const change = changeOf('category_id', t('ticket.field.category'), show(from), show(to));
  return moveTickets(ctx.db, {
    fromId: from.id,
    toId: to.id,
    actorId: ctx.actor.id,
    now: ctx.now(),
    sourceIp: ctx.sourceIp,
    changes: JSON.stringify([change]),
  });
}
