import type { ActorCtx } from '../../context.ts';
import { recordChange } from '../audit/record-change.ts';
import {
  lockMemberships,
  replaceGroups,
  replaceMembers,
  type Touched,
  touchGroups,
  touchUsers,
} from './memberships.store.ts';

/**
 * Makes people the members of a group (spec 03). Whoever comes or goes is changed by that too: a form of theirs that is
 * open somewhere can't undo it, and the audit log says it of them. Inside the caller's transaction, before which
 * `beginMemberships` has been called.
 */
export async function setMembers(ctx: ActorCtx, groupId: number, userIds: readonly number[]): Promise<void> {
  const { added, removed } = await replaceMembers(ctx.db, groupId, userIds);
  const people = await touchUsers(ctx.db, [...added, ...removed]);
  for (const person of people)
    await note(ctx, person, {
      action: 'user_changed',
      subjectType: 'user',
      key: 'group_ids',
      changed: groupId,
      isNew: added.includes(person.id),
    });
}

/** Makes groups those of a person; the same from the other end. */
export async function setGroups(ctx: ActorCtx, userId: number, groupIds: readonly number[]): Promise<void> {
  const { added, removed } = await replaceGroups(ctx.db, userId, groupIds);
  const groups = await touchGroups(ctx.db, [...added, ...removed]);
  for (const group of groups)
    await note(ctx, group, {
      action: 'group_changed',
      subjectType: 'group',
      key: 'member_ids',
      changed: userId,
      isNew: added.includes(group.id),
    });
}

/** Changes of memberships go one after the other: the first statement of a transaction that makes some. */
export async function beginMemberships({ db }: Pick<ActorCtx, 'db'>): Promise<void> {
  await lockMemberships(db);
}

async function note(
  ctx: ActorCtx,
  touched: Touched,
  what: { action: string; subjectType: string; key: string; changed: number; isNew: boolean },
): Promise<void> {
  const after = touched.others.map(Number);
  const before = what.isNew
    ? after.filter((id) => id !== what.changed)
    : [...after, what.changed].sort((a, b) => a - b);
  await recordChange(ctx, {
    action: what.action,
    subjectType: what.subjectType,
    subjectId: touched.id,
    subjectName: touched.name,
    version: touched.version - 1,
    before: { [what.key]: before.map(String) },
    after: { [what.key]: after.map(String) },
  });
}
