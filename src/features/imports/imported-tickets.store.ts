import type { Knex } from 'knex';

/** Tickets that an import has made, and their end when it is undone: the only one that tickets ever have. */

export interface Made {
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** Locks them until the end of the transaction. */
export async function lockMade(trx: Knex.Transaction, importId: number): Promise<Made> {
  const { rows } = (await trx.raw(
    `with made as (select id, number from tickets where import_id = ? order by id for update)
     select count(*), (array_agg(number order by id))[1] as first, (array_agg(number order by id desc))[1] as last from made`,
    [importId],
  )) as { rows: { count: number; first: string | null; last: string | null }[] };
  const [row] = rows;
  return { count: row?.count ?? 0, first: row?.first ?? '', last: row?.last ?? '' };
}

/** Those that are not as the import has left them. */
export async function findTouched(
  trx: Knex.Transaction,
  importId: number,
  limit: number,
): Promise<{ count: number; numbers: string[] }> {
  const touched = trx('tickets').where('import_id', importId).whereRaw('version <> imported_version');
  const numbers = (await touched.clone().orderBy('id').limit(limit).pluck('number')) as string[];
  const row = (await touched.count('* as count').first()) as { count: number };
  return { count: row.count, numbers };
}

/** What points at a ticket, in the order in which it can go. Its log and itself are kept by the database until then. */
const PARTS = [
  'delete from ticket_links where from_id in (select id from made) or to_id in (select id from made)',
  'delete from wait_warnings where ticket_id in (select id from made)',
  'delete from ticket_collaborators where ticket_id in (select id from made)',
  'delete from inbox where ticket_id in (select id from made)',
  'delete from outbox where ticket_id in (select id from made)',
  'delete from assignments where ticket_id in (select id from made)',
  'update import_rows set ticket_id = null where ticket_id in (select id from made)',
  'delete from ticket_events where ticket_id in (select id from made)',
  'delete from tickets where id in (select id from made)',
] as const;

/** Removes them with all that is theirs; answers how many of the customers that came with them have gone, too. */
export async function deleteMade(trx: Knex.Transaction, importId: number): Promise<number> {
  // Whoever takes such a customer at this moment waits, and then makes them anew.
  const { rows: customers } = (await trx.raw(
    `select c.id from customers c where c.version = 1 and c.id in (
       select t.customer_id from import_rows r join tickets t on t.id = r.ticket_id
       where r.import_id = ? and r.is_new_customer
     ) order by c.phone for update`,
    [importId],
  )) as { rows: { id: number }[] };
  for (const part of PARTS)
    await trx.raw(`with made as (select id from tickets where import_id = ?) ${part}`, [importId]);
  const { rowCount } = (await trx.raw(
    `delete from customers c where c.id = any(?) and not exists (select 1 from tickets t where t.customer_id = c.id)`,
    [customers.map(({ id }) => id)],
  )) as { rowCount: number };
  return rowCount;
}
