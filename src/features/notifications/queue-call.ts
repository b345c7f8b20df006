import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { insertCall } from './outbox.store.ts';

/** What another system is told of a ticket: which one, and what it has come to. Nothing of its customer. */
export interface Call {
  readonly kind: string;
  readonly ticketId: number;
  readonly address: string;
  readonly payload: Readonly<Record<string, string | number | null>>;
  /** The same is queued once. */
  readonly once: string;
}

/** Queues a call of another system inside the transaction that causes it (spec 04, 05). */
export async function queueCall(ctx: Ctx, trx: Knex.Transaction, call: Call): Promise<void> {
  const now = ctx.now();
  await insertCall(trx, {
    kind: call.kind,
    ticket_id: call.ticketId,
    address: call.address,
    payload: JSON.stringify(call.payload),
    dedupe_key: call.once,
    created_at: now,
    next_attempt_at: now,
  });
}
