import type { Knex } from 'knex';
import { UNFINISHED_STATUSES } from '../../domain/ticket/status.ts';
import type { CaseKey } from './import-handler.ts';

/**
 * The numbers of the tickets that rows of these identities have become, in whatever import; those undone don't count.
 * Until the end of the transaction nobody else finds that there is none.
 */
export async function holdIdentities(
  trx: Knex.Transaction,
  identities: readonly string[],
): Promise<Map<string, string>> {
  // In one order: two imports of the same rows wait for each other, and never in a circle.
  await trx.raw(
    `select pg_advisory_xact_lock(key) from
       (select distinct hashtextextended(identity, 0) as key from unnest(?::text[]) as identity order by key) as keys`,
    [[...identities]],
  );
  const { rows } = (await trx.raw(
    `select r.identity, min(t.number) as number from import_rows r join tickets t on t.id = r.ticket_id
     where r.identity = any(?) group by r.identity`,
    [[...identities]],
  )) as { rows: { identity: string; number: string }[] };
  return new Map(rows.map(({ identity, number }) => [identity, number]));
}

export interface OpenCase {
  readonly id: number;
  readonly number: string;
  readonly version: number;
}

/** The unfinished tickets of some phones and categories (spec 01, duplicate rule), by `keyOfCase`. */
export async function findOpenCases(db: Knex, cases: readonly CaseKey[]): Promise<Map<string, OpenCase>> {
  const { rows } = (await db.raw(
    `select t.id, t.number, t.version, t.phone, t.category_id as "categoryId"
     from jsonb_to_recordset(?) as c (phone text, "categoryId" bigint)
     join tickets t on t.phone = c.phone and t.category_id = c."categoryId" and t.status = any(?)`,
    [JSON.stringify(cases), [...UNFINISHED_STATUSES]],
  )) as { rows: (OpenCase & CaseKey)[] };
  return new Map(
    rows.map((row) => [keyOfCase(row), { id: row.id, number: row.number, version: row.version }]),
  );
}

export function keyOfCase({ phone, categoryId }: CaseKey): string {
  return `${categoryId} ${phone ?? ''}`;
}

/** From here to the end of the transaction, what is done to tickets of this import is no touch of somebody else's. */
export async function beImport(trx: Knex.Transaction, importId: number): Promise<void> {
  await trx.raw(`select set_config('gongdan.import_id', ?, true)`, [String(importId)]);
}
