import type { Knex } from 'knex';
import type { ImportKind, ImportPlan, PresetPlan } from '../../domain/import/import-plan.ts';
import { NotFound } from '../../errors.ts';

export interface Preset {
  readonly id: number;
  /** Of those that come with the product; null for one's own. */
  readonly key: string | null;
  readonly name: string;
  readonly kind: Exclude<ImportKind, 'closing'>;
  readonly plan: PresetPlan;
  readonly version: number;
}

export interface ListedPreset extends Preset {
  readonly who: string | null;
  readonly updatedAt: Date;
  /** How many texts it knows the meaning of. */
  readonly values: number;
}

const COLUMNS = ['p.id', 'p.key', 'p.name', 'p.kind', 'p.plan', 'p.version'] as const;

/** The presets of a kind, or all: shipped ones first, then by name (spec 06). */
export async function findPresets(db: Knex, kind?: ImportKind): Promise<Preset[]> {
  return (await db('import_presets as p')
    .modify((query) => (kind === undefined ? query : query.where('p.kind', kind)))
    .orderByRaw('p.key is null, p.id')
    .select(...COLUMNS)) as Preset[];
}

export async function findListedPresets(db: Knex): Promise<ListedPreset[]> {
  return (await db('import_presets as p')
    .leftJoin('users as u', 'u.id', 'p.created_by_id')
    .orderByRaw('p.key is null, p.id')
    .select(...COLUMNS, {
      who: 'u.name',
      updatedAt: 'p.updated_at',
      values: db('import_value_mappings').where('preset_id', db.ref('p.id')).select(db.raw('count(*)::int')),
    })) as ListedPreset[];
}

/** @throws NotFound when there is none, or it was deleted meanwhile */
export async function findPreset(db: Knex, id: number): Promise<Preset> {
  const row = (await db('import_presets as p')
    .where('p.id', id)
    .first(...COLUMNS)) as Preset | undefined;
  if (!row) throw new NotFound('import preset');
  return row;
}

/** What texts mean, as somebody has said once: for a preset, or while none was chosen. */
export async function findRememberedValues(db: Knex, presetId: number | null): Promise<ImportPlan['values']> {
  const rows = (await db('import_value_mappings')
    .whereRaw('coalesce(preset_id, 0) = ?', [presetId ?? 0])
    .orderBy('id')
    .select('target', 'found', 'value')) as { target: string; found: string; value: string }[];
  const byTarget = new Map<string, [string, string][]>();
  for (const { target, found, value } of rows)
    byTarget.set(target, [...(byTarget.get(target) ?? []), [found, value]]);
  return Object.fromEntries([...byTarget].map(([target, pairs]) => [target, Object.fromEntries(pairs)]));
}
