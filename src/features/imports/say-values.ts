import type { ActorCtx } from '../../context.ts';
import type { ImportPlan } from '../../domain/import/import-plan.ts';
import { Invalid, Refused } from '../../errors.ts';
import { findImport } from './imports.query.ts';
import { rememberValue } from './presets.store.ts';
import { lockValues, updateValues } from './uploads.store.ts';

export interface SaidMeaning {
  readonly target: string;
  /** The text of the sheet. */
  readonly found: string;
  /** As a form sends it; a category as its id; empty takes back what was said. */
  readonly value: string;
}

/**
 * Says what texts of the sheet mean (spec 06, "Values are mapped where they don't match"); it counts from the next
 * check on, and where wished for the next files of the platform.
 * @param isOffered whether a value is one that can be chosen for the target
 * @throws NotFound · Refused unless it was checked · Invalid about `value`
 */
export async function sayValues(
  ctx: ActorCtx,
  said: { readonly id: number; readonly meanings: readonly SaidMeaning[]; readonly remembers: boolean },
  isOffered: (target: string, value: string) => boolean,
): Promise<void> {
  const { id, meanings, remembers } = said;
  const { presetId } = await findImport(ctx, id);
  for (const { target, value } of meanings)
    if (value !== '' && !isOffered(target, value))
      throw new Invalid({ value: { code: 'not_an_option', params: {} } });
  await ctx.db.transaction(async (trx) => {
    const before = await lockValues(trx, id);
    if (!before) throw new Refused(409, 'import_state');
    await updateValues(trx, id, withMeanings(before, meanings), remembers);
    if (!remembers) return;
    for (const meaning of meanings)
      await rememberValue(trx, { ...meaning, presetId, userId: ctx.actor.id, now: ctx.now() });
  });
}

function withMeanings(values: ImportPlan['values'], meanings: readonly SaidMeaning[]): ImportPlan['values'] {
  const byTarget = new Map(
    Object.entries(values).map(([target, texts]) => [target, new Map(Object.entries(texts))]),
  );
  for (const { target, found, value } of meanings) {
    const texts = byTarget.get(target) ?? new Map<string, string>();
    byTarget.set(target, texts);
    if (value === '') texts.delete(found);
    else texts.set(found, value);
  }
  // Entries, not assignments: a text called `__proto__` is a text like any other.
  return Object.fromEntries([...byTarget].map(([target, texts]) => [target, Object.fromEntries(texts)]));
}
