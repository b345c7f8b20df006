import type { Knex } from 'knex';

export interface DueMessage {
  readonly id: number;
  readonly kind: string;
  readonly recipient_id: number;
  readonly ticket_id: number | null;
  readonly actor_id: number | null;
  readonly body: string;
  readonly link: string | null;
  readonly attempts: number;
}

const COLUMNS = ['id', 'kind', 'recipient_id', 'ticket_id', 'actor_id', 'body', 'link', 'attempts'] as const;

/** Messages that are due, locked for this transaction; those that someone else is delivering are passed over. */
export async function takeDue(
  trx: Knex.Transaction,
  { now, limit }: { now: Date; limit: number },
): Promise<DueMessage[]> {
  return (await trx('outbox')
    .where('channel', 'inbox')
    .whereNull('delivered_at')
    .whereNull('failed_at')
    .where('next_attempt_at', '<=', now)
    .orderBy(['next_attempt_at', 'id'])
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .select(...COLUMNS)) as DueMessage[];
}

/** Puts messages into the inboxes: at most once each, whatever happened before. */
export async function insertMessages(
  trx: Knex.Transaction,
  messages: readonly DueMessage[],
  now: Date,
): Promise<void> {
  await trx('inbox')
    .insert(
      messages.map((message) => ({
        user_id: message.recipient_id,
        outbox_id: message.id,
        kind: message.kind,
        ticket_id: message.ticket_id,
        actor_id: message.actor_id,
        body: message.body,
        link: message.link,
        created_at: now,
      })),
    )
    .onConflict('outbox_id')
    .ignore();
}

export async function markDelivered(
  trx: Knex.Transaction,
  messages: readonly DueMessage[],
  now: Date,
): Promise<void> {
  await trx('outbox')
    .whereIn(
      'id',
      messages.map((message) => message.id),
    )
    .update({ delivered_at: now, attempts: trx.raw('attempts + 1'), last_error: null });
}

/** A message that could not be delivered: when to try again, or that it was given up. */
export async function markFailed(
  trx: Knex.Transaction,
  message: DueMessage,
  { error, nextAttemptAt, failedAt }: { error: string; nextAttemptAt: Date; failedAt: Date | null },
): Promise<void> {
  await trx('outbox')
    .where('id', message.id)
    .update({
      attempts: message.attempts + 1,
      last_error: error,
      next_attempt_at: nextAttemptAt,
      failed_at: failedAt,
    });
}
