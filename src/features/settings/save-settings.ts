import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { diffRecords } from '../../domain/audit/diff-records.ts';
import { takeBack } from '../../domain/audit/take-back.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { findChangesSince } from '../audit/config-changes.query.ts';
import { recordChange } from '../audit/record-change.ts';
import { descriptorOf, keysOfSection, type SettingKey, type SettingSection } from './setting-descriptors.ts';
import { settingFromForm, settingToForm, valuesOfSetting } from './setting-form.ts';
import { findSettingRecords, type SettingRecord } from './settings.query.ts';
import { holdGroup, lockSettings, writeSetting } from './settings.store.ts';

export interface SentSettings {
  /** The section's form, already read. */
  readonly values: FieldValues;
  /** The version each setting was opened with; 0 when it was never set. */
  readonly versions: Readonly<Partial<Record<SettingKey, number>>>;
}

/**
 * Saves a section of the settings (spec 10), each setting under its own version: two administrators who change
 * different ones don't meet. What was left alone follows the other's change. All or nothing.
 * @returns the settings that both have changed: nothing is saved then
 * @throws Invalid when a value is none
 */
export async function saveSettings(
  ctx: ActorCtx,
  section: SettingSection,
  sent: SentSettings,
): Promise<readonly SettingKey[]> {
  return ctx.db.transaction(async (trx) => {
    await lockSettings(trx);
    const records = await findSettingRecords(trx);
    const changed: { record: SettingRecord; value: unknown }[] = [];
    const taken: SettingKey[] = [];
    for (const key of keysOfSection(section)) {
      const record = records.get(key);
      if (!record || descriptorOf(key).control.kind === 'file') continue;
      const typed = valuesOfSetting(key, sent.values);
      if (isSame(typed, settingToForm(key, record.value))) continue;
      const version = sent.versions[key] ?? 0;
      if (version === record.version) changed.push({ record, value: settingFromForm(key, sent.values) });
      else if (!isSame(typed, await findOpened(trx, record, version))) taken.push(key);
    }
    if (taken.length > 0) return taken;
    for (const { record, value } of changed)
      await write({ ...ctx, db: trx }, trx, record, value, 'setting_changed');
    return [];
  });
}

/** Gives a setting its default. @throws Conflict when somebody else has changed it since */
export async function resetSetting(ctx: ActorCtx, key: SettingKey, version: number): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    await lockSettings(trx);
    const record = (await findSettingRecords(trx)).get(key);
    if (record?.version !== version) throw new Conflict(version);
    await write({ ...ctx, db: trx }, trx, record, descriptorOf(key).fallback, 'setting_reset');
  });
}

/** One setting, in a transaction that holds the lock; with its entry in the audit log. @throws Invalid · Conflict */
export async function write(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  record: SettingRecord,
  value: unknown,
  action: 'setting_changed' | 'setting_reset',
): Promise<void> {
  const { key, version } = record;
  const { schema, control } = descriptorOf(key);
  if (!schema.safeParse(value).success) {
    const code = control.kind === 'text' ? control.problem : 'unusable';
    throw new Invalid({ [key]: { code, params: { key } } });
  }
  if (control.kind === 'group' && value !== null && !(await holdGroup(trx, Number(value))))
    throw new Invalid({ [key]: { code: 'invalid_choice', params: {} } });
  const written = await writeSetting(trx, key, { value, version, by: ctx.actor.id, at: ctx.now() });
  if (!written) throw new Conflict(version);
  await recordChange(ctx, {
    action,
    subjectType: 'setting',
    subjectId: key,
    subjectName: translator('zh-CN')(`config.setting.field.${key}`),
    version,
    before: settingToForm(key, record.value),
    after: settingToForm(key, value),
  });
}

/** What the setting was when it had this version. */
export async function findOpened(db: Knex, record: SettingRecord, version: number): Promise<FieldValues> {
  const since = await findChangesSince(db, 'setting', record.key, version);
  return takeBack(settingToForm(record.key, record.value), since) as FieldValues;
}

function isSame(a: FieldValues, b: FieldValues): boolean {
  return Object.keys(diffRecords(a, b)).length === 0;
}
