import type { FormField } from '../../domain/form/field.ts';
import { PERMISSION_GROUPS, PERMISSION_SCOPES } from '../../domain/people/permission-scopes.ts';
import type { Permission } from '../../domain/people/permissions.ts';
import type { Translate } from '../../i18n.ts';

/** The form of a role (spec 03): its names, and for each permission one of its scopes or none. */
export function roleSections(t: Translate): {
  title: string;
  help: string;
  fields: readonly FormField[];
}[] {
  return [
    {
      title: t('config.role.section.what'),
      help: t('config.role.section.what_help'),
      fields: NAMES,
    },
    ...PERMISSION_GROUPS.map(({ key, permissions }) => ({
      title: t(`config.role.section.${key}`),
      help: t(`config.role.section.${key}_help`),
      fields: permissions.map((permission) => permissionField(permission, t)),
    })),
  ];
}

const NAMES: readonly FormField[] = [
  {
    key: 'name_zh',
    type: 'text',
    label: 'config.role.field.name_zh',
    required: true,
    width: 'half',
    maxLength: 50,
  },
  {
    key: 'name_en',
    type: 'text',
    label: 'config.role.field.name_en',
    required: true,
    width: 'half',
    maxLength: 50,
  },
  {
    key: 'description',
    type: 'textarea',
    label: 'config.role.field.description',
    help: 'config.role.help.description',
    required: false,
    width: 'full',
    maxLength: 500,
  },
];

function permissionField(permission: Permission, t: Translate): FormField {
  return {
    key: permission,
    type: 'radio',
    label: `config.role.field.${permission}`,
    help: `config.role.help.${permission}`,
    required: false,
    width: 'full',
    options: PERMISSION_SCOPES[permission].map((scope) => ({
      value: scope,
      label: t(`config.role.scope.${scope}`),
    })),
  };
}
