import type { Knex } from 'knex';

/** Configuration whose order says what is asked, or done, first. */
export type OrderedTable = 'assignment_rules' | 'automations' | 'sla_policies';

/** Such a list is put into order, added to and taken from by one administrator at a time. Reading goes on meanwhile. */
export async function lockList(trx: Knex.Transaction, table: OrderedTable): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [`gongdan ${table}`]);
}

/** @param ids all of them */
export async function writeOrder(db: Knex, table: OrderedTable, ids: readonly number[]): Promise<void> {
  await db.raw(
    `update ?? r set position = o.position - 1
     from unnest(?::bigint[]) with ordinality as o (id, position) where r.id = o.id`,
    [table, [...ids]],
  );
}

/** At the end of the order. @returns its id */
export async function insertLast(db: Knex, table: OrderedTable, columns: object, now: Date): Promise<number> {
  const position = db.raw('(select coalesce(max(position), -1) + 1 from ??)', [table]);
  const [row] = (await db(table)
    .insert({ ...columns, created_at: now, updated_at: now, position })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error(`nothing was inserted into ${table}`);
  return row.id;
}

/** False when it has another version by now, or is gone. */
export async function updateRecord(
  db: Knex,
  table: OrderedTable,
  { id, version }: { readonly id: number; readonly version: number },
  { columns, now }: { readonly columns: object; readonly now: Date },
): Promise<boolean> {
  const changed = { ...columns, updated_at: now, version: version + 1 };
  return (await db(table).where({ id, version }).update(changed)) === 1;
}

/** False when it has another version by now, or is gone. */
export async function deleteRecord(
  db: Knex,
  table: OrderedTable,
  { id, version }: { readonly id: number; readonly version: number },
): Promise<boolean> {
  return (await db(table).where({ id, version }).delete()) === 1;
}
