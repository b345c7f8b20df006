import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { ACCEPT_ROUNDS, FALLBACKS, STRATEGIES } from '../../domain/routing/rule.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { beginMemberships, setMembers } from '../people/change-memberships.ts';
import { refuseInRules } from '../routing/rules-naming.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { countHeldBy, findGroup } from './groups.query.ts';
import { insertGroup, replaceHandovers, updateGroup } from './groups.store.ts';

const Id = z.coerce.number().int().positive();
const Group = z.object({
  name: z.string(),
  stage_key: z.string(),
  department_id: Id.nullable().default(null),
  duty_leader_id: Id.nullable().default(null),
  member_ids: z.array(Id).default([]),
  handover_ids: z.array(Id).default([]),
  active: z.boolean(),
  strategy: z.enum(STRATEGIES).default('pool'),
  fallback: z.enum(FALLBACKS).default('pool'),
  calendar_id: Id.nullable().default(null),
  requires_online: z.boolean().default(false),
  accept_minutes: z.number().int().nullable().default(null),
  accept_rounds: z.number().int().default(ACCEPT_ROUNDS),
});

/** Counting the tickets of a group that is to be put out of use stops here. */
const COUNTED = 1000;

/**
 * Makes a group, or changes one (spec 03): its kind, members, duty leader, and where it may hand over to.
 * @param values of the group's form, already read
 * @throws NotFound · Conflict · Invalid (name taken) · Refused 409 when it can't be put out of use
 */
export async function saveGroup(
  ctx: ActorCtx,
  id: number | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<number> {
  const { member_ids: members, handover_ids: handovers, ...columns } = Group.parse(values);
  try {
    return await ctx.db.transaction(async (db) => {
      await beginMemberships({ db });
      const before = id === null ? undefined : await findGroup(db, id);
      if (id !== null && !before) throw new NotFound('group');
      const groupId = before ? before.id : await insertGroup(db, columns);
      if (before && !(await updateGroup(db, groupId, version, columns))) throw new Conflict(version);
      if (before?.values['active'] === true && !columns.active) await refuseInUse({ ...ctx, db }, groupId);
      await setMembers({ ...ctx, db }, groupId, members);
      await replaceHandovers(db, groupId, handovers);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'group_changed' : 'group_created',
          subjectType: 'group',
          subjectId: groupId,
          subjectName: columns.name,
          version,
          before: before?.values ?? {},
          after: values,
        },
      );
      return groupId;
    });
  } catch (error) {
    if (violates(error, 'groups_name_key')) throw new Invalid({ name: { code: 'name_taken', params: {} } });
    throw error;
  }
}

/** Tickets must not wait where nobody looks. */
async function refuseInUse(ctx: ActorCtx, groupId: number): Promise<void> {
  const settings = await findSettings(ctx.db);
  if (settings.review_group_id === groupId || settings.default_group_id === groupId)
    throw new Refused(409, 'group_in_settings');
  await refuseInRules(ctx.db, groupId);
  const count = await countHeldBy(ctx.db, groupId, COUNTED + 1);
  if (count > 0)
    throw new Refused(409, 'group_holds_tickets', { count: count > COUNTED ? `${COUNTED}+` : count });
}
