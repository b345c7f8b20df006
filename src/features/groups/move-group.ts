import type { ActorCtx } from '../../context.ts';
import { moveWithin } from '../../domain/people/move-within.ts';
import { NotFound } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findGroup } from './groups.query.ts';
import { findNeighbours, lockGroups, orderGroups } from './groups.store.ts';

/** Moves a group one place up or down among those of its stage, as lists everywhere show them (spec 03). @throws NotFound */
export async function moveGroup(ctx: ActorCtx, id: number, direction: 'up' | 'down'): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockGroups(db);
    const group = await findGroup(db, id);
    if (!group) throw new NotFound('group');
    const order = await findNeighbours(db, id);
    const next = moveWithin(order, id, direction);
    if (next === order) return;
    await orderGroups(db, next);
    await recordAudit(
      { ...ctx, db },
      {
        action: 'group_moved',
        actorId: ctx.actor.id,
        subjectType: 'group',
        subjectId: String(id),
        subjectName: group.name,
        changes: { position: [order.indexOf(id) + 1, next.indexOf(id) + 1] },
      },
    );
  });
}
