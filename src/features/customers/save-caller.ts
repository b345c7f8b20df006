import type { Knex } from 'knex';
import { upsertCustomer } from './customers.store.ts';

/**
 * Keeps who is calling, inside the caller's transaction (spec 08): the customer of this phone, made when there is
 * none. A masked or missing phone is no identity: then the name stays on the ticket alone, and the answer is null.
 */
export async function saveCaller(
  trx: Knex.Transaction,
  caller: { name: string; phone: string | null; phoneText: string; now: Date },
): Promise<number | null> {
  return caller.phone === null ? null : upsertCustomer(trx, { ...caller, phone: caller.phone });
}
