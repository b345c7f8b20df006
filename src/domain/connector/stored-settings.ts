import { z } from 'zod';
import type { ConnectorKind, ConnectorSettings } from './connector.ts';

const text = z.string().default('');
const Shapes = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wecom_robot'), address: text }),
  z.object({ kind: z.enum(['dingtalk_robot', 'feishu_robot']), address: text, secret: text }),
  z.object({
    kind: z.literal('wecom_app'),
    base: text,
    corpId: text,
    agentId: z.number().default(0),
    secret: text,
  }),
  z.object({
    kind: z.literal('email'),
    fromEnvironment: z.boolean().default(false),
    host: text,
    port: z.number().default(465),
    security: z.enum(['tls', 'starttls', 'none']).default('tls'),
    user: text,
    password: text,
    from: text,
  }),
  z.object({
    kind: z.literal('sms'),
    address: text,
    method: z.enum(['GET', 'POST']).default('POST'),
    headers: z.array(z.tuple([z.string(), z.string()])).default([]),
    contentType: z
      .enum(['application/json', 'application/x-www-form-urlencoded'])
      .default('application/json'),
    body: text,
    accepted: text,
  }),
  z.object({ kind: z.literal('webhook'), address: text, secret: text }),
]);

/** The settings of a connector as they are stored, what is not there as nothing; null where they are of no use (spec 05). */
export function readStoredSettings(
  kind: ConnectorKind,
  stored: Readonly<Record<string, unknown>>,
): ConnectorSettings | null {
  const read = Shapes.safeParse({ ...stored, kind });
  return read.success ? read.data : null;
}
