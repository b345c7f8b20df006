import type { Knex } from 'knex';
import { ROBOT_KINDS } from '../../domain/connector/connector.ts';
import { eventOf } from '../../domain/message/notification-events.ts';
import type { MessageKind } from '../../domain/message/message-kinds.ts';

/** Channels on which a message may read otherwise (spec 05); the inbox has the text that serves everywhere. */
export const TEXT_CHANNELS = ['email', 'sms', 'wecom_app', ...ROBOT_KINDS] as const;
export type TextChannel = (typeof TEXT_CHANNELS)[number];

/** None for what becomes a closing comment, nor for an urge, whose words the agent has written. */
export function textChannelsOf(kind: MessageKind): readonly TextChannel[] {
  return eventOf(kind) === null || kind === 'urge' ? [] : TEXT_CHANNELS;
}

export interface ChannelPlace {
  readonly key: MessageKind;
  readonly channel: TextChannel;
}

export interface ChannelText {
  readonly version: number;
  readonly values: Readonly<Record<'subject_zh' | 'subject_en' | 'body_zh' | 'body_en', string>>;
}

export async function findChannelText(
  db: Knex,
  { key, channel }: ChannelPlace,
): Promise<ChannelText | undefined> {
  const row = (await db('channel_texts').where({ key, channel }).first()) as
    (ChannelText['values'] & { version: number }) | undefined;
  if (!row) return undefined;
  const { version, subject_zh, subject_en, body_zh, body_en } = row;
  return { version, values: { subject_zh, subject_en, body_zh, body_en } };
}

/** The channels on which a message has a text of its own. */
export async function findOwnChannels(db: Knex, key: MessageKind): Promise<TextChannel[]> {
  return (await db('channel_texts').where('key', key).pluck('channel')) as TextChannel[];
}
