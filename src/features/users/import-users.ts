import type { ActorCtx } from '../../context.ts';
import { judgePassword, MIN_PASSWORD_LENGTH } from '../../domain/people/password.ts';
import type { UserLine } from '../../domain/people/user-sheet.ts';
import { Invalid } from '../../errors.ts';
import { hashPassword } from '../auth/passport.ts';
import { beginMemberships } from '../people/change-memberships.ts';
import { keepAnAdministrator } from '../people/keep-an-administrator.ts';
import { newPassword } from './new-password.ts';
import { planImport, type PlannedUser, type StateWords } from './plan-import.ts';
import { writeUser } from './save-user.ts';

/** A password costs a while on purpose; more at once would keep the administrator waiting too long. */
export const IMPORT_LIMIT = 1000;
const AT_ONCE = 4;

export interface ImportResult {
  readonly created: readonly {
    readonly username: string;
    readonly name: string;
    readonly password: string;
  }[];
  readonly changed: number;
  readonly unchanged: number;
  readonly skipped: number;
}

/**
 * Imports users from a spreadsheet (spec 03): rows with errors are left out, all the others go in together or not at
 * all. They are judged once more, since the preview may be old. New users get a password each, or all the same one, to
 * be replaced at the first sign-in; it is answered here and kept nowhere.
 * @throws Invalid when the common password is too weak · Refused 409 last_administrator
 */
export async function importUsers(
  ctx: ActorCtx,
  lines: readonly UserLine[],
  { states, password }: { readonly states: StateWords; readonly password: string | null },
): Promise<ImportResult> {
  const weak = password === null ? null : judgePassword(password, '');
  if (weak) throw new Invalid({ password: { code: weak, params: { min: MIN_PASSWORD_LENGTH } } });
  const foreseen = (await planImport(ctx, lines, states)).filter(({ kind }) => kind === 'new');
  const passwords = await makePasswords(foreseen, password);
  return ctx.db.transaction(async (db) => {
    await beginMemberships({ db });
    return keepAnAdministrator(db, async () => {
      const plan = await planImport({ ...ctx, db }, lines, states);
      const counted = (kind: PlannedUser['kind']): number => plan.filter((each) => each.kind === kind).length;
      const created: ImportResult['created'][number][] = [];
      for (const each of plan) {
        if (each.kind === 'change') await write({ ...ctx, db }, each, '');
        if (each.kind !== 'new') continue;
        const made = passwords.get(each.username) ?? (await makePassword(password));
        await write({ ...ctx, db }, each, made.hash);
        created.push({ username: each.username, name: each.name, password: made.password });
      }
      const skipped = counted('error');
      return { created, changed: counted('change'), unchanged: counted('same'), skipped };
    });
  });
}

interface MadePassword {
  readonly password: string;
  readonly hash: string;
}

async function makePassword(common: string | null): Promise<MadePassword> {
  const password = common ?? newPassword();
  return { password, hash: await hashPassword(password) };
}

/** Before the transaction: hashing is slow on purpose, and locks should not wait for it. */
async function makePasswords(
  users: readonly PlannedUser[],
  common: string | null,
): Promise<ReadonlyMap<string, MadePassword>> {
  const made = new Map<string, MadePassword>();
  for (let from = 0; from < users.length; from += AT_ONCE) {
    const batch = users.slice(from, from + AT_ONCE);
    const passwords = await Promise.all(batch.map(() => makePassword(common)));
    for (const [index, { username }] of batch.entries()) {
      const password = passwords[index];
      if (password) made.set(username, password);
    }
  }
  return made;
}

async function write(ctx: ActorCtx, planned: PlannedUser, hash: string): Promise<void> {
  const { before, values, active } = planned;
  await writeUser(ctx, before, { values, version: before?.version ?? 0 }, { password_hash: hash, active });
}
