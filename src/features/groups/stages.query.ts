import type { Knex } from 'knex';
import type { FieldValues } from '../../domain/form/field.ts';

export interface StageRow {
  readonly key: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly mark: string;
  readonly depth: number;
  readonly isBuiltIn: boolean;
  readonly groups: number;
}

/** All stages in the order of the journey, with the number of groups that stand for each (spec 03). */
export async function findStages(db: Knex): Promise<StageRow[]> {
  return (await db('stages as s')
    .orderBy(['s.position', 's.key'])
    .select(
      's.key',
      's.name_zh as nameZh',
      's.name_en as nameEn',
      's.mark',
      's.depth',
      's.built_in as isBuiltIn',
      db.raw('(select count(*)::int from groups g where g.stage_key = s.key) as groups'),
    )) as StageRow[];
}

export interface StageRecord {
  readonly key: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly version: number;
  readonly isBuiltIn: boolean;
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One stage; undefined when there is none. */
export async function findStage(db: Knex, key: string): Promise<StageRecord | undefined> {
  const row = (await db('stages').where({ key }).first()) as
    | {
        key: string;
        name_zh: string;
        name_en: string;
        mark: string;
        depth: number;
        version: number;
        built_in: boolean;
      }
    | undefined;
  return (
    row && {
      key: row.key,
      nameZh: row.name_zh,
      nameEn: row.name_en,
      version: row.version,
      isBuiltIn: row.built_in,
      values: { name_zh: row.name_zh, name_en: row.name_en, mark: row.mark, depth: String(row.depth) },
    }
  );
}
