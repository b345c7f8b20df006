/** What a message may name about its ticket and whoever caused it (spec 05). */
export const PLACEHOLDERS = [
  'number',
  'title',
  'department',
  'agent',
  'remark',
  'days',
  'remaining',
  'overdue',
  'overdue_count',
  'today_count',
  'unaccepted_count',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What the messages are about, in the order of their page. */
export const MESSAGE_AREAS = ['moving', 'customer', 'colleagues', 'time', 'standing'] as const;
export type MessageArea = (typeof MESSAGE_AREAS)[number];

interface MessageKindRule {
  readonly area: MessageArea;
  readonly placeholders: readonly Placeholder[];
}

const BY_SOMEBODY = ['department', 'agent', 'number', 'title'] as const;
const WITH_REMARK = [...BY_SOMEBODY, 'remark'] as const;

/**
 * Every message that the system writes, with the placeholders that it fills (spec 01, 05). The sender, the check of
 * what administrators write, and the help beside it all read this table.
 */
export const MESSAGE_KINDS = {
  assigned: { area: 'moving', placeholders: WITH_REMARK },
  pooled: { area: 'moving', placeholders: WITH_REMARK },
  returned: { area: 'moving', placeholders: WITH_REMARK },
  answered: { area: 'moving', placeholders: WITH_REMARK },
  reopened: { area: 'moving', placeholders: WITH_REMARK },
  given: { area: 'moving', placeholders: ['number', 'title'] },
  not_accepted: { area: 'moving', placeholders: ['number', 'title'] },
  urge: { area: 'customer', placeholders: BY_SOMEBODY },
  append: { area: 'customer', placeholders: WITH_REMARK },
  joined: { area: 'colleagues', placeholders: WITH_REMARK },
  mentioned: { area: 'colleagues', placeholders: WITH_REMARK },
  edited: { area: 'colleagues', placeholders: BY_SOMEBODY },
  sla_warning: { area: 'time', placeholders: [...BY_SOMEBODY, 'remaining'] },
  sla_breach: { area: 'time', placeholders: [...BY_SOMEBODY, 'overdue'] },
  digest: { area: 'time', placeholders: ['overdue_count', 'today_count', 'unaccepted_count'] },
  wait_ending: { area: 'standing', placeholders: ['number', 'title'] },
  wait_closed: { area: 'standing', placeholders: ['number', 'title', 'days'] },
  resolved_closed: { area: 'standing', placeholders: ['number', 'title', 'days'] },
} as const satisfies Readonly<Record<string, MessageKindRule>>;

export type MessageKind = keyof typeof MESSAGE_KINDS;
/** Messages to people about a ticket; of the others, two become its closing comment, and one is about many tickets. */
export type TicketMessageKind = Exclude<MessageKind, 'wait_closed' | 'resolved_closed' | 'digest'>;
/** Messages about how much time is left, or over. */
export type TimedMessageKind = 'sla_warning' | 'sla_breach';

/** The words that a message of this kind, or of any of these kinds, is filled with. */
export type MessageWords<K extends MessageKind> = Readonly<
  Record<(typeof MESSAGE_KINDS)[K]['placeholders'][number], string>
>;

export function isMessageKind(key: string): key is MessageKind {
  return Object.hasOwn(MESSAGE_KINDS, key);
}

export function placeholdersOf(kind: MessageKind): readonly Placeholder[] {
  return MESSAGE_KINDS[kind].placeholders;
}
