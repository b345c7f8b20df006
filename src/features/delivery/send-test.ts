import type { Ctx } from '../../context.ts';
import { faultAnswer } from '../../domain/connector/outcome.ts';
import { type Language, translator } from '../../i18n.ts';
import type { Outside } from '../../net/outside.ts';
import type { Connector } from '../connectors/connectors.query.ts';
import { resumeConnector } from './deliveries.store.ts';
import { sendMessage } from './send-message.ts';

/** What an administrator sees of one attempt. */
export interface Attempt {
  readonly delivered: boolean;
  /** See `tellAnswer`. */
  readonly answer: string;
  readonly durationMs: number;
}

/**
 * Sends a message by which an administrator sees whether a connector works (spec 05), at once and past its pace. When it
 * does, what waits for it goes on at once.
 * @param to a mailbox, a phone or a name in 企业微信; robots mention the phone, if there is one
 */
export async function sendTest(
  ctx: Ctx,
  outside: Outside,
  { id, settings }: Pick<Connector, 'id' | 'settings'>,
  to: { readonly address: string; readonly language: Language },
): Promise<Attempt> {
  if (settings === null) return { delivered: false, answer: faultAnswer('secrets_lost'), durationMs: 0 };
  const t = translator(to.language);
  const at = ctx.now();
  const begun = performance.now();
  const isRobot = settings.kind.endsWith('_robot');
  const message = {
    id: 0,
    subject: t('delivery.test.subject'),
    body: t('delivery.test.body'),
    link: outside.baseUrl,
    address: isRobot ? '' : to.address,
    mentions: isRobot && to.address !== '' ? [to.address] : [],
    payload: { event: 'test', sent_at: at.toISOString() },
  };
  const { verdict, answer } = await sendMessage(outside, settings, message, at);
  const durationMs = Math.round(performance.now() - begun);
  const delivered = verdict.kind === 'delivered';
  if (delivered) await resumeConnector(ctx.db, id, ctx.now());
  return { delivered, answer, durationMs };
}
