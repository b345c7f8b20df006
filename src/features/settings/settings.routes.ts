import { z } from 'zod';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { rebaseForm } from '../../domain/form/rebase-form.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findChoiceCounts } from './choices.query.ts';
import { findOpened, resetSetting, saveSettings } from './save-settings.ts';
import {
  descriptorOf,
  isSettingKey,
  keysOfSection,
  SETTING_SECTIONS,
  type SettingKey,
  type SettingSection,
} from './setting-descriptors.ts';
import { settingToForm } from './setting-form.ts';
import { fieldsOfSection, presentSection, type ShownSection } from './settings.view.ts';
import { findSettingOffers, findSettingRecords } from './settings.query.ts';

/** `/admin/settings`: every number and word of the product that an administrator may set (spec 10). */
export function settingsRoutes(): Route[] {
  const { list, section, reset } = paths.admin.settings;
  return [
    get(list, 'config.manage', (web) => showSettings(web)),
    post(reset.pattern, 'config.manage', resetToDefault),
    post(section.pattern, 'config.manage', saveSection),
  ];
}

/** The page; with what was sent for one of its sections, when that was not taken. */
export async function showSettings(
  web: SignedInWeb,
  shown: ShownSection & { readonly status?: number } = {},
): Promise<void> {
  const { ctx, t } = web;
  const [records, offers, lists] = await Promise.all([
    findSettingRecords(ctx.db),
    findSettingOffers(ctx.db),
    findChoiceCounts(ctx.db),
  ]);
  await web.page('settings/index', {
    title: t('config.area.settings'),
    nav: 'settings',
    status: shown.status ?? 200,
    sections: SETTING_SECTIONS.map((section) => presentSection(section, records, offers, web, shown)),
    lists: lists.map(({ kind, active, retired }) => ({
      kind,
      href: paths.admin.choices.list.to(kind),
      title: t(`config.choice.kind.${kind}`),
      help: t(`config.choice.kind_help.${kind}`),
      count:
        retired > 0
          ? t('config.choice.count_retired', { count: active, retired })
          : t('config.choice.count', { count: active }),
    })),
  });
}

const VERSION = 'version.';
const SentVersion = z.coerce.number().int().min(0).max(999_999_999);

/** The versions that the settings of a form were opened with. @throws Invalid */
export function versionsOf({ req }: SignedInWeb): Partial<Record<SettingKey, number>> {
  return Object.fromEntries(
    Object.entries(bodyOf(req)).flatMap(([name, sent]) => {
      const key = name.slice(VERSION.length);
      if (!name.startsWith(VERSION) || !isSettingKey(key)) return [];
      const version = SentVersion.safeParse(sent);
      if (!version.success) throw new Invalid({ [name]: { code: 'version_missing', params: {} } });
      return [[key, version.data]];
    }),
  );
}

async function saveSection(web: SignedInWeb): Promise<void> {
  const { ctx } = web;
  const section = SETTING_SECTIONS.find((each) => each === web.req.params['section']);
  if (!section) throw new NotFound('section');
  const raw = answersIn(web);
  try {
    const fields = fieldsOfSection(section, await findSettingOffers(ctx.db), web);
    const stored = await findValues(web, section);
    const parsed = parseForm(fields, raw, { today: dayOf(ctx.now(), ctx.zone), stored });
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const versions = versionsOf(web);
    const taken = await saveSettings(ctx, section, { values: parsed.values, versions });
    if (taken.length > 0) {
      const opened = await findOpenedValues(web, section, versions);
      const current = await findValues(web, section);
      await showSettings(web, { section, raw: rebaseForm(fields, raw, opened, current), taken, status: 409 });
      return;
    }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await showSettings(web, { section, raw, problems: error.problems, status: 422 });
    return;
  }
  done(web, section);
}

async function resetToDefault(web: SignedInWeb): Promise<void> {
  const key = String(web.req.params['key']);
  if (!isSettingKey(key) || descriptorOf(key).control.kind === 'file') throw new NotFound('setting');
  const { section } = descriptorOf(key);
  try {
    await resetSetting(web.ctx, key, versionsOf(web)[key] ?? 0);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await showSettings(web, { section, taken: [key], status: 409 });
    return;
  }
  done(web, section);
}

function done(web: SignedInWeb, section: SettingSection): void {
  web.flash({ kind: 'done', key: 'config.saved', params: {} });
  web.redirect(`${paths.admin.settings.list}#${section}`);
}

/** The form without what belongs to the page. */
function answersIn({ req }: SignedInWeb): RawForm {
  const { _csrf: _token, ...body } = bodyOf(req);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith(VERSION)));
}

async function findValues({ ctx }: SignedInWeb, section: SettingSection): Promise<FieldValues> {
  const records = await findSettingRecords(ctx.db);
  const values = keysOfSection(section).map((key) => settingToForm(key, records.get(key)?.value ?? null));
  return Object.assign({}, ...values) as FieldValues;
}

async function findOpenedValues(
  { ctx }: SignedInWeb,
  section: SettingSection,
  versions: Partial<Record<SettingKey, number>>,
): Promise<FieldValues> {
  const records = await findSettingRecords(ctx.db);
  const values: FieldValues[] = [];
  for (const key of keysOfSection(section)) {
    const record = records.get(key);
    if (record) values.push(await findOpened(ctx.db, record, versions[key] ?? record.version));
  }
  return Object.assign({}, ...values) as FieldValues;
}
