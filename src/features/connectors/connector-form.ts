import {
  type ConnectorKind,
  type ConnectorSettings,
  PACE,
  ROBOT_KINDS,
  SECRET_SETTINGS,
} from '../../domain/connector/connector.ts';
import { CONNECTOR_LIMITS } from '../../domain/connector/judge-settings.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';

/** What the form of a connector offers, and what it has already. */
export interface ConnectorChoices {
  readonly groups: readonly FieldOption[];
  readonly events: readonly FieldOption[];
  /** What is stored: a secret among it need not be entered again. */
  readonly kept: ConnectorSettings | null;
}

const TEMPLATE_BODY = '{"mobile":"{phone}","content":"{text}"}';

export function isRobot(kind: ConnectorKind): boolean {
  return (ROBOT_KINDS as readonly ConnectorKind[]).includes(kind);
}

/** Whether a connector of this kind is told which messages it hears of. */
export function hasEvents(kind: ConnectorKind): boolean {
  return isRobot(kind) || kind === 'webhook';
}

/** What it is called, whether it is in use, and how fast it may be (spec 05). */
export function nameFields(kind: ConnectorKind, isNew: boolean, t: Translate): FormField[] {
  const pace = PACE[kind];
  return [
    field('name', { required: true, maxLength: 100 }),
    field('per_minute', {
      type: 'number',
      min: 1,
      max: 6000,
      decimals: 0,
      unit: t('config.connector.a_minute'),
      placeholder: pace === null ? 'config.connector.pace_any' : `config.connector.pace.${kind}`,
      help: `config.connector.help.per_minute.${kind}`,
    }),
    field('active', { type: 'switch', default: isNew, help: 'config.connector.help.active' }),
  ];
}

/** For which groups a robot speaks, and of what it or another system is told. */
export function meaningFields(kind: ConnectorKind, { groups, events }: ConnectorChoices): FormField[] {
  const about = field('events', {
    type: 'checkbox',
    width: 'full',
    options: events,
    maxLength: 100,
    help: `config.connector.help.events.${isRobot(kind) ? 'robot' : 'webhook'}`,
  });
  const whose = field('group_ids', {
    type: 'multiselect',
    width: 'full',
    options: groups,
    maxLength: 1000,
    help: 'config.connector.help.group_ids',
  });
  return isRobot(kind) ? [whose, about] : hasEvents(kind) ? [about] : [];
}

/** How the other side is reached: other fields for each kind, with what to copy from where. */
export function settingFields(kind: ConnectorKind, { kept }: ConnectorChoices, t: Translate): FormField[] {
  const told = (key: string, more: Partial<FormField> = {}): FormField =>
    field(key, { help: `config.connector.help.${kind}.${key}`, ...more });
  const secret = (key: string, more: Partial<FormField> = {}): FormField => {
    const isKept = isStored(kept, key);
    return told(key, {
      secret: true,
      ...more,
      ...(isKept && { required: false, placeholder: 'config.connector.kept' }),
    });
  };
  const address: Partial<FormField> = { type: 'url', width: 'full', required: true };
  switch (kind) {
    case 'wecom_robot':
      return [secret('address', address)];
    case 'dingtalk_robot':
    case 'feishu_robot':
      return [
        secret('address', address),
        told('signs', { type: 'switch' }),
        secret('secret', {
          required: true,
          maxLength: CONNECTOR_LIMITS.secret,
          visibleWhen: { field: 'signs', in: ['on'] },
        }),
      ];
    case 'wecom_app':
      return [
        told('corp_id', { required: true, maxLength: CONNECTOR_LIMITS.corpId }),
        told('agent_id', {
          type: 'number',
          required: true,
          decimals: 0,
          min: 1,
          max: CONNECTOR_LIMITS.agentId,
        }),
        secret('secret', { required: true, maxLength: CONNECTOR_LIMITS.secret }),
        told('base', { type: 'url', required: true, default: 'https://qyapi.weixin.qq.com' }),
      ];
    case 'email':
      return mailFields(told, secret, t);
    case 'sms':
      return smsFields(told, secret, address);
    case 'webhook':
      return [
        told('address', address),
        secret('secret', { required: true, minLength: 16, maxLength: CONNECTOR_LIMITS.secret }),
      ];
  }
}

type MakeField = (key: string, more?: Partial<FormField>) => FormField;

function mailFields(told: MakeField, secret: MakeField, t: Translate): FormField[] {
  const kinds = ['tls', 'starttls', 'none'].map((value) => ({
    value,
    label: t(`config.connector.option.security.${value}`),
  }));
  return [
    told('host', { required: true, maxLength: CONNECTOR_LIMITS.host }),
    told('port', { type: 'number', required: true, decimals: 0, min: 1, max: 65_535, default: 465 }),
    told('security', { type: 'radio', required: true, width: 'full', options: kinds, default: 'tls' }),
    told('user', { maxLength: CONNECTOR_LIMITS.user }),
    secret('password', { maxLength: CONNECTOR_LIMITS.secret }),
    told('from', { required: true, width: 'full', maxLength: CONNECTOR_LIMITS.from }),
  ];
}

function smsFields(told: MakeField, secret: MakeField, address: Partial<FormField>): FormField[] {
  const plain = (values: readonly string[]): FieldOption[] =>
    values.map((value) => ({ value, label: value }));
  const posted = { visibleWhen: { field: 'method', in: ['POST'] } };
  const { headers, headerName, headerValue, body, accepted } = CONNECTOR_LIMITS;
  return [
    told('method', { type: 'radio', required: true, options: plain(['POST', 'GET']), default: 'POST' }),
    // No address as browsers know it: placeholders stand in it.
    secret('address', { ...address, type: 'textarea', maxLength: CONNECTOR_LIMITS.address }),
    told('headers', {
      type: 'group',
      width: 'full',
      maxRows: headers,
      fields: [
        { ...field('name', { required: true, maxLength: headerName }), label: 'config.connector.cell.name' },
        {
          ...field('value', {
            secret: true,
            maxLength: headerValue,
            placeholder: 'config.connector.kept_value',
          }),
          label: 'config.connector.cell.value',
        },
      ],
    }),
    told('content_type', {
      type: 'radio',
      required: true,
      width: 'full',
      options: plain(['application/json', 'application/x-www-form-urlencoded']),
      default: 'application/json',
      ...posted,
    }),
    told('body', { type: 'textarea', width: 'full', maxLength: body, default: TEMPLATE_BODY, ...posted }),
    told('accepted', { width: 'full', maxLength: accepted }),
  ];
}

function isStored(kept: ConnectorSettings | null, key: string): boolean {
  if (kept === null || !SECRET_SETTINGS[kept.kind].includes(key)) return false;
  const value: unknown = { ...kept }[key as keyof ConnectorSettings];
  return typeof value === 'string' && value !== '';
}

function field(key: string, more: Partial<FormField>): FormField {
  return {
    key,
    type: 'text',
    label: `config.connector.field.${key}`,
    required: false,
    width: 'half',
    ...more,
  };
}
