import type { Knex } from 'knex';

/**
 * Finds or makes the customer of a phone in one statement, so two calls at once make one customer. A name is filled
 * in where none was known; a known one is never overwritten by what a caller was called today.
 */
export async function upsertCustomer(
  trx: Knex.Transaction,
  caller: { name: string; phone: string; phoneText: string; now: Date },
): Promise<number> {
  const { rows } = (await trx.raw(
    `insert into customers (name, phone, phone_text, created_at, updated_at) values (?, ?, ?, ?, ?)
     on conflict (phone) do update set
       name = case when customers.name = '' then excluded.name else customers.name end
     returning id`,
    [caller.name, caller.phone, caller.phoneText, caller.now, caller.now],
  )) as { rows: { id: number }[] };
  if (!rows[0]) throw new Error('upsert into customers answered nothing');
  return rows[0].id;
}
