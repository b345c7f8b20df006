import type { ConnectorSettings } from '../../domain/connector/connector.ts';
import { faultAnswer, type Outcome } from '../../domain/connector/outcome.ts';
import { guardedRequest } from '../../net/guarded-request.ts';
import { faultOf } from '../../net/outgoing-fault.ts';
import type { Outside } from '../../net/outside.ts';
import { sendMail } from './mail.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { buildRobotRequest, judgeRobotAnswer } from './robots.ts';
import { buildSmsRequest, judgeSmsAnswer } from './sms.ts';
import { sendByWecomApp } from './wecom-app.ts';
import { buildWebhookRequest, judgeWebhookAnswer } from './webhook.ts';

/** Sends a message on its way out (spec 05); whatever happens is an outcome. */
export async function sendMessage(
  outside: Outside,
  settings: ConnectorSettings,
  message: OutgoingMessage,
  now: Date,
): Promise<Outcome> {
  try {
    return await send(outside, settings, message, now);
  } catch (error) {
    const { fault, detail } = faultOf(error);
    // An address that is none will be none tomorrow.
    const kind = fault === 'bad_address' && settings.kind === 'webhook' ? 'refused' : 'failed';
    return { verdict: { kind }, answer: faultAnswer(fault, detail) };
  }
}

async function send(
  outside: Outside,
  settings: ConnectorSettings,
  message: OutgoingMessage,
  now: Date,
): Promise<Outcome> {
  switch (settings.kind) {
    case 'wecom_robot':
    case 'dingtalk_robot':
    case 'feishu_robot': {
      const answer = await guardedRequest(outside, buildRobotRequest(settings, message, now));
      return judgeRobotAnswer(settings.kind, answer, now);
    }
    case 'wecom_app':
      return sendByWecomApp(outside, settings, message, now);
    case 'email':
      return sendMail(outside, settings, message);
    case 'sms': {
      const answer = await guardedRequest(outside, buildSmsRequest(settings, message));
      return judgeSmsAnswer(settings, answer, now);
    }
    case 'webhook': {
      const answer = await guardedRequest(outside, buildWebhookRequest(settings, message, now));
      return judgeWebhookAnswer(answer, now);
    }
  }
}
