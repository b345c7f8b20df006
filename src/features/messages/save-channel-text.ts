import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { recordChange } from '../audit/record-change.ts';
import { type ChannelPlace, type ChannelText, findChannelText } from './channel-texts.query.ts';
import { deleteChannelText, writeChannelText } from './channel-texts.store.ts';
import { checkTexts } from './save-message.ts';

const Texts = z.object({
  subject_zh: z.string().default(''),
  subject_en: z.string().default(''),
  body_zh: z.string(),
  body_en: z.string(),
});

/**
 * Gives a message a text of its own on one channel (spec 05).
 * @param version 0 where there is none yet
 * @throws Conflict · Invalid when a placeholder is none of this message's
 */
export async function saveChannelText(
  ctx: ActorCtx,
  at: ChannelPlace,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const texts = Texts.parse(values);
  const problems = checkTexts(at.key, texts);
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  await ctx.db.transaction(async (db) => {
    const before = await findChannelText(db, at);
    if (!(await writeChannelText(db, at, version, texts))) throw new Conflict(version);
    await record({ ...ctx, db }, at, { version, before: before?.values ?? {}, after: texts });
  });
}

/** Back to the text that serves everywhere. @throws NotFound · Conflict */
export async function dropChannelText(ctx: ActorCtx, at: ChannelPlace, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const before = await findChannelText(db, at);
    if (!before) throw new NotFound('message');
    if (!(await deleteChannelText(db, at, version))) throw new Conflict(version);
    await record({ ...ctx, db }, at, { version, before: before.values, after: {} });
  });
}

async function record(
  ctx: ActorCtx,
  { key, channel }: ChannelPlace,
  change: {
    readonly version: number;
    readonly before: Partial<ChannelText['values']>;
    readonly after: Partial<ChannelText['values']>;
  },
): Promise<void> {
  const t = translator('zh-CN');
  await recordChange(ctx, {
    action: Object.keys(change.after).length === 0 ? 'channel_text_removed' : 'channel_text_changed',
    subjectType: 'channel_text',
    subjectId: `${key}.${channel}`,
    subjectName: t('notification.cell', {
      event: t(`config.message.kind.${key}.name`),
      channel: t(`notification.channel.${channel}`),
    }),
    ...change,
  });
}
