import type { Knex } from 'knex';

export interface Caller {
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  /** As it was said. */
  readonly phoneText: string;
}

export interface SavedCustomer {
  readonly id: number;
  readonly phone: string;
  readonly isNew: boolean;
}

/**
 * Finds or makes the customers of some phones in one statement, so two calls at once make one customer. A name is
 * filled in where none was known; a known one is never overwritten by what a caller was called today.
 * @param callers each phone once
 */
export async function upsertCustomers(
  trx: Knex.Transaction,
  callers: readonly Caller[],
  now: Date,
): Promise<SavedCustomer[]> {
  // In the order of their phones: two transactions with the same callers wait for each other, and never in a circle.
  const { rows } = (await trx.raw(
    `insert into customers (name, phone, phone_text, created_at, updated_at)
     select name, phone, "phoneText", :now, :now
       from jsonb_to_recordset(:callers) as c (name text, phone text, "phoneText" text) order by phone
     on conflict (phone) do update set
       name = case when customers.name = '' then excluded.name else customers.name end
     returning id, phone, xmax = 0 as "isNew"`,
    { callers: JSON.stringify(callers), now },
  )) as { rows: SavedCustomer[] };
  return rows;
}
