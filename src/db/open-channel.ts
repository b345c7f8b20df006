import pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

/** PostgreSQL's NOTIFY as the nervous system between the processes (docs/decisions/0014). */

const CHANNEL = 'gongdan';
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
const PING_MS = 30_000;
const PATIENCE_MS = 10_000;

const Id = z.number().int().positive();

/** What the database says when something was committed: pointers only, never what a person may not read. */
const Payload = z.union([
  z.object({ ticket: Id, version: Id, by: Id.nullish() }).transform(({ ticket, version, by }) => ({
    kind: 'ticket' as const,
    ticketId: ticket,
    version,
    byId: by,
  })),
  z.object({ presence: Id }).transform(({ presence }) => ({ kind: 'presence' as const, ticketId: presence })),
  z.object({ inbox: z.array(Id) }).transform(({ inbox }) => ({ kind: 'inbox' as const, userIds: inbox })),
  // Somebody has come or gone, or can take another ticket: what waits may be given out.
  z.object({ duty: z.literal(true) }).transform(() => ({ kind: 'duty' as const })),
  z.object({ exports: z.literal(true) }).transform(() => ({ kind: 'exports' as const })),
  z.object({ outbox: z.literal(true) }).transform(() => ({ kind: 'outbox' as const })),
  z.object({ automation: z.literal(true) }).transform(() => ({ kind: 'automation' as const })),
  // Clocks of tickets are to be worked out anew.
  z.object({ time: z.literal(true) }).transform(() => ({ kind: 'time' as const })),
  // `work`: there is something to be done for it; else it has come further.
  z.object({ import: Id, work: z.boolean().optional() }).transform(({ import: importId, work }) => ({
    kind: 'import' as const,
    importId,
    isWork: work === true,
  })),
]);

/** `resync`: the connection is there (again); whatever happened before was not heard. */
export type Notice = z.infer<typeof Payload> | { readonly kind: 'resync' };

export interface Channel {
  /** Hears every notice from now on; the first subscriber opens the connection. Answers how to stop hearing. */
  readonly subscribe: (hear: (notice: Notice) => void) => () => void;
  readonly close: () => Promise<void>;
}

interface State {
  client: pg.Client | null;
  timer: NodeJS.Timeout | null;
  failures: number;
  closed: boolean;
  opening: Promise<void> | null;
}

/**
 * One listening connection for the whole process, outside the pool: LISTEN belongs to a session. When it is lost it is
 * opened again, later and later; meanwhile pages work, and merely don't change by themselves.
 * @param url a direct address of PostgreSQL: a pooler in transaction mode carries no LISTEN
 */
export function openChannel({ url, log }: { url: string; log: Logger }): Channel {
  const ears = new Set<(notice: Notice) => void>();
  const state: State = { client: null, timer: null, failures: 0, closed: false, opening: null };

  const tell = (notice: Notice): void => {
    for (const hear of ears) hear(notice);
  };
  const later = (what: () => void, ms: number): void => {
    if (state.timer) clearTimeout(state.timer);
    state.timer = setTimeout(what, ms).unref();
  };
  const lost = (client: pg.Client, error?: Error): void => {
    if (state.client !== client) return;
    state.client = null;
    void client.end().catch(() => undefined);
    if (state.closed) return;
    // Once is news; a database that stays away says so elsewhere.
    if (state.failures === 0) log.warn({ err: error }, 'live updates: the listening connection is lost');
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(state.failures, 10));
    state.failures += 1;
    later(open, wait * (0.75 + Math.random() / 2));
  };
  const ping = (client: pg.Client): void => {
    // A connection that a router has forgotten looks healthy until it is used.
    client.query('select 1').then(
      () => {
        if (state.client === client) later(() => ping(client), PING_MS);
      },
      (error: Error) => lost(client, error),
    );
  };
  function open(): void {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'gongdan live',
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    state.client = client;
    client.on('error', (error) => lost(client, error));
    client.on('end', () => lost(client));
    client.on('notification', ({ payload }) => {
      const notice = readNotice(payload);
      if (notice) tell(notice);
      else log.warn({ payload: payload?.slice(0, 200) }, 'live updates: a notice that nobody understands');
    });
    state.opening = listen(client).then(
      () => {
        if (state.failures > 0) log.info('live updates: listening again');
        state.failures = 0;
        tell({ kind: 'resync' });
        later(() => ping(client), PING_MS);
      },
      (error: Error) => lost(client, error),
    );
  }

  return {
    subscribe: (hear) => {
      ears.add(hear);
      if (!state.client && !state.timer && !state.closed) open();
      return () => ears.delete(hear);
    },
    close: async () => {
      state.closed = true;
      ears.clear();
      if (state.timer) clearTimeout(state.timer);
      await state.opening;
      await state.client?.end().catch(() => undefined);
    },
  };
}

async function listen(client: pg.Client): Promise<void> {
  await client.connect();
  await client.query(`listen ${CHANNEL}`);
}

function readNotice(payload: string | undefined): Notice | null {
  try {
    return Payload.safeParse(JSON.parse(payload ?? '')).data ?? null;
  } catch {
    return null;
  }
}
