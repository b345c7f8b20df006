import type { ActorCtx } from '../../context.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { judgePassword, MIN_PASSWORD_LENGTH } from '../../domain/people/password.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { endAllSessions } from '../auth/end-all-sessions.ts';
import { hashPassword, isPasswordOf } from '../auth/passport.ts';
import { updateOwnPassword } from './people.store.ts';

export interface NewPassword {
  readonly current: string;
  readonly fresh: string;
  readonly repeated: string;
}

export type PasswordChange =
  | { readonly ok: true; readonly epoch: number }
  | { readonly ok: false; readonly problems: Readonly<Record<string, FieldProblem>> };

/**
 * Changes one's own password (spec 03): the current one is asked for, and every other session ends.
 * @param sessionId the session that stays; it must bear the answered epoch from now on
 */
export async function changePassword(
  ctx: ActorCtx,
  typed: NewPassword,
  sessionId: string,
): Promise<PasswordChange> {
  const problems: Record<string, FieldProblem> = {};
  const problem = (code: string): FieldProblem => ({ code, params: { min: MIN_PASSWORD_LENGTH } });
  if (!(await isPasswordOf(ctx.db, ctx.actor.id, typed.current)))
    problems['current'] = problem('password_wrong');
  const weak = judgePassword(typed.fresh, ctx.actor.username);
  if (weak) problems['fresh'] = problem(weak);
  else if (typed.fresh === typed.current) problems['fresh'] = problem('password_same');
  if (typed.repeated !== typed.fresh) problems['repeated'] = problem('password_differs');
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const hash = await hashPassword(typed.fresh);
  const epoch = await ctx.db.transaction(async (db) => {
    await updateOwnPassword(db, ctx.actor.id, hash);
    await note({ ...ctx, db }, { action: 'password_changed' });
    return endAllSessions(db, ctx.actor.id, sessionId);
  });
  return { ok: true, epoch };
}

/** Signs oneself out everywhere else (spec 03). Answers the epoch that the session which stays must bear. */
export async function endOtherSessions(ctx: ActorCtx, sessionId: string): Promise<number> {
  return ctx.db.transaction(async (db) => {
    await note({ ...ctx, db }, { action: 'sessions_ended' });
    return endAllSessions(db, ctx.actor.id, sessionId);
  });
}

function note(ctx: ActorCtx, what: { readonly action: string }): Promise<void> {
  const { id, name } = ctx.actor;
  return recordAudit(ctx, {
    ...what,
    actorId: id,
    subjectType: 'user',
    subjectId: String(id),
    subjectName: name,
  });
}
