import type { Knex } from 'knex';
import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import { type Actor, holds } from '../../domain/people/permissions.ts';
import { NotFound } from '../../errors.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';

/** The write model of imports: where each stands, and who works on it. Their rows are in import-rows.store.ts. */

export type ImportState =
  'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'cancelled' | 'failed' | 'undone';

export interface ImportRow {
  readonly id: number;
  readonly kind: ImportKind;
  readonly user_id: number;
  readonly file_name: string;
  readonly stored_name: string | null;
  readonly state: ImportState;
  readonly plan: ImportPlan;
  readonly outline: readonly SheetOutline[];
  readonly source_ip: string | null;
  readonly version: number;
  readonly started_at: Date | null;
}

const COLUMNS = [
  'id',
  'kind',
  'user_id',
  'file_name',
  'stored_name',
  'state',
  'plan',
  'outline',
  'source_ip',
  'version',
  'started_at',
] as const;

/** One's own, or any for those who configure, locked until the end of the transaction. @throws NotFound */
export async function lockImport(trx: Knex.Transaction, actor: Actor, id: number): Promise<ImportRow> {
  const query = trx('imports').where('id', id);
  if (!holds(actor, 'config.manage')) void query.where('user_id', actor.id);
  // Tickets may go on pointing at it meanwhile.
  const row = (await query.forNoKeyUpdate().first(...COLUMNS)) as ImportRow | undefined;
  if (!row) throw new NotFound('import');
  return row;
}

export interface ImportPatch {
  readonly state?: ImportState;
  readonly plan?: string;
  readonly rows_total?: number;
  readonly rows_done?: number;
  readonly phase_started_at?: Date;
  readonly counts?: string;
  readonly failure?: string | null;
  readonly version?: number;
  readonly checked_at?: Date | null;
  readonly started_at?: Date;
  readonly finished_at?: Date | null;
  readonly undone_at?: Date;
  readonly undone_by_id?: number;
}

/** Changes an import that is in one of these states, and says so everywhere; false when it is in another one by now. */
export async function changeImport(
  trx: Knex,
  id: number,
  from: readonly ImportState[],
  patch: ImportPatch,
  { ifUnfinished = false }: { readonly ifUnfinished?: boolean } = {},
): Promise<boolean> {
  const query = trx('imports').where('id', id).whereIn('state', from);
  if (ifUnfinished) void query.whereNull('finished_at');
  const changed = await query.update(patch);
  if (changed > 0) await announceImport(trx, id, patch.state === 'checking' || patch.state === 'running');
  return changed > 0;
}

/** The import as it stands; undefined when it is gone. */
export async function findImportRow(db: Knex, id: number): Promise<ImportRow | undefined> {
  return (await db('imports')
    .where('id', id)
    .first(...COLUMNS)) as ImportRow | undefined;
}

/** Counts rows as done, if the import is still in its phase and nobody else has counted since: it was `before` then. */
export async function advance(
  trx: Knex.Transaction,
  { id, state }: { readonly id: number; readonly state: 'checking' | 'running' },
  rows: number,
  before?: number,
): Promise<boolean> {
  const query = trx('imports').where({ id, state });
  if (before !== undefined) void query.where('rows_done', before);
  const changed = await query.update({ rows_done: trx.raw('rows_done + ?', [rows]) });
  await announceImport(trx, id, false);
  return changed > 0;
}

/** What is to be done: checked, run, or tidied up after it was cancelled; the oldest first. */
export async function findImportsAtWork(db: Knex): Promise<number[]> {
  const { rows } = (await db.raw(
    `select id from imports where state in ('checking', 'running')
     union all select id from imports where state = 'cancelled' and finished_at is null order by id`,
  )) as { rows: { id: number }[] };
  return rows.map(({ id }) => id);
}

/** Of this kind of lock. */
const IMPORTS = 0x696d70;

/** Until the end of the transaction nobody else works on the import; false when somebody does already. */
export async function holdImport(trx: Knex.Transaction, id: number): Promise<boolean> {
  const { rows } = (await trx.raw('select pg_try_advisory_xact_lock(?, ?) as held', [IMPORTS, id])) as {
    rows: { held: boolean }[];
  };
  return rows[0]?.held ?? false;
}

/** Tells every process once this is committed: pages show how far it is, and `isWork` wakes those who do it. */
async function announceImport(db: Knex, id: number, isWork: boolean): Promise<void> {
  await db.raw(`select pg_notify('gongdan', ?)`, [
    JSON.stringify({ import: id, ...(isWork && { work: true }) }),
  ]);
}
