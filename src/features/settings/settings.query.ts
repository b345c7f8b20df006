import type { Knex } from 'knex';
import { type View, VIEWS } from '../tickets/list-request.ts';
import { descriptorOf, SETTING_KEYS, type SettingKey, type Settings } from './setting-descriptors.ts';

export type { Settings } from './setting-descriptors.ts';

/**
 * All settings in one statement (spec 10); what was never set has its default, and so has what an earlier version took
 * and this one does not: a number out of its limits must not stop the product.
 */
export async function findSettings(db: Knex): Promise<Settings> {
  const rows = await db<{ key: string; value: unknown }>('settings').select('key', 'value');
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, readSetting(key, stored.get(key))])) as Settings;
}

function readSetting(key: SettingKey, stored: unknown): unknown {
  const { schema, fallback } = descriptorOf(key);
  const parsed = schema.safeParse(stored);
  return parsed.success ? parsed.data : fallback;
}

export interface SettingRecord {
  readonly key: SettingKey;
  readonly value: unknown;
  /** 0 when it was never set. */
  readonly version: number;
  readonly changed: { readonly at: Date; readonly who: string | null } | null;
}

/** Every setting as it stands, with its version and who set it last (spec 10). */
export async function findSettingRecords(db: Knex): Promise<ReadonlyMap<SettingKey, SettingRecord>> {
  const rows = (await db('settings as s')
    .leftJoin('users as u', 'u.id', 's.updated_by_id')
    .select('s.key', 's.value', 's.version', 's.updated_at as at', 'u.name as who')) as {
    key: string;
    value: unknown;
    version: number;
    at: Date;
    who: string | null;
  }[];
  const stored = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    SETTING_KEYS.map((key) => {
      const row = stored.get(key);
      const changed = row ? { at: row.at, who: row.who } : null;
      return [key, { key, value: readSetting(key, row?.value), version: row?.version ?? 0, changed }];
    }),
  );
}

/** The view that opens first for a person: of their first role that has one set, else what waits for them (spec 07). */
export async function findDefaultView(db: Knex, userId: number): Promise<View> {
  const row = (await db('user_roles as m')
    .join('roles as r', 'r.id', 'm.role_id')
    .join('settings as s', (on) => on.onVal('s.key', 'default_views'))
    .where('m.user_id', userId)
    .whereRaw('s.value ->> r.key is not null')
    .orderBy(['r.position', 'r.id'])
    .first(db.raw('s.value ->> r.key as view'))) as { view: string } | undefined;
  return VIEWS.find((view) => view === row?.view) ?? VIEWS[0];
}

export interface SettingOffers {
  readonly groups: readonly { readonly value: string; readonly label: string; readonly retired: boolean }[];
  readonly roles: readonly { readonly key: string; readonly name_zh: string; readonly name_en: string }[];
}

/** What the settings choose among. */
export async function findSettingOffers(db: Knex): Promise<SettingOffers> {
  const [groups, roles] = await Promise.all([
    db('groups')
      .orderBy(['position', 'id'])
      .select(db.raw('id::text as value'), 'name as label', db.raw('not active as retired')) as Promise<
      SettingOffers['groups'][number][]
    >,
    db('roles').orderBy(['position', 'id']).select('key', 'name_zh', 'name_en') as Promise<
      SettingOffers['roles'][number][]
    >,
  ]);
  return { groups, roles };
}
