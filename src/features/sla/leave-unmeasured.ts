import type { Knex } from 'knex';
import { insertRestingClocks } from './timers.store.ts';

/**
 * Of tickets that were closed before they came here nothing is measured (spec 05, 06): a reopening is the first that is.
 * Inside the caller's transaction, in one statement.
 */
export async function leaveUnmeasured(
  trx: Knex.Transaction,
  ticketIds: readonly number[],
  now: Date,
): Promise<void> {
  if (ticketIds.length > 0) await insertRestingClocks(trx, ticketIds, now);
}
