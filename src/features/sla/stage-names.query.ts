import type { Knex } from 'knex';

/** What a stage is called in both languages, for the log. */
export async function findStageNames(db: Knex, key: string): Promise<{ zh: string; en: string }> {
  const row = (await db('stages').where({ key }).first('name_zh as zh', 'name_en as en')) as
    { zh: string; en: string } | undefined;
  return row ?? { zh: key, en: key };
}
