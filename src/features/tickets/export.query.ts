import type { Knex } from 'knex';

/** Who takes a file and stops reading must not hold a connection of the pool for ever. */
export async function limitIdleTransaction(trx: Knex): Promise<void> {
  await trx.raw(`set local idle_in_transaction_session_timeout = '120s'`);
}
