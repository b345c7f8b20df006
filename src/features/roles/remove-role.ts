import type { ActorCtx } from '../../context.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findRole } from './roles.query.ts';
import { deleteRole, lockRole } from './roles.store.ts';

/**
 * Deletes a role that nobody holds (spec 03).
 * @throws NotFound · Conflict · Refused 409 for a built-in one, and while somebody holds it
 */
export async function removeRole(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockRole(db, id);
    const role = await findRole(db, id);
    if (!role) throw new NotFound('role');
    if (role.built_in) throw new Refused(409, 'role_built_in');
    if (role.holders > 0) throw new Refused(409, 'role_held', { count: role.holders });
    if (!(await deleteRole(db, id, version))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'role_deleted',
        subjectType: 'role',
        subjectId: id,
        subjectName: role.name_zh,
        version,
        before: role.values,
        after: {},
      },
    );
  });
}
