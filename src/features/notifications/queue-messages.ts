import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { Message } from '../../domain/ticket/messages.ts';
import { canRead } from '../../domain/ticket/ticket.ts';
import { findActors } from '../people/actor.query.ts';
import type { Told } from './message-words.ts';
import { findAudience, findSubject, type Subject } from './recipients.query.ts';
import { spreadMessages } from './spread-messages.ts';
import { toldDuration } from './told-duration.ts';

/**
 * Queues messages about a ticket inside the transaction that causes them (spec 05), each person's in their own
 * language and on their channels, each person once, and never to who did it or to who may not read the ticket
 * (spec 03). Robots of its group and other systems hear each message once.
 * @param once the same message is not queued a second time under this key
 * @returns how many people, or else other listeners, will hear of it
 */
export async function queueMessages(
  ctx: Ctx,
  trx: Knex.Transaction,
  ticketId: number,
  messages: readonly Message[],
  once?: string,
): Promise<number> {
  const told = new Map<number, Message>();
  for (const message of messages) {
    for (const id of await findAudience(trx, message.to)) {
      if (id !== message.actorId && !told.has(id)) told.set(id, message);
    }
  }
  // A group hears of what comes to it by its robots, though it has no members yet.
  const toGroups = messages.filter(({ to }) => to.kind === 'members');
  if (told.size === 0 && toGroups.length === 0) return 0;
  const subject = await findSubject(trx, ticketId, messages[0]?.actorId ?? null);
  const readers = (await findActors(trx, [...told.keys()])).filter((person) =>
    canRead(person, subject.ticket, subject.collaboratorIds.includes(person.id)),
  );
  const heard = readers.flatMap(({ id }) => {
    const message = told.get(id);
    return message ? [{ id, message }] : [];
  });
  return spreadMessages(ctx, trx, {
    ticket: { ...subject.ticket, ...subject.words, id: ticketId },
    letters: heard.map(({ id, message }) => ({
      ...{ kind: message.kind, actorId: message.actorId, recipientId: id, link: null },
      told: toldBy(message, subject),
      once: once === undefined ? null : `${once}:${id}`,
      channels: message.channels ?? [],
    })),
    announcements: announce([...heard.map(({ message }) => message), ...toGroups]).map((message) => ({
      ...{ kind: message.kind, actorId: message.actorId, once: once ?? null },
      told: toldBy(message, subject),
      toldIds: heard.filter((each) => isSame(each.message, message)).map(({ id }) => id),
    })),
  });
}

/** Each message once, though several audiences are told of it: the handler and their manager of one urge. */
function announce(messages: readonly Message[]): Message[] {
  return messages.filter((message, index) => messages.findIndex((each) => isSame(each, message)) === index);
}

function isSame(one: Message, other: Message): boolean {
  return one.kind === other.kind && one.text === other.text;
}

/** Its own text, or the words of its template; where nobody acts, the system does, by the rule of that name. */
function toldBy(message: Message, { words }: Subject): Told {
  if (message.text !== undefined) return { own: message.text };
  const { remark, ruleName } = message;
  return {
    words: (t) => {
      const byRule = ruleName && { department: t('ticket.system'), agent: ruleName };
      if (!('time' in message)) return { ...words, ...byRule, remark };
      const { department, agent, ms } = message.time;
      const duration = toldDuration(ms, t);
      return { ...words, remark, department, agent, remaining: duration, overdue: duration };
    },
  };
}
