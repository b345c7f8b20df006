import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import {
  asGrants,
  lostPermissions,
  readGrants,
  type RoleGrants,
} from '../../domain/people/permission-scopes.ts';
import { type Grants, type Permission, PERMISSIONS, type Scope } from '../../domain/people/permissions.ts';
import { roleKey } from '../../domain/people/role-key.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { hasAdministrator, lockAdministrators } from './administrators.query.ts';
import { findKeysLike, findNamesakes, findOtherGrants, findRole, type RoleRecord } from './roles.query.ts';
import { insertRole, replaceGrants, type RoleColumns, updateRole } from './roles.store.ts';

const Names = z.object({
  name_zh: z.string(),
  name_en: z.string(),
  description: z.string().default(''),
});

export interface SentRole {
  readonly values: FieldValues;
  readonly version: number;
  /** They know that they take something from themselves. */
  readonly sure: boolean;
}

/**
 * Makes a role, or changes one: its names, and the scope of each permission (spec 03). It applies to everyone who holds
 * it from their next request on.
 * @throws NotFound · Conflict · Invalid (name taken) · Refused 409 when nobody could configure any more, or when the
 *   person takes something from themselves and has not said that they mean it
 */
export async function saveRole(ctx: ActorCtx, id: number | null, sent: SentRole): Promise<number> {
  const columns = Names.parse(sent.values);
  const grants = readGrants(PERMISSIONS.map((permission) => [permission, sent.values[permission]]));
  return ctx.db.transaction(async (db) => {
    await lockAdministrators(db);
    const before = id === null ? undefined : await findRole(db, id);
    if (id !== null && !before) throw new NotFound('role');
    const roleId = before ? before.id : await insertRole(db, { ...columns, key: await newKey(db, columns) });
    if (before && !(await updateRole(db, roleId, sent.version, columns))) throw new Conflict(sent.version);
    await refuseNamesakes(db, roleId, columns);
    await replaceGrants(db, roleId, grants);
    if (before) await refuseLosses({ ...ctx, db }, before, grants, sent.sure);
    await recordChange(
      { ...ctx, db },
      {
        action: before ? 'role_changed' : 'role_created',
        subjectType: 'role',
        subjectId: roleId,
        subjectName: columns.name_zh,
        version: sent.version,
        before: before?.values ?? {},
        after: { ...columns, ...grants },
      },
    );
    return roleId;
  });
}

type Transaction = Parameters<typeof lockAdministrators>[0];

async function newKey(db: Transaction, { name_zh: zh, name_en: en }: RoleColumns): Promise<string> {
  const base = roleKey({ zh, en }, []);
  return roleKey({ zh, en }, await findKeysLike(db, base));
}

async function refuseNamesakes(
  db: Transaction,
  id: number,
  { name_zh: zh, name_en: en }: RoleColumns,
): Promise<void> {
  const taken = await findNamesakes(db, { id, zh, en });
  const problem: FieldProblem = { code: 'name_taken', params: {} };
  if (taken.zh || taken.en)
    throw new Invalid({ ...(taken.zh && { name_zh: problem }), ...(taken.en && { name_en: problem }) });
}

/** Nobody locks everyone out, and nobody themselves without having meant to. Asked after the change, under the lock. */
async function refuseLosses(
  ctx: ActorCtx & { readonly db: Transaction },
  { id }: Pick<RoleRecord, 'id'>,
  grants: RoleGrants,
  sure: boolean,
): Promise<void> {
  if (!(await hasAdministrator(ctx.db))) throw new Refused(409, 'last_administrator');
  if (!sure && (await findOwnLosses(ctx, id, grants)).length > 0) throw new Refused(409, 'own_permissions');
}

/** What the person who saves would lose by it themselves: their other roles may still give it to them (spec 03). */
export async function findOwnLosses(
  ctx: ActorCtx,
  roleId: number,
  grants: RoleGrants,
): Promise<readonly Permission[]> {
  const { holdsIt, grants: others } = await findOtherGrants(ctx.db, ctx.actor.id, roleId);
  return holdsIt ? lostPermissions(ctx.actor.grants, together(others, asGrants(grants))) : [];
}

function together(one: Grants, other: Grants): Grants {
  return Object.fromEntries(
    PERMISSIONS.map((permission): [Permission, readonly Scope[]] => [
      permission,
      [...(one[permission] ?? []), ...(other[permission] ?? [])],
    ]),
  );
}
