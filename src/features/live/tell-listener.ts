import type { Ctx } from '../../context.ts';
import type { Actor } from '../../domain/people/permissions.ts';
import { holds } from '../../domain/people/permissions.ts';
import { NotFound } from '../../errors.ts';
import { type Language, translator, type Translate } from '../../i18n.ts';
import { findImportState } from '../imports/imports.query.ts';
import { presentProgress } from '../imports/progress.view.ts';
import { countUnread, findNewMessages } from '../notifications/inbox.query.ts';
import { openingOf, presentUnread } from '../notifications/inbox.view.ts';
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
  /** The import that is open in it; null on other pages, and from the moment on that it may no longer be seen. */
  importId: number | null;
  /** Messages up to this one were there when the page was made, or have been announced. */
  lastMessageId: number;
}

export interface Stream {
  readonly send: (event: string, data: object) => void;
  readonly beat: () => void;
  readonly end: () => void;
}

/** What a page can be told about. */
export type Part = 'inbox' | 'ticket' | 'presence' | 'import';

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
  if (due.has('ticket') || due.has('presence')) await tellTicket(ctx, listener, actor, t, due);
  if (due.has('import')) await tellImport(ctx, listener, actor, t);
}

async function tellImport(ctx: Ctx, listener: Listener, actor: Actor, t: Translate): Promise<void> {
  if (listener.importId === null) return;
  try {
    if (!holds(actor, 'ticket.import')) throw new NotFound('import');
    const row = await findImportState({ ...ctx, actor }, listener.importId);
    listener.stream.send('import', presentProgress(row, ctx.now(), t));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    listener.importId = null;
  }
}

async function tellTicket(
  ctx: Ctx,
  listener: Listener,
  actor: Actor,
  t: Translate,
  due: ReadonlySet<Part>,
): Promise<void> {
  const { ticket, stream } = listener;
  if (!ticket) return;
  // One snapshot: else what happened after the question whether they may see it would be told by its answer.
  const told = await ctx.db.transaction(
    async (trx) => {
      if (!holds(actor, 'ticket.read') || !(await isVisible(trx, actor, ticket.number))) return null;
      const seen = { ticketId: ticket.id, exceptId: actor.id, now: ctx.now() };
      return {
        change: due.has('ticket') ? await findLastChange(trx, ticket.id) : null,
        people: due.has('presence') ? await findPresent(trx, seen) : null,
      };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  if (!told) {
    listener.ticket = null;
    stream.send('gone', { number: ticket.number, text: t('live.gone') });
    await removePresent(ctx.db, [listener.connectionId]);
    return;
  }
  const { change, people } = told;
  if (change && change.version > ticket.version) {
    ticket.version = change.version;
    stream.send('ticket', { number: ticket.number, ...presentChange(change, actor, t) });
  }
  if (people) stream.send('presence', { people, ...presentPresence(people, t) });
}

async function tellInbox(ctx: Ctx, listener: Listener, actor: Actor, t: Translate): Promise<void> {
  const fresh = await findNewMessages(ctx.db, actor, listener.lastMessageId);
  const unread = await countUnread(ctx.db, actor);
  listener.lastMessageId = Math.max(listener.lastMessageId, ...fresh.map((message) => message.id));
  listener.stream.send('inbox', presentUnread(unread, t));
  for (const message of fresh) {
    const { id, body, number } = message;
    listener.stream.send('message', { id, text: body, number, open: openingOf(message, t) });
  }
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
