import type { Knex } from 'knex';
import type { ExportWish } from './export-wish.ts';

/** The write model of background exports. */

/** With an id, the space of numbers in which a running export holds its lock. */
const LOCKS = 61_122;

/** Queues an export and wakes the workers; the id of the one that is under way already when it is the same. */
export async function insertExport(
  trx: Knex.Transaction,
  made: { userId: number; wish: ExportWish; fileName: string; rows: number; now: Date },
): Promise<{ id: number; isNew: boolean }> {
  const wish = JSON.stringify(made.wish);
  const [row] = (await trx('exports')
    .insert({
      user_id: made.userId,
      kind: made.wish.kind,
      wish,
      file_name: made.fileName,
      rows_total: made.rows,
      created_at: made.now,
    })
    .onConflict(trx.raw(`(user_id, md5(wish::text)) where state in ('waiting', 'running')`))
    .ignore()
    .returning('id')) as { id: number }[];
  if (row) {
    await trx.raw(`select pg_notify('gongdan', '{"exports":true}')`);
    return { id: row.id, isNew: true };
  }
  const same = (await trx('exports')
    .where('user_id', made.userId)
    .whereRaw('md5(wish::text) = md5(?::jsonb::text)', [wish])
    .orderBy('id', 'desc')
    .first('id')) as { id: number };
  return { id: same.id, isNew: false };
}

/** Until the end of this transaction, however it ends, no other process makes this file. False: one does already. */
export async function holdExport(trx: Knex.Transaction, id: number): Promise<boolean> {
  const { rows } = (await trx.raw('select pg_try_advisory_xact_lock(?, ?) as held', [LOCKS, id])) as {
    rows: { held: boolean }[];
  };
  return rows[0]?.held === true;
}

/** Who takes a file and stops reading must not hold a connection of the pool for ever. */
export async function limitIdleTransaction(trx: Knex): Promise<void> {
  await trx.raw(`set local idle_in_transaction_session_timeout = '120s'`);
}

export interface ExportRow {
  readonly id: number;
  readonly user_id: number;
  readonly wish: unknown;
  readonly file_name: string;
  readonly stored_name: string;
  readonly rows_total: number;
}

/** Marks it as running, from its first row on. Undefined when it is done or cancelled by now. */
export async function markRunning(db: Knex, id: number, storedName: string): Promise<ExportRow | undefined> {
  const [row] = (await db('exports')
    .where('id', id)
    .whereIn('state', ['waiting', 'running'])
    .update({
      state: 'running',
      rows_done: 0,
      // What a process that died had begun is written over.
      stored_name: db.raw('coalesce(stored_name, ?)', [storedName]),
    })
    .returning(['id', 'user_id', 'wish', 'file_name', 'stored_name', 'rows_total'])) as ExportRow[];
  return row;
}

/** False when it was cancelled meanwhile. */
export async function noteProgress(db: Knex, id: number, rows: number): Promise<boolean> {
  return (await db('exports').where({ id, state: 'running' }).update({ rows_done: rows })) > 0;
}

export async function markDone(
  trx: Knex.Transaction,
  id: number,
  done: { rows: number; bytes: number; now: Date; expiresAt: Date },
): Promise<boolean> {
  const changed = await trx('exports').where({ id, state: 'running' }).update({
    state: 'done',
    rows_done: done.rows,
    rows_total: done.rows,
    size_bytes: done.bytes,
    finished_at: done.now,
    expires_at: done.expiresAt,
  });
  return changed > 0;
}

/** One more failure. Answers whether that was one too many, or it can't get better: then it is given up. */
export async function markFailure(
  trx: Knex.Transaction,
  id: number,
  failed: { code: string; most: number; now: Date },
): Promise<boolean> {
  const [row] = (await trx('exports')
    .where({ id, state: 'running' })
    .increment('failures', 1)
    .returning('failures')) as { failures: number }[];
  if (!row || row.failures < failed.most) return false;
  await trx('exports')
    .where('id', id)
    .update({ state: 'failed', failure: failed.code, stored_name: null, finished_at: failed.now });
  return true;
}

/** False when there was nothing left to cancel. */
export async function markCancelled(
  trx: Knex.Transaction,
  of: { id: number; userId: number; now: Date },
): Promise<boolean> {
  const changed = await trx('exports')
    .where({ id: of.id, user_id: of.userId })
    .whereIn('state', ['waiting', 'running'])
    // Whatever lies there is no longer spoken of: whoever makes it removes it, or the sweep of strays.
    .update({ state: 'cancelled', stored_name: null, finished_at: of.now });
  return changed > 0;
}

/** Takes the files from those whose time is over, and answers their names. */
export async function expireExports(db: Knex, now: Date, limit: number): Promise<string[]> {
  const { rows } = (await db.raw(
    `with due as (
       select id, stored_name from exports where state = 'done' and expires_at <= ? order by id limit ? for update skip locked
     )
     update exports e set state = 'expired', stored_name = null from due where e.id = due.id
     returning due.stored_name as name`,
    [now, limit],
  )) as { rows: { name: string }[] };
  return rows.map(({ name }) => name);
}

/** Forgets those that have had no file for long. */
export async function deleteOldExports(db: Knex, before: Date): Promise<number> {
  return db('exports').whereNull('stored_name').where('finished_at', '<', before).delete();
}
