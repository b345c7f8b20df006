import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { ActorCtx, Ctx } from '../../context.ts';
import { Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { makeStoredName } from '../../storage/stored-name.ts';
import { queueNotices } from '../notifications/queue-notices.ts';
import { findSignedIn, type SignedIn } from '../people/actor.query.ts';
import { openContent } from './export-content.ts';
import { mayExport, readWish } from './export-wish.ts';
import { findUnfinishedExports } from './exports.query.ts';
import {
  type ExportRow,
  holdExport,
  markDone,
  markFailure,
  markRunning,
  noteProgress,
} from './exports.store.ts';

/** So long a file is kept. */
export const KEPT_DAYS = 7;
const KEPT_MS = KEPT_DAYS * 24 * 60 * 60 * 1000;
/** An export that breaks off for a reason nobody foresaw is tried so often, then given up. */
const ATTEMPTS = 3;
/** Where whoever asked for it finds it. */
const PAGE = '/exports';

type Outcome = 'done' | 'failed' | 'stopped' | 'taken';

/**
 * Makes the files that were asked for and are not there yet (spec 06), one after the other; also those that a process
 * which died has begun, from their beginning. Each is made by one process at a time, with the rights that whoever asked
 * for it has by now.
 * @param signal the process is about to end: what is not done is left to the next one
 */
export async function workOffExports(ctx: Ctx, signal?: AbortSignal): Promise<Record<Outcome, number>> {
  const counts = { done: 0, failed: 0, stopped: 0, taken: 0 };
  for (const id of await findUnfinishedExports(ctx.db)) {
    if (signal?.aborted) break;
    counts[await makeAlone(ctx, id, signal)] += 1;
  }
  return counts;
}

/** The lock goes with the connection, however the process ends; the same transaction is the snapshot that is read. */
async function makeAlone(ctx: Ctx, id: number, signal?: AbortSignal): Promise<Outcome> {
  const reading = { isolationLevel: 'repeatable read', readOnly: true } as const;
  return ctx.db.transaction(async (snapshot) => {
    if (!(await holdExport(snapshot, id))) return 'taken';
    // What others see of it is written beside the snapshot, which is read only, and sees nothing of it.
    const row = await markRunning(ctx.db, id, makeStoredName());
    return row ? make(ctx, snapshot, row, signal) : 'taken';
  }, reading);
}

async function make(ctx: Ctx, snapshot: Knex, row: ExportRow, signal?: AbortSignal): Promise<Outcome> {
  const wish = readWish(row.wish);
  const person = await findSignedIn(snapshot, row.user_id);
  if (!person) return giveUp(ctx, row, null, new Refused(403, 'no_permission'));
  try {
    if (!mayExport(person, wish)) throw new Refused(403, 'no_permission');
    let rows = 0;
    const heard = async (count: number): Promise<void> => {
      rows = count;
      signal?.throwIfAborted();
      if (!(await noteProgress(ctx.db, row.id, count))) throw new Cancelled();
    };
    const reader: ActorCtx = { ...ctx, db: snapshot, actor: person };
    const words = { t: translator(person.language), language: person.language };
    const bytes = await store(ctx, row.stored_name, await openContent(reader, wish, words, heard));
    return await finish(ctx, row, person, { rows, bytes });
  } catch (error) {
    await ctx.files.remove(row.stored_name);
    if (signal?.aborted || error instanceof Cancelled) return 'stopped';
    return giveUp(ctx, row, person, error);
  }
}

/** Whoever asked for it has changed their mind. */
class Cancelled extends Error {}

async function store(ctx: Ctx, name: string, content: Readable): Promise<number> {
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      const part = Buffer.from(chunk as string | Uint8Array);
      bytes += part.length;
      yield part;
    }
  }
  await ctx.files.put(name, Readable.from(counted(), { objectMode: false }));
  return bytes;
}

async function finish(
  ctx: Ctx,
  row: ExportRow,
  person: SignedIn,
  { rows, bytes }: { rows: number; bytes: number },
): Promise<Outcome> {
  const now = ctx.now();
  await ctx.db.transaction(async (trx) => {
    const done = { rows, bytes, now, expiresAt: new Date(now.getTime() + KEPT_MS) };
    if (!(await markDone(trx, row.id, done))) throw new Cancelled();
    const words = { name: row.file_name, n: rows.toLocaleString('en-US'), days: KEPT_DAYS };
    await tell(ctx, trx, row, person, ['done', words]);
  });
  return 'done';
}

/** A refusal is final; anything else is tried again, by the clock, until it was too often. */
async function giveUp(ctx: Ctx, row: ExportRow, person: SignedIn | null, error: unknown): Promise<Outcome> {
  const refused = error instanceof Refused ? error : null;
  if (!refused) ctx.log.error({ err: error, export: row.id }, 'an export failed');
  const code = refused?.code ?? 'failed';
  const failed = { code, most: refused ? 1 : ATTEMPTS, now: ctx.now() };
  await ctx.db.transaction(async (trx) => {
    if (!(await markFailure(trx, row.id, failed))) return;
    if (person) await tell(ctx, trx, row, person, ['failed', { name: row.file_name }]);
  });
  return 'failed';
}

async function tell(
  ctx: Ctx,
  trx: Knex.Transaction,
  row: ExportRow,
  person: SignedIn,
  [how, words]: [how: 'done' | 'failed', words: Record<string, unknown>],
): Promise<void> {
  const t = translator(person.language);
  const notice = {
    kind: `export_${how}`,
    recipientId: person.id,
    body: t(`export.told.${how}`, words),
    link: PAGE,
    once: `export:${row.id}:${how}`,
  };
  await queueNotices(ctx, trx, [notice]);
}
