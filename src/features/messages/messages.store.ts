import type { Knex } from 'knex';
import type { MessageKind } from '../../domain/message/message-kinds.ts';
import type { MessageTexts } from './shipped-messages.ts';

/** False when the message has another version by now. */
export async function updateMessage(
  db: Knex,
  key: MessageKind,
  version: number,
  texts: MessageTexts,
): Promise<boolean> {
  const { body_zh, body_en } = texts;
  const count = await db('message_templates')
    .where({ key, version })
    .update({ body_zh, body_en, version: version + 1 });
  return count === 1;
}
