import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findDepartment, findDepartmentTree } from './departments.query.ts';
import { insertDepartment, lockDepartments, updateDepartment } from './departments.store.ts';

const Id = z.coerce.number().int().positive();
const Department = z.object({
  name: z.string(),
  parent_id: Id.nullable().default(null),
  leader_id: Id.nullable().default(null),
});

/**
 * Makes a department, or changes one: its name, its leader, and the department it belongs to (spec 03).
 * @param values of the department's form, already read
 * @throws NotFound · Conflict · Invalid (name taken among its siblings, parent gone or below it)
 */
export async function saveDepartment(
  ctx: ActorCtx,
  id: number | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<number> {
  const columns = Department.parse(values);
  try {
    return await ctx.db.transaction(async (db) => {
      await lockDepartments(db);
      const before = id === null ? undefined : await findDepartment(db, id);
      if (id !== null && !before) throw new NotFound('department');
      await checkParent(db, id, columns.parent_id);
      const hasMoved = before !== undefined && before.parentId !== columns.parent_id;
      const departmentId = before ? before.id : await insertDepartment(db, columns);
      if (before && !(await updateDepartment(db, departmentId, version, columns, hasMoved)))
        throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'department_changed' : 'department_created',
          subjectType: 'department',
          subjectId: departmentId,
          subjectName: columns.name,
          version,
          before: before?.values ?? {},
          after: values,
        },
      );
      return departmentId;
    });
  } catch (error) {
    if (violates(error, 'departments_siblings_differ'))
      throw new Invalid({ name: { code: 'name_taken_here', params: {} } });
    throw error;
  }
}

/** A department stands below one that exists, and never below itself. */
async function checkParent(db: ActorCtx['db'], id: number | null, parentId: number | null): Promise<void> {
  if (parentId === null) return;
  const byId = new Map((await findDepartmentTree(db)).map((node) => [node.id, node]));
  if (!byId.has(parentId)) throw new Invalid({ parent_id: { code: 'department_gone', params: {} } });
  for (let up = byId.get(parentId); up; up = up.parentId === null ? undefined : byId.get(up.parentId)) {
    if (up.id === id) throw new Invalid({ parent_id: { code: 'department_below_itself', params: {} } });
  }
}
