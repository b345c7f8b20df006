import type { Ctx } from '../../context.ts';
import type { ConnectorSettings } from '../../domain/connector/connector.ts';
import { faultAnswer, type Outcome } from '../../domain/connector/outcome.ts';
import type { Outside } from '../../net/outside.ts';
import { findConnector } from '../connectors/connectors.query.ts';
import type { DueDelivery, Lane } from './deliveries.store.ts';
import { keepWebhookSecret } from './keep-webhook-secret.ts';
import { toOutgoing } from './outgoing.view.ts';
import { sendMessage } from './send-message.ts';

/** By what messages of a lane are sent; null where what is needed for it can't be read. */
export type Way = ConnectorSettings | null;

export async function findWay(ctx: Ctx, outside: Outside, lane: Lane): Promise<Way> {
  if ('connectorId' in lane) {
    return (await findConnector(ctx.db, outside.seal, lane.connectorId))?.settings ?? null;
  }
  return { kind: 'webhook', address: '', secret: await keepWebhookSecret(ctx.db, outside.seal) };
}

export interface MadeAttempt {
  readonly message: DueDelivery;
  readonly outcome: Outcome;
  readonly at: Date;
  readonly durationMs: number;
}

/** One message, sent once (spec 05); never throws for what the other side does. */
export async function attempt(
  ctx: Ctx,
  outside: Outside,
  way: Way,
  message: DueDelivery,
): Promise<MadeAttempt> {
  const at = ctx.now();
  const begun = performance.now();
  const outcome = await outcomeOf(outside, way, message, at);
  return { message, outcome, at, durationMs: Math.round(performance.now() - begun) };
}

async function outcomeOf(outside: Outside, way: Way, message: DueDelivery, at: Date): Promise<Outcome> {
  if (way === null) return { verdict: { kind: 'failed' }, answer: faultAnswer('secrets_lost') };
  const isToPerson = way.kind === 'email' || way.kind === 'sms' || way.kind === 'wecom_app';
  if (isToPerson && !message.address) {
    return { verdict: { kind: 'refused' }, answer: faultAnswer('bad_recipient') };
  }
  const settings = way.kind === 'webhook' ? { ...way, address: message.address ?? way.address } : way;
  return sendMessage(outside, settings, toOutgoing(message, outside.baseUrl), at);
}
