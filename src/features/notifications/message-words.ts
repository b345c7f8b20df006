import { fillMessage } from '../../domain/message/fill-template.ts';
import { isMessageKind, type MessageKind, type MessageWords } from '../../domain/message/message-kinds.ts';
import type { Language, Translate } from '../../i18n.ts';
import { eventOf } from '../../domain/message/notification-events.ts';
import type { Ways } from './ways.query.ts';

/** Most characters of the subject of a mail. */
const SUBJECT_MAX = 200;

/** The words of a message: its own, or those that its text of each channel is filled with. */
export type Told =
  { readonly own: string } | { readonly words: (t: Translate) => Partial<MessageWords<MessageKind>> };

const NO_WORDS: MessageWords<MessageKind> = {
  ...{ number: '', title: '', department: '', agent: '', remark: '', days: '', remaining: '', overdue: '' },
  ...{ overdue_count: '', today_count: '', unaccepted_count: '' },
};

/**
 * What a message says on a channel (spec 05): what it brings along, else the text that the channel has of its own,
 * else the one that serves everywhere.
 */
export function bodyOn(
  channel: string,
  { kind, told }: { readonly kind: string; readonly told: Told },
  { ways, language, t }: { readonly ways: Ways; readonly language: Language; readonly t: Translate },
): string {
  if ('own' in told) return told.own;
  const own = ways.channelTexts.find((text) => text.key === kind && text.channel === channel);
  const text = own ?? ways.templates.find(({ key }) => key === kind);
  const body = language === 'en' ? text?.body_en : text?.body_zh;
  return fill(kind, body ?? '{number}', told.words(t));
}

/** The subject of a mail: its own, or number and title of the ticket; without one, what happened. */
export function subjectOf(
  { kind, told, ticket }: { readonly kind: string; readonly told: Told; readonly ticket: TicketNamed | null },
  { ways, language, t }: { readonly ways: Ways; readonly language: Language; readonly t: Translate },
): string {
  const own = ways.channelTexts.find((text) => text.key === kind && text.channel === 'email');
  const written = (language === 'en' ? own?.subject_en : own?.subject_zh) ?? '';
  const words = 'own' in told ? ticket : { ...ticket, ...told.words(t) };
  const usual = ticket
    ? `[${ticket.number}] ${ticket.title}`
    : t(`notification.event.${eventOf(kind) ?? 'automation'}.name`);
  const subject = written === '' ? usual : fill(kind, written, words ?? {});
  return subject.replaceAll(/\s+/g, ' ').trim().slice(0, SUBJECT_MAX);
}

export interface TicketNamed {
  readonly number: string;
  readonly title: string;
}

function fill(kind: string, text: string, words: Partial<MessageWords<MessageKind>>): string {
  return isMessageKind(kind) ? fillMessage(kind, text, { ...NO_WORDS, ...words }) : text;
}
