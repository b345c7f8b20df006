import type { FieldProblem } from '../form/field.ts';
import { cellKey } from '../form/raw-form.ts';
import type { ConnectorSettings } from './connector.ts';
import { judgeAddress, judgeFrom, judgeHost, judgeRobotAddress } from './judge-address.ts';
import { judgeText } from './judge-text.ts';

/** What is wrong, by the setting that it is about; of a header by its cell: `headers.0.value`. */
export type SettingsProblems = Readonly<Record<string, FieldProblem>>;
type Judged = readonly (readonly [key: string, problem: FieldProblem | null])[];

export const CONNECTOR_LIMITS = {
  address: 2000,
  secret: 200,
  corpId: 64,
  agentId: 2_147_483_647,
  host: 253,
  user: 254,
  from: 320,
  headers: 20,
  headerName: 100,
  headerValue: 1000,
  body: 4000,
  accepted: 200,
} as const;

/**
 * Judges the settings of a connector that somebody wants to save (spec 05): what can't work is told before the first
 * message is lost on it.
 */
export function judgeSettings(settings: ConnectorSettings): SettingsProblems {
  const judged = judge(settings).flatMap(([key, problem]): [string, FieldProblem][] =>
    problem === null ? [] : [[key, problem]],
  );
  // The first word about each is enough.
  return Object.fromEntries(judged.reverse());
}

function judge(settings: ConnectorSettings): Judged {
  const { secret, corpId, agentId } = CONNECTOR_LIMITS;
  switch (settings.kind) {
    case 'wecom_robot':
      return [['address', judgeRobotAddress(settings.kind, settings.address)]];
    case 'dingtalk_robot':
    case 'feishu_robot':
      return [
        ['address', judgeRobotAddress(settings.kind, settings.address)],
        ['secret', judgeText(settings.secret, { max: secret })],
      ];
    case 'wecom_app':
      return [
        ['base', judgeAddress(settings.base) ?? judgeBase(settings.base)],
        ['corpId', judgeText(settings.corpId, { max: corpId, required: true })],
        ['agentId', judgeWhole(settings.agentId, agentId)],
        ['secret', judgeText(settings.secret, { max: secret, required: true })],
      ];
    case 'email':
      return settings.fromEnvironment ? [] : judgeMail(settings);
    case 'sms':
      return judgeSms(settings);
    case 'webhook':
      return [
        ['address', judgeAddress(settings.address)],
        ['secret', judgeText(settings.secret, { max: secret, required: true })],
      ];
  }
}

/** What is asked for is added to it. */
function judgeBase(base: string): FieldProblem | null {
  const { search, hash } = new URL(base);
  return search === '' && hash === '' ? null : { code: 'address_query', params: {} };
}

function judgeWhole(value: number, max: number): FieldProblem | null {
  if (!Number.isInteger(value)) return { code: 'not_integer', params: {} };
  if (value < 1) return { code: 'too_small', params: { min: 1 } };
  return value > max ? { code: 'too_large', params: { max } } : null;
}

function judgeMail(mail: Extract<ConnectorSettings, { readonly kind: 'email' }>): Judged {
  const { user, secret } = CONNECTOR_LIMITS;
  return [
    ['host', judgeHost(mail.host)],
    ['port', judgeWhole(mail.port, 65_535)],
    ['user', judgeText(mail.user, { max: user })],
    ['password', judgeText(mail.password, { max: secret, required: mail.user !== '' })],
    ['user', mail.user === '' && mail.password !== '' ? { code: 'required', params: {} } : null],
    ['from', judgeFrom(mail.from)],
  ];
}

type Sms = Extract<ConnectorSettings, { readonly kind: 'sms' }>;

const PLACEHOLDERS = ['phone', 'text'] as const;
/** The connection sets these, or another setting does. */
const RESERVED_HEADERS = ['host', 'content-length', 'content-type', 'transfer-encoding', 'connection'];
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

function judgeSms(sms: Sms): Judged {
  const { body, accepted } = CONNECTOR_LIMITS;
  const where = sms.method === 'POST' ? 'body' : 'address';
  return [
    ['address', judgeAddress(filled(sms.address)) ?? judgePlaceholderHost(sms.address)],
    ['address', judgePlaceholders(sms.address)],
    ...sms.headers.flatMap(([name, value], row): Judged => [
      [cellKey('headers', row, 'name'), judgeHeaderName(name)],
      [cellKey('headers', row, 'value'), judgeHeaderValue(value)],
    ]),
    ...(sms.method === 'POST'
      ? ([
          ['body', judgeText(sms.body, { max: body })],
          ['body', judgePlaceholders(sms.body)],
          ['body', sms.contentType === 'application/json' ? judgeJson(sms.body) : null],
        ] as const)
      : []),
    [where, judgeUsed(sms)],
    ['accepted', judgeText(sms.accepted, { max: accepted })],
  ];
}

/** As for somebody with the phone number 0 who is told x: both may stand in JSON without quotes, or not. */
function filled(template: string): string {
  return template.replaceAll('{phone}', '0').replaceAll('{text}', 'x');
}

/** To whom a message goes must not depend on what it says. */
function judgePlaceholderHost(address: string): FieldProblem | null {
  const other = address.replaceAll('{phone}', '1').replaceAll('{text}', 'y');
  const isSame = URL.canParse(other) && new URL(other).host === new URL(filled(address)).host;
  return isSame ? null : { code: 'address_placeholder_host', params: {} };
}

function judgePlaceholders(template: string): FieldProblem | null {
  const unknown = [...template.matchAll(/\{([A-Za-z_]+)\}/g)].find(
    ([, name]) => !(PLACEHOLDERS as readonly (string | undefined)[]).includes(name),
  );
  return unknown ? { code: 'sms_placeholder_unknown', params: { written: unknown[0] } } : null;
}

function judgeJson(body: string): FieldProblem | null {
  try {
    JSON.parse(filled(body));
    return null;
  } catch {
    return { code: 'sms_body_json', params: {} };
  }
}

/** Without one of them nobody would be told, or of nothing. */
function judgeUsed({ address, method, body }: Sms): FieldProblem | null {
  const sent = method === 'POST' ? address + body : address;
  const missing = PLACEHOLDERS.find((name) => !sent.includes(`{${name}}`));
  return missing === undefined
    ? null
    : { code: 'sms_placeholder_missing', params: { written: `{${missing}}` } };
}

function judgeHeaderName(name: string): FieldProblem | null {
  const problem = judgeText(name, { max: CONNECTOR_LIMITS.headerName, required: true });
  if (problem) return problem;
  if (!HEADER_NAME.test(name)) return { code: 'header_name', params: {} };
  return RESERVED_HEADERS.includes(name.toLowerCase()) ? { code: 'header_reserved', params: { name } } : null;
}

function judgeHeaderValue(value: string): FieldProblem | null {
  const problem = judgeText(value, { max: CONNECTOR_LIMITS.headerValue });
  return problem ?? (HEADER_VALUE.test(value) ? null : { code: 'header_value', params: {} });
}
