import { MESSAGE_KINDS } from '../message/message-kinds.ts';

/** No messages about one ticket: two become its closing comment, and the digest is for each manager alone. */
const NOT_OUTSIDE: readonly string[] = ['wait_closed', 'resolved_closed', 'digest'];

/** The kinds of messages that a robot may repeat, and that another system may be told of (spec 05). */
export const CONNECTOR_EVENTS: readonly string[] = [
  ...Object.keys(MESSAGE_KINDS).filter((kind) => !NOT_OUTSIDE.includes(kind)),
  'automation',
];
