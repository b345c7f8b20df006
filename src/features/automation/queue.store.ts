import type { Knex } from 'knex';

/** Log entries that automations have not looked at yet. */

export interface QueuedEntry {
  readonly event_id: number;
  readonly ticket_id: number;
  readonly depth: number;
  readonly attempts: number;
  readonly action: string;
  /** The ticket came with an import: those concerned are told of it as a whole (spec 06). */
  readonly imported: boolean;
  /** It was over before it came here: nothing is done about it any more (spec 06). */
  readonly past: boolean;
}

const COLUMNS = `q.event_id, q.ticket_id, q.depth, q.attempts, e.action,
  e.data ? 'importId' as imported, coalesce(e.data -> 'imported' = 'true', false) as past`;

/** The oldest that are due; those that somebody else works on are passed over. */
export async function takeEntries(
  trx: Knex.Transaction,
  { now, limit }: { now: Date; limit: number },
): Promise<QueuedEntry[]> {
  const { rows } = (await trx.raw(
    `select ${escaped(COLUMNS)} from automation_queue q join ticket_events e on e.id = q.event_id
     where q.next_attempt_at is null or q.next_attempt_at <= ?
     order by q.event_id limit ? for update of q skip locked`,
    [now, limit],
  )) as { rows: QueuedEntry[] };
  return rows;
}

/** One of them, if nobody else works on it and it is still there. */
export async function holdEntry(trx: Knex.Transaction, eventId: number): Promise<QueuedEntry | undefined> {
  const { rows } = (await trx.raw(
    `select ${escaped(COLUMNS)} from automation_queue q join ticket_events e on e.id = q.event_id
     where q.event_id = ? for update of q skip locked`,
    [eventId],
  )) as { rows: QueuedEntry[] };
  return rows[0];
}

/** A question mark of JSON is no binding. */
function escaped(sql: string): string {
  return sql.replaceAll('?', '\\?');
}

export async function dropEntries(db: Knex, eventIds: readonly number[]): Promise<void> {
  if (eventIds.length === 0) return;
  await db('automation_queue')
    .whereIn('event_id', [...eventIds])
    .delete();
}

/** Notes that something went wrong, and when to try again. */
export async function postponeEntry(
  db: Knex,
  eventId: number,
  { attempts, error, at }: { attempts: number; error: string; at: Date },
): Promise<void> {
  await db('automation_queue').where('event_id', eventId).update({ attempts, error, next_attempt_at: at });
}

/** What is done from now on in this transaction, automations have set off: so many in a row. */
export async function setDepth(trx: Knex.Transaction, depth: number): Promise<void> {
  await trx.raw(`select set_config('gongdan.automation_depth', ?, true)`, [String(depth)]);
}

/** What the database checks at the end of a transaction it checks now: an automation that fails so fails alone. */
export async function checkNow(trx: Knex.Transaction): Promise<void> {
  await trx.raw('set constraints all immediate');
  await trx.raw('set constraints all deferred');
}
