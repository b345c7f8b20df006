import { DEFAULT_TYPES } from '../../domain/attachment/file-type.ts';
import type { FieldValue, FieldValues, FormField } from '../../domain/form/field.ts';
import type { Language, Translate } from '../../i18n.ts';
import { VIEWS } from '../tickets/list-request.ts';
import { descriptorOf, type SettingKey } from './setting-descriptors.ts';
import type { SettingOffers } from './settings.query.ts';

interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** The inputs of a setting (spec 10): one, but for a view for each role; none for a file. */
export function fieldsOfSetting(key: SettingKey, offers: SettingOffers, { t, language }: Words): FormField[] {
  const { control } = descriptorOf(key);
  const base = {
    key,
    label: t(`config.setting.field.${key}`),
    help: t(`config.setting.help.${key}`),
    required: false,
    width: 'full',
  } as const;
  switch (control.kind) {
    case 'number': {
      const { min, max, unit } = control;
      return [
        {
          ...base,
          type: 'number',
          required: true,
          decimals: 0,
          min,
          max,
          unit: t(`config.setting.unit.${unit}`),
        },
      ];
    }
    case 'switch':
      return [{ ...base, type: 'switch' }];
    case 'text':
      return [{ ...base, type: 'text', required: control.required, maxLength: control.maxLength }];
    case 'group':
      return [{ ...base, type: 'select', options: offers.groups }];
    case 'types': {
      const options = DEFAULT_TYPES.map((value) => ({ value, label: value }));
      return [{ ...base, type: 'multiselect', required: true, options }];
    }
    case 'views':
      return offers.roles.map((role) => ({
        key: viewKey(key, role.key),
        type: 'select',
        label: language === 'en' ? role.name_en : role.name_zh,
        required: false,
        width: 'half',
        options: VIEWS.map((value) => ({ value, label: t(`ticket.view.${value}`) })),
      }));
    case 'file':
      return [];
  }
}

/** A value of a setting as its inputs have it, and as the audit log keeps it. */
export function settingToForm(key: SettingKey, value: unknown): FieldValues {
  const { control } = descriptorOf(key);
  if (value === null || value === '') return {};
  switch (control.kind) {
    case 'group':
      return { [key]: String(value as number) };
    case 'views':
      return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, string>>).map(([role, view]) => [
          viewKey(key, role),
          view,
        ]),
      );
    case 'file':
      return { [key]: (value as { name: string }).name };
    default:
      return { [key]: value as FieldValue };
  }
}

/** The other way round; a value that the schema still has to judge. */
export function settingFromForm(key: SettingKey, values: FieldValues): unknown {
  const { control } = descriptorOf(key);
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  switch (control.kind) {
    case 'group':
      return value === undefined ? null : Number(value);
    case 'text':
      return value ?? '';
    case 'views': {
      const prefix = viewKey(key, '');
      return Object.fromEntries(
        Object.entries(values).flatMap(([name, view]) =>
          name.startsWith(prefix) ? [[name.slice(prefix.length), view]] : [],
        ),
      );
    }
    default:
      return value;
  }
}

/** Those of the values that belong to one setting. */
export function valuesOfSetting(key: SettingKey, values: FieldValues): FieldValues {
  return settingToForm(key, settingFromForm(key, values) ?? null);
}

function viewKey(key: SettingKey, role: string): string {
  return `${key}__${role}`;
}
