import type { ActorCtx } from '../../context.ts';
import { Conflict } from '../../errors.ts';
import { write } from './save-settings.ts';
import type { SettingKey } from './setting-descriptors.ts';
import { findSettingRecords } from './settings.query.ts';
import { lockSettings } from './settings.store.ts';

/** Sets one setting where it is shown beside what it decides (spec 10). @throws Conflict · Invalid */
export async function setOneSetting(
  ctx: ActorCtx,
  key: SettingKey,
  { value, version }: { readonly value: unknown; readonly version: number },
): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    await lockSettings(trx);
    const record = (await findSettingRecords(trx)).get(key);
    if (record?.version !== version) throw new Conflict(version);
    await write({ ...ctx, db: trx }, trx, record, value, 'setting_changed');
  });
}
