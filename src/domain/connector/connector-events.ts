import { MESSAGE_KINDS } from '../message/message-kinds.ts';

/** These become the closing comment of a ticket, and no message to anybody. */
const COMMENTS: readonly string[] = ['wait_closed', 'resolved_closed'];
/** What automations say, the time of tickets, and what managers are told once a day. */
const OTHERS = ['sla_warning', 'sla_breach', 'digest', 'automation'] as const;

/** The kinds of messages that a robot may repeat, and that another system may be told of (spec 05). */
export const CONNECTOR_EVENTS: readonly string[] = [
  ...new Set([...Object.keys(MESSAGE_KINDS).filter((kind) => !COMMENTS.includes(kind)), ...OTHERS]),
];
