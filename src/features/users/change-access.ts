import type { ActorCtx } from '../../context.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { recordChange } from '../audit/record-change.ts';
import { endAllSessions } from '../auth/end-all-sessions.ts';
import { hashPassword } from '../auth/passport.ts';
import { newPassword } from './new-password.ts';
import { findUser, type UserRecord } from './user.query.ts';
import { dropHandover, updateUser } from './users.store.ts';

/**
 * Gives a user a new password, answered here and nowhere else, which they must replace when they sign in; whoever was
 * signed in with the old one is out (spec 03).
 * @throws NotFound · Conflict · Refused 409 for one's own: that is changed with the old one, in the profile
 */
export async function resetPassword(ctx: ActorCtx, id: number, version: number): Promise<string> {
  if (id === ctx.actor.id) throw new Refused(409, 'reset_own_password');
  const password = newPassword();
  const hash = await hashPassword(password);
  await ctx.db.transaction(async (db) => {
    const user = await found(db, id);
    const columns = { password_hash: hash, must_change_password: true };
    if (!(await updateUser(db, id, version, columns))) throw new Conflict(version);
    await endAllSessions(db, id);
    await note({ ...ctx, db }, 'password_reset', user, version);
  });
  return password;
}

/** Signs a user out everywhere (spec 03). @throws NotFound */
export async function endSessionsOf(ctx: ActorCtx, id: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const { name } = await found(db, id);
    await endAllSessions(db, id);
    const subject = { subjectType: 'user', subjectId: String(id), subjectName: name };
    await recordAudit({ ...ctx, db }, { action: 'sessions_ended', actorId: ctx.actor.id, ...subject });
  });
}

/** Lets a deactivated user in again; the tickets that were handed over stay where they are (spec 03). */
export async function activateUser(ctx: ActorCtx, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const user = await found(db, id);
    if (user.active) return;
    if (!(await updateUser(db, id, version, { active: true }))) throw new Conflict(version);
    await dropHandover(db, id);
    await note({ ...ctx, db }, 'user_activated', user, version, { active: true });
  });
}

async function found(db: ActorCtx['db'], id: number): Promise<UserRecord> {
  const user = await findUser(db, id);
  if (!user) throw new NotFound('user');
  return user;
}

function note(
  ctx: ActorCtx,
  action: string,
  user: UserRecord,
  version: number,
  after: { readonly active?: boolean } = {},
): Promise<void> {
  return recordChange(ctx, {
    action,
    subjectType: 'user',
    subjectId: user.id,
    subjectName: user.name,
    version,
    before: after.active === undefined ? {} : { active: user.active },
    after,
  });
}
