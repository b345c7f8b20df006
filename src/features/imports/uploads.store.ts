import type { Knex } from 'knex';
import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';

/** What the wizard writes: uploads and their plans. The rows and the phases are the engine's. */

export interface NewImport {
  readonly kind: ImportKind;
  readonly user_id: number;
  readonly file_name: string;
  readonly file_bytes: number;
  readonly sha256: string;
  readonly stored_name: string;
  readonly outline: readonly SheetOutline[];
  readonly preset_id: number | null;
  readonly plan: ImportPlan;
  readonly source_ip: string | null;
  readonly created_at: Date;
}

export async function insertImport(db: Knex, columns: NewImport): Promise<number> {
  const [row] = (await db('imports')
    .insert({
      ...columns,
      state: 'uploaded',
      outline: JSON.stringify(columns.outline),
      plan: JSON.stringify(columns.plan),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the import was not written');
  return row.id;
}

/** Writes the plan of an import that is not at work, and forgets what the last check found. Answers whether it was. */
export async function updatePlan(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  { plan, presetId }: { readonly plan: ImportPlan; readonly presetId: number | null },
): Promise<boolean> {
  const changed = await db('imports')
    .where({ id, version })
    .whereNull('started_at')
    .whereIn('state', ['uploaded', 'checked', 'failed'])
    .update({
      plan: JSON.stringify(plan),
      preset_id: presetId,
      state: 'uploaded',
      counts: '{}',
      failure: null,
      version: version + 1,
    });
  return changed > 0;
}

/** What the texts of a checked import mean, locked until the end of the transaction; undefined in another state. */
export async function lockValues(
  trx: Knex.Transaction,
  id: number,
): Promise<ImportPlan['values'] | undefined> {
  const row = (await trx('imports')
    .where({ id, state: 'checked' })
    .forNoKeyUpdate()
    .first({ values: trx.raw(`plan -> 'values'`) })) as { values: ImportPlan['values'] | null } | undefined;
  return row && (row.values ?? {});
}

/** The version stays: what was said about one text takes nothing back of what is said about another one. */
export async function updateValues(
  trx: Knex.Transaction,
  id: number,
  values: ImportPlan['values'],
  remembers: boolean,
): Promise<void> {
  const changes = JSON.stringify({ values, remembersValues: remembers });
  await trx('imports')
    .where('id', id)
    .update({ plan: trx.raw('plan || ?::jsonb', [changes]) });
}

/** Removes an import of which nothing was made; answers where its file lies, undefined when there was none. */
export async function deleteUnstarted(
  db: Knex,
  id: number,
): Promise<{ stored_name: string | null } | undefined> {
  const [gone] = (await db('imports')
    .where('id', id)
    .whereNull('started_at')
    .whereNotIn('state', ['checking', 'running'])
    .delete()
    .returning('stored_name')) as { stored_name: string | null }[];
  return gone;
}

/** Takes the files of some imports from them that came before a moment and are not at work. */
export async function takeOldFiles(db: Knex, before: Date, limit: number): Promise<string[]> {
  const old = db('imports')
    .whereNotNull('stored_name')
    .where('created_at', '<', before)
    .whereNotIn('state', ['checking', 'running'])
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select('id', 'stored_name');
  const { rows } = (await db.raw(
    `with old as (?) update imports set stored_name = null from old where imports.id = old.id returning old.stored_name`,
    [old],
  )) as { rows: { stored_name: string }[] };
  return rows.map((row) => row.stored_name);
}
