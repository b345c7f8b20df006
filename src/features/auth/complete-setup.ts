import { createHash, randomBytes } from 'node:crypto';
import type { Ctx } from '../../context.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { isBlank } from '../../domain/form/text-rules.ts';
import { judgePassword, MIN_PASSWORD_LENGTH } from '../../domain/people/password.ts';
import { isUsername } from '../../domain/people/username.ts';
import { pinyinOf } from '../../domain/search/initials.ts';
import { NotFound } from '../../errors.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { hasUsers } from './credentials.query.ts';
import { hashPassword } from './passport.ts';
import { insertSetupLink, insertSuperAdmin, isUsable, lockSetup, useUp } from './setup.store.ts';

const VALID_MS = 24 * 60 * 60 * 1000;

/** Makes the one-time link that creates the first super administrator (spec 03); valid for a day. */
export async function makeSetupLink(ctx: Ctx): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const now = ctx.now();
  await insertSetupLink(ctx.db, hashOf(token), now, new Date(now.getTime() + VALID_MS));
  return token;
}

/** @throws NotFound when the link was used, ran out, or there are users already */
export async function findSetupLink(ctx: Ctx, token: string): Promise<void> {
  if (!(await isUsable(ctx.db, hashOf(token), ctx.now())) || (await hasUsers(ctx.db)))
    throw new NotFound('setup link');
}

/** Creates the super administrator and uses the link up. Answers the inputs to mend, or null when done. */
export async function completeSetup(
  ctx: Ctx,
  token: string,
  typed: { username: string; name: string; password: string },
): Promise<Record<string, FieldProblem> | null> {
  await findSetupLink(ctx, token);
  const username = typed.username.trim();
  const name = typed.name.trim();
  const problems: Record<string, FieldProblem> = {};
  if (!isUsername(username)) problems['username'] = { code: 'username_form', params: {} };
  if (isBlank(name) || name.length > 100 || /\p{Cc}/u.test(name))
    problems['name'] = { code: 'name_form', params: {} };
  const weak = judgePassword(typed.password, username);
  if (weak) problems['password'] = { code: weak, params: { min: MIN_PASSWORD_LENGTH } };
  if (Object.keys(problems).length > 0) return problems;

  const passwordHash = await hashPassword(typed.password);
  await ctx.db.transaction(async (trx) => {
    // One after the other: two starts have printed two links, and both may be open.
    await lockSetup(trx);
    if ((await hasUsers(trx)) || !(await useUp(trx, hashOf(token), ctx.now())))
      throw new NotFound('setup link');
    const id = await insertSuperAdmin(trx, {
      username,
      name,
      pinyin: pinyinOf(name),
      passwordHash,
    });
    await recordAudit(
      { ...ctx, db: trx },
      { action: 'installation_set_up', actorId: id, subjectType: 'user', subjectId: username },
    );
  });
  return null;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
