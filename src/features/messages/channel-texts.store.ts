import type { Knex } from 'knex';
import type { ChannelPlace, ChannelText } from './channel-texts.query.ts';

/** False when it has another version by now, or exists where it was to be made. */
export async function writeChannelText(
  db: Knex,
  at: ChannelPlace,
  version: number,
  values: ChannelText['values'],
): Promise<boolean> {
  if (version > 0) {
    const row = { ...values, version: version + 1 };
    return (
      (await db('channel_texts')
        .where({ ...at, version })
        .update(row)) === 1
    );
  }
  const made = (await db('channel_texts')
    .insert({ ...at, ...values })
    .onConflict(['key', 'channel'])
    .ignore()
    .returning('version')) as unknown[];
  return made.length === 1;
}

/** False when it has another version by now. */
export async function deleteChannelText(db: Knex, at: ChannelPlace, version: number): Promise<boolean> {
  return (
    (await db('channel_texts')
      .where({ ...at, version })
      .delete()) === 1
  );
}
