import type { ActorCtx } from '../../context.ts';
import { moveWithin } from '../../domain/people/move-within.ts';
import { NotFound } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { findDepartment } from './departments.query.ts';
import { findSiblings, lockDepartments, orderDepartments } from './departments.store.ts';

/** Moves a department one place up or down among those below the same parent (spec 03). @throws NotFound */
export async function moveDepartment(ctx: ActorCtx, id: number, direction: 'up' | 'down'): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockDepartments(db);
    const department = await findDepartment(db, id);
    if (!department) throw new NotFound('department');
    const order = await findSiblings(db, department.parentId);
    const next = moveWithin(order, id, direction);
    if (next === order) return;
    await orderDepartments(db, next);
    await recordAudit(
      { ...ctx, db },
      {
        action: 'department_moved',
        actorId: ctx.actor.id,
        subjectType: 'department',
        subjectId: String(id),
        subjectName: department.name,
        changes: { position: [order.indexOf(id) + 1, next.indexOf(id) + 1] },
      },
    );
  });
}
