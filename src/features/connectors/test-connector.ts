import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import type { ConnectorKind } from '../../domain/connector/connector.ts';
import { normalizePhone } from '../../domain/form/phone.ts';
import type { Language } from '../../i18n.ts';
import type { Outside } from '../../net/outside.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { type Attempt, sendTest } from '../delivery/send-test.ts';
import { isRobot } from './connector-form.ts';
import type { Connector } from './connectors.query.ts';

/** Where a test goes, as messages have it; or why it can't go there, as a code of `form.problem`. */
export function readTestTo(
  kind: ConnectorKind,
  typed: string,
): { readonly address: string } | { readonly problem: string } {
  if (kind === 'webhook' || (isRobot(kind) && typed === '')) return { address: '' };
  if (kind === 'wecom_app') return typed === '' ? { problem: 'wecom_id_missing' } : { address: typed };
  if (kind === 'email')
    return z.email().safeParse(typed).success ? { address: typed } : { problem: 'email_invalid' };
  const phone = normalizePhone(typed);
  return 'e164' in phone ? { address: phone.e164 } : { problem: 'phone_invalid' };
}

/** Sends a test message now, by the settings as they are stored (spec 05); the audit log hears who did, and how it went. */
export async function testConnector(
  ctx: ActorCtx,
  outside: Outside,
  connector: Connector,
  to: { readonly address: string; readonly language: Language },
): Promise<Attempt> {
  const attempt = await sendTest(ctx, outside, connector, to);
  await recordAudit(ctx, {
    action: 'connector_tested',
    actorId: ctx.actor.id,
    subjectType: 'connector',
    subjectId: String(connector.id),
    subjectName: connector.name,
    changes: { delivered: attempt.delivered },
  });
  return attempt;
}
