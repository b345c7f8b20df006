import type { Ctx } from '../../context.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { holds } from '../../domain/people/permissions.ts';
import { type Language, translator, type Translate } from '../../i18n.ts';
import { countUnread, findNewMessages } from '../notifications/inbox.query.ts';
import { presentUnread } from '../notifications/inbox.view.ts';
import { findSignedIn } from '../people/actor.query.ts';
import { isVisible } from '../tickets/ticket.query.ts';
import { findPresent } from './presence.query.ts';
import { removePresent } from './presence.store.ts';
import { presentPresence } from './presence.view.ts';
import { findLastChange, type TicketChange } from './ticket-change.query.ts';

/** A page that listens. */
export interface Listener {
  readonly connectionId: string;
  readonly userId: number;
  readonly language: Language;
  readonly sessionId: string;
  readonly sessionEndsAt: Date;
  readonly stream: Stream;
  /** The ticket that is open in it; null on other pages, and from the moment on that it may no longer be seen. */
  ticket: { readonly id: number; readonly number: string; version: number } | null;
  /** Messages up to this one were there when the page was made, or have been announced. */
  lastMessageId: number;
}

export interface Stream {
  readonly send: (event: string, data: object) => void;
  readonly beat: () => void;
  readonly end: () => void;
}

/** What a page can be told about. */
export type Part = 'inbox' | 'ticket' | 'presence';

/**
 * Reads what is due as the user may see it now, and tells their page (spec 03, 07). Whoever may no longer see the
 * ticket is told just that, once, and nothing about it from then on.
 */
export async function tellListener(ctx: Ctx, listener: Listener, due: ReadonlySet<Part>): Promise<void> {
  const actor = await findSignedIn(ctx.db, listener.userId);
  if (!actor) {
    listener.stream.end();
    return;
  }
  const t = translator(listener.language);
  if (due.has('inbox')) await tellInbox(ctx, listener, actor, t);
  const { ticket } = listener;
  if (!ticket || !(due.has('ticket') || due.has('presence'))) return;
  if (!holds(actor, 'ticket.read') || !(await isVisible(ctx.db, actor, ticket.number))) {
    listener.ticket = null;
    listener.stream.send('gone', { number: ticket.number, text: t('live.gone') });
    await removePresent(ctx.db, [listener.connectionId]);
    return;
  }
  if (due.has('ticket')) {
    const change = await findLastChange(ctx.db, ticket.id);
    if (change.version > ticket.version) {
      ticket.version = change.version;
      listener.stream.send('ticket', { number: ticket.number, ...presentChange(change, actor, t) });
    }
  }
  if (due.has('presence')) {
    const seen = { ticketId: ticket.id, exceptId: actor.id, now: ctx.now() };
    const people = await findPresent(ctx.db, seen);
    listener.stream.send('presence', { people, ...presentPresence(people, t) });
  }
}

async function tellInbox(ctx: Ctx, listener: Listener, actor: Actor, t: Translate): Promise<void> {
  const fresh = await findNewMessages(ctx.db, actor, listener.lastMessageId);
  const unread = await countUnread(ctx.db, actor);
  listener.lastMessageId = Math.max(listener.lastMessageId, ...fresh.map((message) => message.id));
  listener.stream.send('inbox', presentUnread(unread, t));
  for (const { id, body, number } of fresh) listener.stream.send('message', { id, text: body, number });
}

function presentChange(
  { version, type, actorId, who }: TicketChange,
  actor: Actor,
  t: Translate,
): { version: number; by: string; mine: boolean; text: string } {
  const by = who ?? t('ticket.system');
  const mine = actorId === actor.id;
  const what = t(`ticket.event.${type}`);
  return { version, by, mine, text: t(mine ? 'live.changed_by_me' : 'live.changed', { who: by, what }) };
}
