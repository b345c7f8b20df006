import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { NotFound } from '../../errors.ts';
import { mayExport, readWish } from './export-wish.ts';

export const EXPORT_STATES = ['waiting', 'running', 'done', 'cancelled', 'failed', 'expired'] as const;

export interface ListedExport {
  readonly id: number;
  readonly file_name: string;
  readonly state: (typeof EXPORT_STATES)[number];
  readonly rows_total: number;
  readonly rows_done: number;
  readonly size_bytes: number | null;
  readonly failure: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
}

/** So many are listed; older ones have no file any more. */
const LISTED = 100;

/** One's own exports, newest first (spec 06). */
export async function findExports(db: Knex, userId: number): Promise<ListedExport[]> {
  return (await db('exports')
    .where('user_id', userId)
    .orderBy('id', 'desc')
    .limit(LISTED)
    .select(
      'id',
      'file_name',
      'state',
      'rows_total',
      'rows_done',
      'size_bytes',
      'failure',
      'created_at',
      'expires_at',
    )) as ListedExport[];
}

export interface FinishedExport {
  readonly id: number;
  readonly fileName: string;
  readonly storedName: string;
  readonly bytes: number;
  readonly wish: ReturnType<typeof readWish>;
}

/**
 * The file of an export, for whom it was made and who may still have such files (spec 03).
 * @throws NotFound for anyone else, and when it is not there (yet, or any more)
 */
export async function findFinishedExport({ db, actor, now }: ActorCtx, id: number): Promise<FinishedExport> {
  const row = (await db('exports')
    .where({ id, user_id: actor.id, state: 'done' })
    .where('expires_at', '>', now())
    .first('id', 'wish', 'file_name', 'stored_name', 'size_bytes')) as
    { id: number; wish: unknown; file_name: string; stored_name: string; size_bytes: number } | undefined;
  const wish = row && readWish(row.wish);
  if (!wish || !mayExport(actor, wish)) throw new NotFound('export');
  return { id: row.id, fileName: row.file_name, storedName: row.stored_name, bytes: row.size_bytes, wish };
}

/** Those that nobody has finished, oldest first. */
export async function findUnfinishedExports(db: Knex): Promise<number[]> {
  const rows = (await db('exports').whereIn('state', ['waiting', 'running']).orderBy('id').select('id')) as {
    id: number;
  }[];
  return rows.map(({ id }) => id);
}
