import type { Knex } from 'knex';
import { type ConnectorSettings, SECRET_SETTINGS } from '../../src/domain/connector/connector.ts';
import { deliverOutside, type DeliveredOutside } from '../../src/features/delivery/deliver-outside.ts';
import { createOutside, type Outside } from '../../src/net/outside.ts';
import { jobCtx } from './messages.ts';

/** Messages on their way out of the house. */

const SECRET = 'a secret of the tests, long enough';

/** Reaches the servers of tests, which are all at home; what hangs is waited for as long as the test says. */
export function testOutside(changes: Partial<Parameters<typeof createOutside>[0]> = {}): Outside {
  return createOutside({ sessionSecret: SECRET, allow: ['127.0.0.0/8'], ...changes });
}

let made = 0;

/** A connector, as an administrator keeps it; answers its id. */
export async function aConnector(
  db: Knex,
  settings: ConnectorSettings,
  changes: {
    readonly active?: boolean;
    readonly perMinute?: number | null;
    readonly events?: readonly string[];
  } = {},
): Promise<number> {
  const { kind, ...values } = settings;
  const isSecret = (key: string): boolean => SECRET_SETTINGS[kind].includes(key);
  const pick = (secret: boolean): object =>
    Object.fromEntries(Object.entries(values).filter(([key]) => isSecret(key) === secret));
  const [row] = (await db('connectors')
    .insert({
      kind,
      name: `渠道 ${(made += 1)}`,
      active: changes.active ?? true,
      config: JSON.stringify(pick(false)),
      secrets: testOutside().seal.seal(JSON.stringify(pick(true))),
      events: [...(changes.events ?? [])],
      per_minute: changes.perMinute ?? null,
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the connector was not made');
  return row.id;
}

export interface Queued {
  readonly channel: string;
  readonly connectorId?: number;
  readonly address?: string;
  readonly subject?: string;
  readonly body?: string;
  readonly link?: string;
  readonly mentions?: readonly string[];
  readonly payload?: unknown;
  readonly at?: Date;
}

let queued = 0;

/** A message in the outbox; answers its id. */
export async function queueOutside(db: Knex, message: Queued): Promise<number> {
  const at = message.at ?? new Date();
  const [row] = (await db('outbox')
    .insert({
      channel: message.channel,
      kind: 'assigned',
      connector_id: message.connectorId ?? null,
      address: message.address ?? null,
      subject: message.subject ?? '',
      body: message.body ?? `第 ${(queued += 1)} 条`,
      link: message.link ?? null,
      mentions: [...(message.mentions ?? [])],
      payload: message.payload === undefined ? null : JSON.stringify(message.payload),
      created_at: at,
      next_attempt_at: at,
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the message was not queued');
  return row.id;
}

/** What the job of a process does once. */
export function deliver(
  db: Knex,
  outside: Outside,
  now: () => Date = () => new Date(),
): Promise<DeliveredOutside> {
  return deliverOutside(jobCtx(db, now), outside);
}

export interface Sent {
  readonly id: number;
  readonly attempts: number;
  readonly delivered_at: Date | null;
  readonly failed_at: Date | null;
  readonly next_attempt_at: Date;
  readonly claimed_until: Date | null;
  readonly answer: string | null;
  readonly last_error: string | null;
}

export async function deliveriesOf(db: Knex, ...ids: number[]): Promise<Sent[]> {
  const query = db('outbox').whereNot('channel', 'inbox').orderBy('id');
  if (ids.length > 0) void query.whereIn('id', ids);
  return (await query.select(
    'id',
    'attempts',
    'delivered_at',
    'failed_at',
    'next_attempt_at',
    'claimed_until',
    'answer',
    'last_error',
  )) as Sent[];
}

/** Nothing of what an earlier test has left. */
export async function withoutDeliveries(db: Knex): Promise<void> {
  await db('outbox').whereNot('channel', 'inbox').delete();
  await db('connectors').delete();
}
