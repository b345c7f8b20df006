import { createHmac } from 'node:crypto';
import type { ConnectorSettings, RobotKind } from '../../domain/connector/connector.ts';
import type { Outcome } from '../../domain/connector/outcome.ts';
import type { Answer, OutgoingRequest } from '../../net/guarded-request.ts';
import {
  dialled,
  fitBytes,
  JSON_HEADERS,
  jsonOf,
  judgeStatus,
  type OutgoingMessage,
  slower,
  textWithLink,
  toldAnswer,
} from './outgoing-message.ts';

export type RobotSettings = Extract<ConnectorSettings, { kind: RobotKind }>;

/** As much as each takes, in bytes. */
const MOST_BYTES: Readonly<Record<RobotKind, number>> = {
  wecom_robot: 2048,
  dingtalk_robot: 15_000,
  feishu_robot: 15_000,
};

/** Codes with which each says that it is asked too often. */
const TOO_OFTEN: Readonly<Record<RobotKind, readonly number[]>> = {
  wecom_robot: [45009, 45033],
  dingtalk_robot: [130101, 130102, 410100],
  feishu_robot: [9499, 11232, 11233, 99991400],
};

/** A text to a chat group, signed as its product demands (spec 05). */
export function buildRobotRequest(
  settings: RobotSettings,
  message: OutgoingMessage,
  now: Date,
): OutgoingRequest {
  const text = fitBytes(textWithLink(message), MOST_BYTES[settings.kind]);
  const phones = message.mentions.map(dialled);
  switch (settings.kind) {
    case 'wecom_robot':
      return post(settings.address, {
        msgtype: 'text',
        text: { content: text, ...(phones.length > 0 && { mentioned_mobile_list: phones }) },
      });
    case 'dingtalk_robot':
      return post(signedAddress(settings, now), {
        msgtype: 'text',
        // Only who is named in the text, too, is mentioned.
        text: { content: [text, ...phones.map((phone) => `@${phone}`)].join(' ') },
        at: { atMobiles: phones, isAtAll: false },
      });
    case 'feishu_robot':
      // People are mentioned by ids of that product, of which nothing is known here.
      return post(settings.address, {
        ...signatureOf(settings.secret, now),
        msg_type: 'text',
        content: { text },
      });
  }
}

/** A robot whose key or signature is wrong is broken, not the message; all say so with 200. */
export function judgeRobotAnswer(kind: RobotKind, answer: Answer, now: Date): Outcome {
  const known = judgeStatus(answer, now);
  if (known) return known;
  const told = toldAnswer(answer);
  const said = jsonOf(answer.body);
  const code = kind === 'feishu_robot' ? (said?.['code'] ?? said?.['StatusCode']) : said?.['errcode'];
  if (code === 0) return { verdict: { kind: 'delivered' }, answer: told };
  const isTooOften = typeof code === 'number' && TOO_OFTEN[kind].includes(code);
  return { verdict: isTooOften ? slower() : { kind: 'failed' }, answer: told };
}

function post(address: string, body: unknown): OutgoingRequest {
  return { method: 'POST', address, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** 钉钉: the key is the secret, and what is signed is the time in ms and the secret. */
function signedAddress({ address, secret }: { address: string; secret: string }, now: Date): string {
  if (secret === '' || !URL.canParse(address)) return address;
  const timestamp = String(now.getTime());
  const url = new URL(address);
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set(
    'sign',
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'),
  );
  return url.href;
}

/** 飞书: the key is the time in seconds and the secret, and what is signed is empty. */
function signatureOf(secret: string, now: Date): { timestamp: string; sign: string } | null {
  if (secret === '') return null;
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') };
}
