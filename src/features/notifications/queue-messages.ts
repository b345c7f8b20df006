import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { fillMessage } from '../../domain/message/fill-template.ts';
import type { Message } from '../../domain/ticket/messages.ts';
import { canRead } from '../../domain/ticket/ticket.ts';
import { type Language, type Translate, translator } from '../../i18n.ts';
import { findActors } from '../people/actor.query.ts';
import { findMessageTemplates } from './message-templates.query.ts';
import { insertMessages } from './outbox.store.ts';
import { findAudience, findSubject, type Subject } from './recipients.query.ts';
import { toldDuration } from './told-duration.ts';

/**
 * Queues messages about a ticket inside the transaction that causes them (spec 05), each person's in their own
 * language, each person once, and never to who did it or to who may not read the ticket (spec 03).
 * @param once the same message is not queued a second time under this key
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
  if (told.size === 0) return 0;
  const subject = await findSubject(trx, ticketId, messages[0]?.actorId ?? null);
  const readers = (await findActors(trx, [...told.keys()])).filter((person) =>
    canRead(person, subject.ticket, subject.collaboratorIds.includes(person.id)),
  );
  const templates = await findMessageTemplates(trx);
  const now = ctx.now();
  const rows = readers.flatMap((person) => {
    const message = told.get(person.id);
    if (!message) return [];
    return [
      {
        channel: 'inbox',
        kind: message.kind,
        recipient_id: person.id,
        ticket_id: ticketId,
        actor_id: message.actorId,
        body: bodyOf(message, person.language, { templates, subject }),
        link: null,
        dedupe_key: once === undefined ? null : `${once}:${person.id}`,
        created_at: now,
        next_attempt_at: now,
      },
    ];
  });
  await insertMessages(trx, rows);
  return rows.length;
}

/** Its own text, or that of its template; where nobody acts, the system does, by the rule of that name. */
function bodyOf(
  message: Message,
  language: Language,
  { templates, subject }: { templates: Awaited<ReturnType<typeof findMessageTemplates>>; subject: Subject },
): string {
  if (message.kind === 'automation') return message.text;
  if (message.text !== undefined) return message.text;
  const { kind, remark, ruleName } = message;
  const t = translator(language);
  const byRule = ruleName && { department: t('ticket.system'), agent: ruleName };
  const template = templates.get(kind)?.[language] ?? '{number}';
  return fillMessage(kind, template, { ...subject.words, ...byRule, remark, ...wordsOfTime(message, t) });
}

/** Whose time a reminder is about, and how much of it; of other messages nobody asks. */
function wordsOfTime(
  message: Message,
  t: Translate,
): { department?: string; agent?: string; remaining: string; overdue: string } {
  if (!('time' in message)) return { remaining: '', overdue: '' };
  const { department, agent, ms } = message.time;
  const duration = toldDuration(ms, t);
  return { department, agent, remaining: duration, overdue: duration };
}
