import {
  type ConnectorKind,
  type ConnectorSettings,
  SECRET_SETTINGS,
} from '../../domain/connector/connector.ts';
import { readStoredSettings } from '../../domain/connector/stored-settings.ts';
import { SECRET_KEPT, SECRET_REPLACED } from '../../domain/form/secret.ts';
import type { FieldRow, FieldValue, FieldValues } from '../../domain/form/field.ts';
import { rowsIn } from '../../domain/form/field-kinds.ts';
import type { Connector } from './connectors.query.ts';

/** Settings whose inputs have another name. */
const INPUTS: Readonly<Record<string, string>> = {
  corpId: 'corp_id',
  agentId: 'agent_id',
  contentType: 'content_type',
};

export function inputOf(setting: string): string {
  return INPUTS[setting] ?? setting;
}

type Headers = readonly (readonly [name: string, value: string])[];

/** A connector as its form has it: what is secret is not among it. */
export function valuesOf(connector: Connector): FieldValues {
  const { settings } = connector;
  return {
    name: connector.name,
    active: connector.active,
    ...(connector.perMinute !== null && { per_minute: connector.perMinute }),
    ...(connector.groupIds.length > 0 && { group_ids: connector.groupIds.map(String) }),
    ...(connector.events.length > 0 && { events: connector.events }),
    ...(settings && openOf(settings)),
  };
}

function openOf(settings: ConnectorSettings): FieldValues {
  const entries = Object.entries(settings).filter(
    ([key]) => key !== 'kind' && key !== 'fromEnvironment' && !SECRET_SETTINGS[settings.kind].includes(key),
  );
  return {
    ...(Object.fromEntries(entries.map(([key, value]) => [inputOf(key), value])) as FieldValues),
    ...('secret' in settings && settings.kind !== 'wecom_app' && settings.kind !== 'webhook'
      ? { signs: settings.secret !== '' }
      : {}),
    ...(settings.kind === 'sms' && { headers: settings.headers.map(([name]) => ({ name })) }),
  };
}

/** The settings that a form, already read, asks for; a secret that was left empty stays as it is stored. */
export function settingsOfValues(
  kind: ConnectorKind,
  values: FieldValues,
  kept: ConnectorSettings | null,
): ConnectorSettings {
  const stored: Readonly<Record<string, unknown>> = kept?.kind === kind ? { ...kept } : {};
  const named = Object.fromEntries(Object.entries(INPUTS).map(([setting, input]) => [input, setting]));
  const sent = Object.entries(values).flatMap(([input, value]): [string, unknown][] =>
    SECRET_SETTINGS[kind].includes(input) && value === '' ? [] : [[named[input] ?? input, value]],
  );
  const secrets = SECRET_SETTINGS[kind].map((key): [string, unknown] => [key, stored[key] ?? '']);
  const settings = readStoredSettings(kind, {
    ...Object.fromEntries(secrets.filter(([key]) => key !== 'headers')),
    ...Object.fromEntries(sent),
    ...without(kind, values),
    ...(kind === 'sms' && { headers: headersOf(values['headers'], kept) }),
  });
  if (!settings) throw new Error(`the form of ${kind} has other settings than are stored`);
  return settings;
}

/** A secret that is not used any more is not kept. */
function without(kind: ConnectorKind, values: FieldValues): Readonly<Record<string, string>> {
  if ((kind === 'dingtalk_robot' || kind === 'feishu_robot') && values['signs'] !== true)
    return { secret: '' };
  return kind === 'email' && (values['user'] ?? '') === '' && (values['password'] ?? '') === ''
    ? { password: '' }
    : {};
}

/** The value of a header that was left empty is that of the stored one of this name. */
function headersOf(value: FieldValue | undefined, kept: ConnectorSettings | null): Headers {
  const stored = new Map(
    kept?.kind === 'sms' ? kept.headers.map(([name, each]) => [name.toLowerCase(), each]) : [],
  );
  return rowsIn(value ?? []).map((row) => {
    const [name, typed] = [textIn(row, 'name'), textIn(row, 'value')];
    return [name, typed === '' ? (stored.get(name.toLowerCase()) ?? '') : typed];
  });
}

function textIn(row: FieldRow, key: string): string {
  const value = row[key];
  return typeof value === 'string' ? value : '';
}

/** What the audit log is told of settings: of secrets only whether they are there, and whether they are others by now. */
export function auditOf(
  values: FieldValues,
  settings: ConnectorSettings,
  before: ConnectorSettings | null,
): Readonly<Record<string, unknown>> {
  const was: Readonly<Record<string, unknown>> = { ...before };
  const told = (now: unknown, then: unknown): string =>
    then === undefined || then === now ? SECRET_KEPT : SECRET_REPLACED;
  const secrets = Object.entries(settings).flatMap(([key, now]): [string, unknown][] =>
    SECRET_SETTINGS[settings.kind].includes(key) && typeof now === 'string'
      ? [[key, now === '' ? '' : told(now, was[key] === '' ? undefined : was[key])]]
      : [],
  );
  const then = new Map(before?.kind === 'sms' ? before.headers : []);
  return {
    ...values,
    ...Object.fromEntries(secrets),
    ...(settings.kind === 'sms' && {
      headers: settings.headers.map(([name, now]) => ({ name, value: told(now, then.get(name)) })),
    }),
  };
}
