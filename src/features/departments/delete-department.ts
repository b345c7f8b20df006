import type { ActorCtx } from '../../context.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findContents, findDepartment } from './departments.query.ts';
import { deleteDepartmentRow, lockDepartments } from './departments.store.ts';

/**
 * Deletes a department that is empty (spec 03).
 * @throws NotFound · Conflict · Refused 409 while it has departments below it, people, groups, or tickets of its people
 */
export async function deleteDepartment(ctx: ActorCtx, id: number, version: number): Promise<void> {
  try {
    await ctx.db.transaction(async (db) => {
      await lockDepartments(db);
      const department = await findDepartment(db, id);
      if (!department) throw new NotFound('department');
      await refuseUnlessEmpty(db, id);
      if (!(await deleteDepartmentRow(db, id, version))) throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: 'department_deleted',
          subjectType: 'department',
          subjectId: id,
          subjectName: department.name,
          version,
          before: department.values,
          after: {},
        },
      );
    });
  } catch (error) {
    // Somebody came into it at this very moment.
    if (isReferenced(error)) await refuseUnlessEmpty(ctx.db, id);
    throw error;
  }
}

async function refuseUnlessEmpty(db: ActorCtx['db'], id: number): Promise<void> {
  const { children, users, groups, hasHistory } = await findContents(db, id);
  if (children > 0) throw new Refused(409, 'department_has_children', { count: children });
  if (users > 0) throw new Refused(409, 'department_has_users', { count: users });
  if (groups > 0) throw new Refused(409, 'department_has_groups', { count: groups });
  if (hasHistory) throw new Refused(409, 'department_has_history');
}
