import { describeProblems, problemSentence } from '../../domain/form/describe-problems.ts';
import { displayValue, groupDigits } from '../../domain/form/display-value.ts';
import type { FieldProblem, FieldValues, FormField } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { Language, Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import {
  descriptorOf,
  keysOfSection,
  type Logo,
  type SettingKey,
  type SettingSection,
} from './setting-descriptors.ts';
import { fieldsOfSetting, settingToForm } from './setting-form.ts';
import type { SettingOffers, SettingRecord } from './settings.query.ts';

/** What a section shows when its form was sent and not taken. */
export interface ShownSection {
  readonly section?: SettingSection;
  readonly raw?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  /** Settings that somebody else has changed as well. */
  readonly taken?: readonly SettingKey[];
}

interface Words {
  readonly t: Translate;
  readonly language: Language;
  readonly moment: (at: Date) => string;
}

/** The fields of all settings of a section; a file has none. */
export function fieldsOfSection(
  section: SettingSection,
  offers: SettingOffers,
  words: { t: Translate; language: Language },
): FormField[] {
  return keysOfSection(section).flatMap((key) => fieldsOfSetting(key, offers, words));
}

/** A section of the settings page: each setting with what it does, its default, its limits and who changed it last. */
export function presentSection(
  section: SettingSection,
  records: ReadonlyMap<SettingKey, SettingRecord>,
  offers: SettingOffers,
  words: Words,
  shown: ShownSection = {},
) {
  const { t } = words;
  const own = shown.section === section ? shown : {};
  const fields = fieldsOfSection(section, offers, words);
  const values = Object.assign(
    {},
    ...keysOfSection(section).map((key) => settingToForm(key, records.get(key)?.value ?? null)),
  ) as FieldValues;
  const problems = own.problems ?? {};
  const presented = new Map(
    presentForm({ fields, t, problems, ...(own.raw ? { raw: own.raw } : { values }) }).map((field) => [
      field.key,
      field,
    ]),
  );
  return {
    section,
    title: t(`config.setting.section.${section}`),
    help: t(`config.setting.section_help.${section}`),
    action: paths.admin.settings.section.to(section),
    problems: describeProblems(fields, problems, t),
    settings: keysOfSection(section).flatMap((key) => {
      const record = records.get(key);
      if (!record) return [];
      const ownFields = fieldsOfSetting(key, offers, words);
      const { fallback, control } = descriptorOf(key);
      const problem = Object.hasOwn(problems, key) ? problems[key] : undefined;
      return [
        {
          key,
          label: t(`config.setting.field.${key}`),
          help: t(`config.setting.help.${key}`),
          version: record.version,
          fields: ownFields.flatMap((field) => presented.get(field.key) ?? []),
          isSeveral: control.kind === 'views',
          file: control.kind === 'file' ? { logo: record.value as Logo | null } : null,
          fallback: fallbackText(key, ownFields, t),
          limits: limitsText(key, t),
          isChanged: JSON.stringify(record.value) !== JSON.stringify(fallback),
          last: record.changed && lastText(record, words),
          reset: paths.admin.settings.reset.to(key),
          error: control.kind === 'file' && problem ? problemSentence(undefined, problem, t) : null,
          taken: own.taken?.includes(key)
            ? { by: lastText(record, words), chosen: settingText(record.value, key, ownFields, t) }
            : null,
        },
      ];
    }),
  };
}

function lastText({ changed }: SettingRecord, { t, moment }: Words): { who: string; moment: string } {
  return { who: changed?.who ?? t('config.system'), moment: changed ? moment(changed.at) : '' };
}

function fallbackText(key: SettingKey, fields: readonly FormField[], t: Translate): string {
  const { fallback, control } = descriptorOf(key);
  if (control.kind === 'types') return t('config.setting.all_types');
  if (control.kind === 'views') return t('ticket.view.mine');
  if (control.kind === 'switch') return t(fallback === true ? 'config.setting.on' : 'config.setting.off');
  return settingText(fallback, key, fields, t);
}

function settingText(value: unknown, key: SettingKey, fields: readonly FormField[], t: Translate): string {
  const values = settingToForm(key, value);
  const texts = Object.entries(values).map(([name, each]) => {
    const field = fields.find((one) => one.key === name);
    if (!field) return typeof each === 'string' ? each : '';
    const text = displayValue(field, each, t);
    return fields.length > 1 ? t('config.setting.pair', { label: field.label, text }) : text;
  });
  return texts.length === 0 ? t('config.setting.nothing') : texts.join(t('form.list_separator'));
}

function limitsText(key: SettingKey, t: Translate): string | null {
  const { control } = descriptorOf(key);
  if (control.kind === 'number')
    return t('config.setting.range', { min: groupDigits(control.min), max: groupDigits(control.max) });
  return control.kind === 'text' ? t('config.setting.length', { max: control.maxLength }) : null;
}
