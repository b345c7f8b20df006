import type { Knex } from 'knex';

export interface StageColumns {
  readonly name_zh: string;
  readonly name_en: string;
  readonly mark: string;
  readonly depth: number;
}

/** Stages are few and seldom changed: one change after the other. Reading goes on meanwhile. */
export async function lockStages(db: Knex): Promise<void> {
  await db.raw('lock table stages in share row exclusive mode');
}

export async function insertStage(db: Knex, key: string, columns: StageColumns): Promise<void> {
  const position = db.raw('(select coalesce(max(position), 0) + 1 from stages)');
  await db('stages').insert({ key, ...columns, position });
}

/** False when the stage has another version by now. */
export async function updateStage(
  db: Knex,
  key: string,
  version: number,
  columns: StageColumns,
): Promise<boolean> {
  const count = await db('stages')
    .where({ key, version })
    .update({ ...columns, version: version + 1 });
  return count === 1;
}

export async function findStageKeys(db: Knex): Promise<string[]> {
  return (await db('stages').orderBy(['position', 'key']).pluck('key')) as string[];
}

export async function orderStages(db: Knex, keys: readonly string[]): Promise<void> {
  for (const [position, key] of keys.entries()) await db('stages').where({ key }).update({ position });
}

/** False when the stage has another version by now. */
export async function deleteStageRow(db: Knex, key: string, version: number): Promise<boolean> {
  return (await db('stages').where({ key, version }).delete()) === 1;
}
