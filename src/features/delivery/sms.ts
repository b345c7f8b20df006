import type { ConnectorSettings } from '../../domain/connector/connector.ts';
import type { Outcome } from '../../domain/connector/outcome.ts';
import type { Answer, OutgoingRequest } from '../../net/guarded-request.ts';
import { dialled, judgeStatus, type OutgoingMessage, toldAnswer } from './outgoing-message.ts';

export type SmsSettings = Extract<ConnectorSettings, { kind: 'sms' }>;

/**
 * A message to a phone, in the words of whichever provider (spec 05): what is filled in is escaped as the place demands
 * where it stands. Without a link: providers refuse messages with addresses that they don't know.
 */
export function buildSmsRequest(settings: SmsSettings, message: OutgoingMessage): OutgoingRequest {
  const values = { phone: dialled(message.address), text: message.body };
  const isJson = settings.contentType === 'application/json';
  const withBody = settings.method === 'POST';
  return {
    method: settings.method,
    address: fill(settings.address, values, encodeURIComponent),
    headers: {
      ...Object.fromEntries(settings.headers),
      ...(withBody && { 'content-type': `${settings.contentType}; charset=utf-8` }),
    },
    body: withBody ? fill(settings.body, values, isJson ? insideJson : encodeURIComponent) : null,
  };
}

/** Many providers answer 200 whatever comes of it; who may not ask at all is told so by 401 or 403. */
export function judgeSmsAnswer({ accepted }: SmsSettings, answer: Answer, now: Date): Outcome {
  const known = judgeStatus(answer, now);
  if (known) return known;
  const told = toldAnswer(answer);
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    return { verdict: { kind: body.includes(accepted) ? 'delivered' : 'declined' }, answer: told };
  }
  return { verdict: { kind: status === 400 || status === 422 ? 'refused' : 'failed' }, answer: told };
}

function fill(
  template: string,
  values: Readonly<Record<string, string>>,
  escape: (value: string) => string,
): string {
  return template.replaceAll(/\{(phone|text)\}/g, (_all, name: string) => escape(values[name] ?? ''));
}

/** As it stands between the quotes of a text. */
function insideJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
