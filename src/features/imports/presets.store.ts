import type { Knex } from 'knex';
import type { PresetPlan } from '../../domain/import/import-plan.ts';

export interface NewPreset {
  readonly name: string;
  readonly kind: 'tickets' | 'history';
  readonly plan: PresetPlan;
  readonly created_by_id: number;
  readonly updated_at: Date;
}

export async function insertPreset(db: Knex, columns: NewPreset): Promise<number> {
  const [row] = (await db('import_presets')
    .insert({ ...columns, plan: JSON.stringify(columns.plan) })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the preset was not written');
  return row.id;
}

/** Answers whether it still had the version. */
export async function renamePresetRow(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<boolean> {
  const changed = await db('import_presets')
    .where({ id, version })
    .update({ name, version: version + 1, updated_at: now });
  return changed > 0;
}

/** One's own only: a shipped one would be back after the next start. Answers whether it was there. */
export async function deletePreset(
  db: Knex,
  { id, version }: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db('import_presets').where({ id, version }).whereNull('key').delete()) > 0;
}

export interface SaidValue {
  readonly presetId: number | null;
  readonly target: string;
  readonly found: string;
  readonly value: string;
  readonly userId: number;
  readonly now: Date;
}

/** Keeps what a text means for the next file of this platform; the last word counts, an empty one forgets. */
export async function rememberValue(db: Knex, said: SaidValue): Promise<void> {
  const { presetId, target, found, value, userId, now } = said;
  if (value === '') {
    await db('import_value_mappings')
      .whereRaw('coalesce(preset_id, 0) = ?', [presetId ?? 0])
      .where({ target, found })
      .delete();
    return;
  }
  await db.raw(
    `insert into import_value_mappings (preset_id, target, found, value, created_by_id, updated_at)
     values (?, ?, ?, ?, ?, ?)
     on conflict (coalesce(preset_id, 0), target, found)
     do update set value = excluded.value, created_by_id = excluded.created_by_id, updated_at = excluded.updated_at`,
    [presetId, target, found, value, userId, now],
  );
}
