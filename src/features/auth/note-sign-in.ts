import type { Ctx } from '../../context.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { markSignedIn } from './sessions.store.ts';

/** Remembers when someone signed in last, and writes it into the audit log (spec 03). */
export async function noteSignIn(
  ctx: Ctx,
  user: { readonly id: number; readonly username: string },
  userAgent: string | null,
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    await markSignedIn(db, user.id, ctx.now());
    const entry = { action: 'signed_in', actorId: user.id, subjectType: 'user', subjectId: user.username };
    await recordAudit({ ...ctx, db }, { ...entry, userAgent });
  });
}
