import type { ConnectorSettings } from '../../domain/connector/connector.ts';
import type { Outcome } from '../../domain/connector/outcome.ts';
import { type Answer, guardedRequest, type OutgoingRequest } from '../../net/guarded-request.ts';
import type { Outside } from '../../net/outside.ts';
import {
  fitBytes,
  JSON_HEADERS,
  jsonOf,
  judgeStatus,
  type OutgoingMessage,
  slower,
  textWithLink,
  toldAnswer,
} from './outgoing-message.ts';

export type WecomAppSettings = Extract<ConnectorSettings, { kind: 'wecom_app' }>;

const MOST_BYTES = 2048;
/** Renewed a little before it expires. */
const MARGIN_S = 120;
const TOKEN_VOID = [40014, 41001, 42001];
const TOO_OFTEN = [45009, 45011, 45033];
/** There is no such person, or none who may see the application. */
const NOBODY = [40003, 60111, 81013];

/** Where the token of an application is fetched. */
function buildTokenRequest({ base, corpId, secret }: WecomAppSettings): OutgoingRequest {
  const address = `${trimmed(base)}/cgi-bin/gettoken?corpid=${encodeURIComponent(corpId)}&corpsecret=${encodeURIComponent(secret)}`;
  return { method: 'GET', address, headers: {}, body: null };
}

/** A message of an application to one of its people (spec 05). */
function buildWecomAppRequest(
  { base, agentId }: WecomAppSettings,
  token: string,
  message: OutgoingMessage,
): OutgoingRequest {
  return {
    method: 'POST',
    address: `${trimmed(base)}/cgi-bin/message/send?access_token=${encodeURIComponent(token)}`,
    headers: JSON_HEADERS,
    body: JSON.stringify({
      touser: message.address,
      msgtype: 'text',
      agentid: agentId,
      text: { content: fitBytes(textWithLink(message), MOST_BYTES) },
      // Sent again, it is shown once.
      enable_duplicate_check: 1,
      duplicate_check_interval: 1800,
    }),
  };
}

function judgeWecomAppAnswer(answer: Answer, now: Date): Outcome {
  const known = judgeStatus(answer, now);
  if (known) return known;
  const told = toldAnswer(answer);
  const said = jsonOf(answer.body);
  const code = Number(said?.['errcode'] ?? -1);
  if (TOO_OFTEN.includes(code)) return { verdict: slower(), answer: told };
  // With the only person it was for among the unknown ones it has gone nowhere.
  const isUnknown = code === 0 && (said?.['invaliduser'] ?? '') !== '';
  if (NOBODY.includes(code) || isUnknown) return { verdict: { kind: 'refused' }, answer: told };
  return { verdict: { kind: code === 0 ? 'delivered' : 'failed' }, answer: told };
}

/** Sends with the token at hand; with a new one when that has become void. @throws OutgoingFault */
export async function sendByWecomApp(
  outside: Outside,
  settings: WecomAppSettings,
  message: OutgoingMessage,
  now: Date,
): Promise<Outcome> {
  const key = `${settings.base}\n${settings.corpId}\n${settings.secret}`;
  const kept = outside.tokens.get(key);
  if (kept && kept.expiresAt > now) {
    const answer = await guardedRequest(outside, buildWecomAppRequest(settings, kept.text, message));
    if (!TOKEN_VOID.includes(Number(jsonOf(answer.body)?.['errcode'])))
      return judgeWecomAppAnswer(answer, now);
  }
  outside.tokens.delete(key);
  const fetched = await guardedRequest(outside, buildTokenRequest(settings));
  const said = jsonOf(fetched.body);
  const text = said?.['access_token'];
  if (typeof text !== 'string' || text === '') {
    const { verdict, answer } = judgeWecomAppAnswer(fetched, now);
    return { verdict: verdict.kind === 'slower' ? verdict : { kind: 'failed' }, answer };
  }
  const seconds = Number(said?.['expires_in'] ?? 0) - MARGIN_S;
  if (seconds > 0) outside.tokens.set(key, { text, expiresAt: new Date(now.getTime() + seconds * 1000) });
  const answer = await guardedRequest(outside, buildWecomAppRequest(settings, text, message));
  return judgeWecomAppAnswer(answer, now);
}

function trimmed(base: string): string {
  return base.replace(/\/+$/, '');
}
