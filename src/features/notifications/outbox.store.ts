import type { Knex } from 'knex';

export interface QueuedMessage {
  readonly channel: string;
  readonly kind: string;
  readonly recipient_id: number;
  /** Null for what is about no ticket. */
  readonly ticket_id: number | null;
  readonly actor_id: number | null;
  readonly body: string;
  /** Where it leads that is about no ticket: an address of this site. */
  readonly link: string | null;
  readonly dedupe_key: string | null;
  readonly created_at: Date;
  readonly next_attempt_at: Date;
}

/** Queues messages, and wakes the workers once they are committed. */
export async function insertMessages(trx: Knex.Transaction, rows: readonly QueuedMessage[]): Promise<void> {
  if (rows.length === 0) return;
  await trx('outbox')
    .insert([...rows])
    .onConflict('dedupe_key')
    .ignore();
  await trx.raw(`select pg_notify('gongdan', '{"outbox":true}')`);
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
}
