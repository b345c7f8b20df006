import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { isReferenced } from '../../db/still-referenced.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { judgePassword, MIN_PASSWORD_LENGTH } from '../../domain/people/password.ts';
import { isUsername } from '../../domain/people/username.ts';
import { pinyinOf } from '../../domain/search/initials.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { hashPassword } from '../auth/passport.ts';
import { beginMemberships, setGroups } from '../people/change-memberships.ts';
import { keepAnAdministrator } from '../people/keep-an-administrator.ts';
import { newPassword } from './new-password.ts';
import { findUser, type UserRecord } from './user.query.ts';
import { insertUser, replaceRoles, updateUser, type UserColumns } from './users.store.ts';

const Id = z.coerce.number().int().positive();
const Text = z.string();
const User = z.object({
  username: z.string(),
  name: z.string(),
  phone: z.string().nullable().default(null),
  email: z.string().nullable().default(null),
  wecom_id: z.string().nullable().default(null),
  language: z.string(),
  department_id: Id.nullable().default(null),
  manager_id: Id.nullable().default(null),
  group_ids: z.array(Id).default([]),
  role_ids: z.array(Id).default([]),
  capacity: z.number().int().nullable().default(null),
});

interface Sent {
  readonly values: FieldValues;
  readonly version: number;
}

/**
 * Makes a user, with a password that they must replace when they sign in: the one in the form, or a made one (spec 03).
 * @param values of the user's form, already read
 * @throws Invalid (user name taken or unusable, password too weak)
 */
export async function createUser(
  ctx: ActorCtx,
  { values }: Sent,
): Promise<{ id: number; username: string; password: string }> {
  const { password: typed, ...rest } = values;
  const username = Text.parse(rest['username']);
  checkUsername(username);
  const password = typeof typed === 'string' && typed !== '' ? typed : newPassword();
  const weak = judgePassword(password, username);
  if (weak) throw new Invalid({ password: { code: weak, params: { min: MIN_PASSWORD_LENGTH } } });
  const hash = await hashPassword(password);
  const id = await write(ctx, null, { values: rest, version: 0 }, hash);
  return { id, username, password };
}

/**
 * Changes a user (spec 03).
 * @throws NotFound · Conflict · Invalid · Refused 409 last_administrator
 */
export async function saveUser(ctx: ActorCtx, id: number, sent: Sent): Promise<void> {
  checkUsername(Text.parse(sent.values['username']));
  if (sent.values['manager_id'] === String(id))
    throw new Invalid({ manager_id: { code: 'manager_self', params: {} } });
  await write(ctx, id, sent, '');
}

function checkUsername(username: string): void {
  if (!isUsername(username)) throw new Invalid({ username: { code: 'username_form', params: {} } });
}

async function write(ctx: ActorCtx, id: number | null, sent: Sent, passwordHash: string): Promise<number> {
  try {
    return await ctx.db.transaction(async (db) => {
      await beginMemberships({ db });
      const before = id === null ? undefined : await findUser(db, id);
      if (id !== null && !before) throw new NotFound('user');
      return keepAnAdministrator(db, () =>
        writeUser({ ...ctx, db }, before, sent, { password_hash: passwordHash, active: true }),
      );
    });
  } catch (error) {
    if (violates(error, 'users_username_key'))
      throw new Invalid({ username: { code: 'username_taken', params: {} } });
    if (isReferenced(error, 'users_department_id_fkey'))
      throw new Invalid({ department_id: { code: 'department_gone', params: {} } });
    throw error;
  }
}

/** Writes a user with groups, roles and the audit log's entry, inside the caller's transaction. @throws Conflict */
export async function writeUser(
  ctx: ActorCtx,
  before: UserRecord | undefined,
  { values, version }: Sent,
  fresh: { readonly password_hash: string; readonly active: boolean },
): Promise<number> {
  const { group_ids: groups, role_ids: roles, ...plain } = User.parse(values);
  const columns: UserColumns = { ...plain, pinyin: pinyinOf(plain.name) };
  const id = before ? before.id : await insertUser(ctx.db, { ...columns, ...fresh });
  if (before && !(await updateUser(ctx.db, id, version, columns))) throw new Conflict(version);
  await setGroups(ctx, id, groups);
  await replaceRoles(ctx.db, id, roles);
  await recordChange(ctx, {
    action: before ? 'user_changed' : 'user_created',
    subjectType: 'user',
    subjectId: id,
    subjectName: columns.name,
    version,
    before: before?.values ?? {},
    after: values,
  });
  return id;
}
