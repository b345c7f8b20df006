import { createHmac } from 'node:crypto';
import type { Outcome } from '../../domain/connector/outcome.ts';
import type { Answer, OutgoingRequest } from '../../net/guarded-request.ts';
import { JSON_HEADERS, judgeStatus, type OutgoingMessage, toldAnswer } from './outgoing-message.ts';

/**
 * A call of another system (spec 05, 09): JSON, with what proves where it comes from, when it was sent, and which one it
 * is, since the same may come twice.
 */
export function buildWebhookRequest(
  { address, secret }: { readonly address: string; readonly secret: string },
  { id, payload }: OutgoingMessage,
  now: Date,
): OutgoingRequest {
  const body = JSON.stringify(payload);
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    method: 'POST',
    address,
    headers: {
      ...JSON_HEADERS,
      'x-gongdan-timestamp': timestamp,
      'x-gongdan-signature': `v1=${signature}`,
      'x-gongdan-delivery': String(id),
    },
    body,
  };
}

/** Anything of 200 to 299 is taken; what else a system says of a call will not change by repeating it. */
export function judgeWebhookAnswer(answer: Answer, now: Date): Outcome {
  const known = judgeStatus(answer, now);
  if (known) return known;
  const kind = answer.status >= 200 && answer.status < 300 ? 'delivered' : 'refused';
  return { verdict: { kind }, answer: toldAnswer(answer) };
}
