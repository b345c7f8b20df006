import type { Knex } from 'knex';
import { type Caller, type SavedCustomer, upsertCustomers } from './customers.store.ts';

/**
 * Keeps who is calling, inside the caller's transaction (spec 08): the customer of this phone, made when there is
 * none. A masked or missing phone is no identity: then the name stays on the ticket alone, and the answer is null.
 */
export async function saveCaller(
  trx: Knex.Transaction,
  { name, phone, phoneText, now }: { name: string; phone: string | null; phoneText: string; now: Date },
): Promise<number | null> {
  if (phone === null) return null;
  const id = (await saveCallers(trx, [{ name, phone, phoneText }], now)).get(phone)?.id;
  if (id === undefined) throw new Error('upsert into customers answered nothing');
  return id;
}

/** The same for many, in one statement, by their phones. Of several with one phone, the first that has a name counts. */
export async function saveCallers(
  trx: Knex.Transaction,
  callers: readonly Caller[],
  now: Date,
): Promise<Map<string, SavedCustomer>> {
  const byPhone = new Map<string, Caller>();
  for (const caller of callers) {
    const known = byPhone.get(caller.phone);
    if (!known || (known.name === '' && caller.name !== '')) byPhone.set(caller.phone, caller);
  }
  if (byPhone.size === 0) return new Map();
  const saved = await upsertCustomers(trx, [...byPhone.values()], now);
  return new Map(saved.map((customer) => [customer.phone, customer]));
}
