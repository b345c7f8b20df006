import type { Knex } from 'knex';

export interface QueuedMessage {
  readonly channel: string;
  readonly kind: string;
  /** Null for robots and other systems. */
  readonly recipient_id: number | null;
  readonly connector_id: number | null;
  /** Of the recipient on the channel, as it is now. */
  readonly address: string | null;
  /** Null for what is about no ticket. */
  readonly ticket_id: number | null;
  readonly actor_id: number | null;
  /** For which a robot speaks. */
  readonly group_id: number | null;
  readonly mentions: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly payload: Readonly<Record<string, string>> | null;
  /** Where it leads that is about no ticket: an address of this site. */
  readonly link: string | null;
  readonly dedupe_key: string | null;
  readonly created_at: Date;
  readonly next_attempt_at: Date;
}

const COLUMNS = `channel, kind, recipient_id, connector_id, address, ticket_id, actor_id, group_id, mentions, subject,
  body, payload, link, dedupe_key, created_at, next_attempt_at`;

/** Queues messages, and wakes the workers once they are committed. As one value: thousands are no more than one. */
export async function insertMessages(trx: Knex.Transaction, rows: readonly QueuedMessage[]): Promise<void> {
  if (rows.length === 0) return;
  await trx.raw(
    `insert into outbox (${COLUMNS}) select ${COLUMNS} from jsonb_to_recordset(?::jsonb) as row(
       channel text, kind text, recipient_id bigint, connector_id bigint, address text, ticket_id bigint,
       actor_id bigint, group_id bigint, mentions text[], subject text, body text, payload jsonb, link text,
       dedupe_key text, created_at timestamptz, next_attempt_at timestamptz)
     on conflict (dedupe_key) do nothing`,
    [JSON.stringify(rows)],
  );
  await wakeWorkers(trx);
}

/** For another system: there it is, until something delivers it. */
export interface QueuedCall {
  readonly kind: string;
  readonly ticket_id: number;
  readonly address: string;
  readonly payload: string;
  readonly dedupe_key: string;
  readonly created_at: Date;
  readonly next_attempt_at: Date;
}

export async function insertCall(trx: Knex.Transaction, call: QueuedCall): Promise<void> {
  await trx('outbox')
    .insert({ ...call, channel: 'webhook', body: '' })
    .onConflict('dedupe_key')
    .ignore();
  await wakeWorkers(trx);
}

async function wakeWorkers(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_notify('gongdan', '{"outbox":true}')`);
}
