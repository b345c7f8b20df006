import type { ActorCtx } from '../../context.ts';
import { shippedGrants } from '../../domain/people/shipped-roles.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { hasAdministrator, lockAdministrators } from './administrators.query.ts';
import { findRole } from './roles.query.ts';
import { replaceGrants, updateRole } from './roles.store.ts';

/**
 * Gives a built-in role the grants back that it was shipped with; its names stay (spec 03).
 * @throws NotFound, also for a role that was not shipped · Conflict · Refused 409 when nobody could configure any more
 */
export async function resetRole(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await lockAdministrators(db);
    const role = await findRole(db, id);
    const grants = role && shippedGrants(role.key);
    if (!role?.built_in || !grants) throw new NotFound('role');
    if (!(await updateRole(db, id, version, {}))) throw new Conflict(version);
    await replaceGrants(db, id, grants);
    if (!(await hasAdministrator(db))) throw new Refused(409, 'last_administrator');
    await recordChange(
      { ...ctx, db },
      {
        action: 'role_reset',
        subjectType: 'role',
        subjectId: id,
        subjectName: role.name_zh,
        version,
        before: role.grants,
        after: grants,
      },
    );
  });
}
