import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import { checkTemplate } from '../../domain/message/check-template.ts';
import { type MessageKind, type Placeholder, PLACEHOLDERS } from '../../domain/message/message-kinds.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { LANGUAGES, translator } from '../../i18n.ts';
import { recordChange } from '../audit/record-change.ts';
import { findMessage } from './messages.query.ts';
import { updateMessage } from './messages.store.ts';
import { type MessageTexts, shippedTexts } from './shipped-messages.ts';

const Texts = z.object({ body_zh: z.string(), body_en: z.string() });

/**
 * Changes the two texts of a message (spec 05).
 * @param values of the message's form, already read
 * @throws NotFound · Conflict · Invalid when a placeholder is none of this message's
 */
export async function saveMessage(
  ctx: ActorCtx,
  kind: MessageKind,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const texts = Texts.parse(values);
  const problems = checkTexts(kind, { ...texts });
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  await writeMessage(ctx, kind, { texts, version, action: 'message_changed' });
}

/** Gives a message the texts that the product ships. @throws NotFound · Conflict */
export async function resetMessage(ctx: ActorCtx, kind: MessageKind, version: number): Promise<void> {
  await writeMessage(ctx, kind, { texts: shippedTexts(kind), version, action: 'message_reset' });
}

async function writeMessage(
  ctx: ActorCtx,
  kind: MessageKind,
  { texts, version, action }: { texts: MessageTexts; version: number; action: string },
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const before = await findMessage(db, kind);
    if (!before) throw new NotFound('message');
    if (!(await updateMessage(db, kind, version, texts))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action,
        subjectType: 'message',
        subjectId: kind,
        subjectName: translator('zh-CN')(`config.message.kind.${kind}.name`),
        version,
        before: before.values,
        after: { ...texts },
      },
    );
  });
}

/** What is wrong with the placeholders of texts, by their fields (spec 05). */
export function checkTexts(
  kind: MessageKind,
  texts: Readonly<Record<string, string>>,
): Record<string, FieldProblem> {
  const called = calledInWords();
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const problem = checkTemplate(kind, text, called);
      return problem ? [[key, problem]] : [];
    }),
  );
}

/** What the page calls the placeholders, in both languages: people write that into the braces. */
function calledInWords(): Partial<Record<Placeholder, readonly string[]>> {
  return Object.fromEntries(
    PLACEHOLDERS.map((name) => [
      name,
      LANGUAGES.map((language) => translator(language)(`config.message.placeholder.${name}`)),
    ]),
  );
}
