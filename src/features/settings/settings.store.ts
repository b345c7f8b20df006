import type { Knex } from 'knex';
import type { SettingKey } from './setting-descriptors.ts';

/** Settings are saved one after the other: which of them somebody else has changed is decided on what holds still. */
export async function lockSettings(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan settings'))`);
}

/** False when the setting has another version by now. @param version 0 when it was never set */
export async function writeSetting(
  db: Knex,
  key: SettingKey,
  { value, version, by, at }: { value: unknown; version: number; by: number; at: Date },
): Promise<boolean> {
  const columns = { value: JSON.stringify(value), updated_at: at, updated_by_id: by };
  const written = (await (version === 0
    ? db('settings')
        .insert({ key, ...columns })
        .onConflict('key')
        .ignore()
        .returning('key')
    : db('settings')
        .where({ key, version })
        .update({ ...columns, version: version + 1 })
        .returning('key'))) as unknown[];
  return written.length === 1;
}

/** Whether the group is in use, and stays so until the end of the transaction. */
export async function holdGroup(trx: Knex.Transaction, id: number): Promise<boolean> {
  const row: unknown = await trx('groups').where({ id, active: true }).forShare().first('id');
  return row !== undefined;
}
