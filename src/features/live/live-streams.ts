import type { Channel, Notice } from '../../db/open-channel.ts';
import type { Ctx } from '../../context.ts';
import { findLiveSessions } from '../auth/live-sessions.query.ts';
import { findLastMessageId } from '../notifications/inbox.query.ts';
import { STALE_MS } from './presence.query.ts';
import { keepPresent, removePresent, removeStale } from './presence.store.ts';
import { type Listener, type Part, type Stream, tellListener } from './tell-listener.ts';

export type NewListener = Omit<Listener, 'lastMessageId'>;

export interface LiveStreams {
  readonly open: (listener: NewListener) => void;
  /** The page has gone, or its connection. */
  readonly closed: (stream: Stream) => void;
  readonly countOf: (userId: number) => number;
  /** Ends all streams, so that a server that closes needn't wait for them. */
  readonly stop: () => Promise<void>;
}

interface Entry {
  readonly listener: Listener;
  readonly due: Set<Part>;
  running: boolean;
}

const ALL: readonly Part[] = ['inbox', 'ticket', 'presence', 'import'];

/**
 * The open streams of this process (spec 07). Notices of the database mark what a page must be told; it is read anew
 * for each, with the eyes of its user at that moment, so a storm of notices is one reading and never a leak.
 */
export function createLiveStreams(
  ctx: Ctx,
  { channel, heartbeatMs }: { channel: Channel; heartbeatMs: number },
): LiveStreams {
  const entries = new Map<Stream, Entry>();
  const pending = new Set<Promise<void>>();
  let stopped = false;
  let unsubscribe: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** Work that nobody waits for, except whoever closes the house. */
  const inBackground = (what: string, work: () => Promise<void>): void => {
    const done = work()
      .catch((error: unknown) => {
        if (!stopped) ctx.log.warn({ err: error }, `live updates: ${what} failed`);
      })
      .finally(() => pending.delete(done));
    pending.add(done);
  };

  const mark = (entry: Entry, parts: readonly Part[]): void => {
    for (const part of parts) entry.due.add(part);
    if (entry.running) return;
    entry.running = true;
    inBackground('telling a page', async () => {
      try {
        while (entry.due.size > 0 && entries.has(entry.listener.stream)) {
          const due = new Set(entry.due);
          entry.due.clear();
          await tellListener(ctx, entry.listener, due);
        }
      } finally {
        entry.running = false;
      }
    });
  };

  const hear = (notice: Notice): void => {
    for (const entry of entries.values()) {
      const { listener } = entry;
      if (notice.kind === 'resync') {
        listener.stream.send('resync', {});
        mark(entry, ALL);
      } else if (notice.kind === 'inbox') {
        if (notice.userIds.includes(listener.userId)) mark(entry, ['inbox']);
      } else if (notice.kind === 'import') {
        if (!notice.isWork && notice.importId === listener.importId) mark(entry, ['import']);
      } else if ('ticketId' in notice && notice.ticketId === listener.ticket?.id) {
        mark(entry, [notice.kind]);
      }
    }
  };

  /** Once per beat, whatever the number of pages: whose session has ended, who is still here, who is long gone. */
  const beat = async (): Promise<void> => {
    const now = ctx.now();
    const all = [...entries.values()].map(({ listener }) => listener);
    for (const { stream } of all) stream.beat();
    const good = await findLiveSessions(
      ctx.db,
      all.map((one) => one.sessionId),
      now,
    );
    for (const listener of all) {
      if (!good.has(listener.sessionId) || listener.sessionEndsAt <= now) {
        listener.stream.send('signed_out', {});
        listener.stream.end();
      }
    }
    await keepPresent(ctx.db, presentRows(entries), now);
    await removeStale(ctx.db, new Date(now.getTime() - STALE_MS));
  };

  const wake = (): void => {
    unsubscribe ??= channel.subscribe(hear);
    let beating = false;
    timer ??= setInterval(() => {
      if (beating || entries.size === 0) return;
      beating = true;
      inBackground('the heartbeat', () => beat().finally(() => (beating = false)));
    }, heartbeatMs).unref();
  };

  return {
    countOf: (userId) => [...entries.values()].filter(({ listener }) => listener.userId === userId).length,
    open: (fresh) => {
      const listener: Listener = { ...fresh, lastMessageId: Number.MAX_SAFE_INTEGER };
      if (stopped) {
        listener.stream.end();
        return;
      }
      wake();
      const entry: Entry = { listener, due: new Set(), running: false };
      entries.set(listener.stream, entry);
      inBackground('opening a stream', async () => {
        listener.lastMessageId = await findLastMessageId(ctx.db, listener.userId);
        if (listener.ticket) await keepPresent(ctx.db, presentRows([[listener.stream, entry]]), ctx.now());
        if (entries.has(listener.stream)) mark(entry, ALL);
        // Gone again before it was noted as present.
        else await removePresent(ctx.db, [listener.connectionId]);
      });
    },
    closed: (stream) => {
      const listener = entries.get(stream)?.listener;
      entries.delete(stream);
      if (!listener?.ticket || stopped) return;
      // The page came back over a new connection before the old one was given up: it is still here.
      const isBack = [...entries.values()].some((one) => one.listener.connectionId === listener.connectionId);
      if (!isBack) inBackground('leaving a ticket', () => removePresent(ctx.db, [listener.connectionId]));
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      unsubscribe?.();
      if (timer) clearInterval(timer);
      const here = presentRows(entries).map((row) => row.connectionId);
      for (const { listener } of entries.values()) listener.stream.end();
      entries.clear();
      await Promise.all(pending);
      if (here.length > 0) await removePresent(ctx.db, here).catch(() => undefined);
    },
  };
}

function presentRows(
  entries: Iterable<readonly [Stream, Entry]>,
): { connectionId: string; ticketId: number; userId: number }[] {
  // A page that came back may be there twice for a moment.
  const rows = new Map(
    [...entries].flatMap(([, { listener }]) =>
      listener.ticket
        ? [
            [
              listener.connectionId,
              { connectionId: listener.connectionId, ticketId: listener.ticket.id, userId: listener.userId },
            ] as const,
          ]
        : [],
    ),
  );
  return [...rows.values()];
}
