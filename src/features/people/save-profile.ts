import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { pinyinOf } from '../../domain/search/initials.ts';
import { Conflict } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { updateProfile } from './people.store.ts';
import { findProfile } from './profile.query.ts';

const Profile = z.object({
  name: z.string(),
  phone: z.string().nullable().default(null),
  email: z.string().nullable().default(null),
  wecom_id: z.string().nullable().default(null),
  language: z.string(),
  theme: z.string(),
  after_action: z.string(),
});

/**
 * Changes what people keep of themselves: name, phone, and how they like their pages (spec 03, self-service).
 * @param values of the form, already read
 * @throws Conflict when an administrator, or they in another window, were faster
 */
export async function saveProfile(
  ctx: ActorCtx,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const columns = Profile.parse(values);
  await ctx.db.transaction(async (db) => {
    const before = await findProfile(db, ctx.actor.id);
    const saved = { ...columns, pinyin: pinyinOf(columns.name) };
    if (!(await updateProfile(db, ctx.actor.id, version, saved))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'profile_changed',
        subjectType: 'user',
        subjectId: ctx.actor.id,
        subjectName: columns.name,
        version,
        before: before.values,
        after: values,
      },
    );
  });
}
