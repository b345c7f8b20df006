import type { ActorCtx } from '../../context.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { beginMemberships, setMembers } from '../people/change-memberships.ts';
import { refuseInRules } from '../routing/rules-naming.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findGroup, isHandoverTarget } from './groups.query.ts';
import { deleteGroupRow } from './groups.store.ts';

/**
 * Deletes a group that nothing has ever used (spec 03); any other can be put out of use.
 * @throws NotFound · Conflict · Refused 409 when tickets, categories, settings or other groups know it
 */
export async function deleteGroup(ctx: ActorCtx, id: number, version: number): Promise<void> {
  try {
    await ctx.db.transaction(async (db) => {
      await beginMemberships({ db });
      const group = await findGroup(db, id);
      if (!group) throw new NotFound('group');
      if (group.version !== version) throw new Conflict(version);
      const settings = await findSettings(db);
      if (settings.review_group_id === id || settings.default_group_id === id)
        throw new Refused(409, 'group_in_settings');
      await refuseInRules(db, id);
      // Otherwise a group that may hand over to this one alone could suddenly hand over to any.
      if (await isHandoverTarget(db, id)) throw new Refused(409, 'group_is_target');
      await setMembers({ ...ctx, db }, id, []);
      if (!(await deleteGroupRow(db, id, version))) throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: 'group_deleted',
          subjectType: 'group',
          subjectId: id,
          subjectName: group.name,
          version,
          before: group.values,
          after: {},
        },
      );
    });
  } catch (error) {
    if (isReferenced(error)) throw new Refused(409, 'group_in_use');
    throw error;
  }
}
