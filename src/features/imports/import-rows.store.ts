import type { Knex } from 'knex';
import type { CheckedRow, RowProblem, RowState, SheetRow } from '../../domain/import/import-row.ts';
import type { CaseKey, RowOutcome } from './import-handler.ts';

/** The write model of the rows of imports: what the check found, and what the run made of it. */

export interface NewRow {
  readonly sheet: SheetRow;
  readonly checked: CheckedRow<unknown>;
  readonly key: CaseKey | null;
}

/** One statement whatever their number. */
export async function insertRows(
  trx: Knex.Transaction,
  importId: number,
  rows: readonly NewRow[],
): Promise<void> {
  const records = rows.map(({ sheet, checked, key }) => ({
    row_number: sheet.number,
    cells: sheet.cells,
    state: checked.state,
    prepared: checked.prepared,
    problems: checked.problems,
    cleaned: checked.cleaned,
    identity: checked.identity,
    was_garbled: checked.wasGarbled,
    phone: key?.phone ?? null,
    category_id: key?.categoryId ?? null,
  }));
  await trx.raw(
    `insert into import_rows (import_id, row_number, cells, state, prepared, problems, cleaned, identity, was_garbled,
       phone, category_id)
     select ?, row_number, cells, state, prepared, problems, cleaned, identity, was_garbled, phone, category_id
     from jsonb_to_recordset(?) as r (row_number int, cells jsonb, state text, prepared jsonb, problems jsonb,
       cleaned jsonb, identity text, was_garbled boolean, phone text, category_id bigint)`,
    [importId, storable(JSON.stringify(records))],
  );
}

/** PostgreSQL keeps neither NUL nor halves of characters: they become what stands for an unreadable character. */
function storable(json: string): string {
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '$1\\ufffd');
}

export async function deleteRows(trx: Knex.Transaction, importId: number): Promise<void> {
  await trx('import_rows').where('import_id', importId).delete();
}

/**
 * Which rows a run writes: those that are ready, then, where they are to be appended, duplicates that have something to
 * say to the ticket that is there.
 */
const APPENDED_CODES = ['import:duplicate_ticket', 'import:duplicate_case'] as const;
export type ToWrite = 'ready' | 'duplicate';

function toWrite(db: Knex, importId: number, which: ToWrite): Knex.QueryBuilder {
  const query = db('import_rows').where({ import_id: importId, state: which });
  if (which === 'duplicate') void query.whereRaw(`problems -> 0 ->> 'code' = any(?)`, [[...APPENDED_CODES]]);
  return query;
}

export async function countToWrite(db: Knex, importId: number, which: ToWrite): Promise<number> {
  const row = (await toWrite(db, importId, which).count('* as count').first()) as { count: number };
  return row.count;
}

export interface TakenRow {
  readonly number: number;
  readonly prepared: unknown;
  readonly identity: string | null;
  readonly attempts: number;
}

/** The next rows that no other process has in hand, locked until the end of the transaction. */
export async function takeRows(
  trx: Knex.Transaction,
  importId: number,
  which: ToWrite,
  only: { readonly limit: number; readonly numbers?: readonly number[] },
): Promise<TakenRow[]> {
  const query = toWrite(trx, importId, which)
    .orderBy('row_number')
    .limit(only.limit)
    .forUpdate()
    .skipLocked();
  if (only.numbers) void query.whereIn('row_number', [...only.numbers]);
  return (await query.select('row_number as number', 'prepared', 'identity', 'attempts')) as TakenRow[];
}

/** What became of rows, in one statement whatever their number. */
export async function settleRows(
  trx: Knex.Transaction,
  importId: number,
  outcomes: readonly RowOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await trx.raw(
    `update import_rows r set state = o.state, ticket_id = o."ticketId", problems = o.problems,
       is_new_customer = coalesce(o."isNewCustomer", false), prepared = null
     from jsonb_to_recordset(?) as o (number int, state text, "ticketId" bigint, problems jsonb, "isNewCustomer" boolean)
     where r.import_id = ? and r.row_number = o.number`,
    [storable(JSON.stringify(outcomes)), importId],
  );
}

/** One more try of a row has failed; answers how many have. */
export async function countAttempt(trx: Knex.Transaction, importId: number, number: number): Promise<number> {
  const [row] = (await trx('import_rows')
    .where({ import_id: importId, row_number: number })
    .update({ attempts: trx.raw('attempts + 1') })
    .returning('attempts')) as { attempts: number }[];
  return row?.attempts ?? 0;
}

/** What a cancelled run has not come to. */
export async function cancelRows(trx: Knex.Transaction, importId: number): Promise<void> {
  await trx('import_rows')
    .where({ import_id: importId, state: 'ready' })
    .update({ state: 'cancelled', prepared: null });
}

export type ImportCounts = Readonly<Partial<Record<RowState | 'new_customers', number>>>;

/** How many rows there are of each state, and how many customers are new by them. */
export async function countRows(db: Knex, importId: number): Promise<ImportCounts> {
  const rows = (await db('import_rows')
    .where('import_id', importId)
    .groupBy('state')
    .select(
      'state',
      db.raw('count(*) as count'),
      db.raw('count(*) filter (where is_new_customer) as fresh'),
    )) as {
    state: RowState;
    count: number;
    fresh: number;
  }[];
  const fresh = rows.reduce((sum, row) => sum + row.fresh, 0);
  return {
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
    ...(fresh > 0 && { new_customers: fresh }),
  };
}

/** A problem of a whole row. */
export function ofRow(code: string, params: RowProblem['params'] = {}): RowProblem {
  return { column: null, target: null, text: '', code, params };
}
