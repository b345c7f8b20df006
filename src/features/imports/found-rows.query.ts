import type { Knex } from 'knex';
import type { Cleaning, RowProblem, RowState } from '../../domain/import/import-row.ts';

/** What the check found, and what the run made of it, row by row (spec 06). */

export interface FoundRow {
  readonly number: number;
  readonly state: RowState;
  readonly cells: readonly string[];
  readonly problems: readonly RowProblem[];
  readonly cleaned: readonly Cleaning[];
  readonly customerName: string | null;
  readonly phone: string | null;
  readonly ticketNumber: string | null;
}

export const FOUND_TABS = ['errors', 'values', 'duplicates', 'customers', 'cleaned'] as const;
export type FoundTab = (typeof FOUND_TABS)[number];
export type RowTab = Exclude<FoundTab, 'values'>;

export interface FoundPage {
  readonly rows: readonly FoundRow[];
  /** The row to go on from; null where there are none. */
  readonly before: number | null;
  readonly after: number | null;
}

const PAGE_SIZE = 50;

/** The rows that a tab lists, in the order of the sheet, by key. */
export async function findFoundRows(
  db: Knex,
  importId: number,
  {
    tab,
    after,
    before,
  }: { readonly tab: RowTab; readonly after: number | null; readonly before: number | null },
): Promise<FoundPage> {
  const query = inTab(db('import_rows as r').where('r.import_id', importId), tab)
    .leftJoin('tickets as t', 't.id', 'r.ticket_id')
    .orderBy('r.row_number', before === null ? 'asc' : 'desc')
    .limit(PAGE_SIZE + 1)
    .select('r.state', 'r.cells', 'r.problems', 'r.cleaned', 'r.phone', {
      number: 'r.row_number',
      ticketNumber: 't.number',
      customerName: db.raw(`r.prepared -> 'values' ->> 'customer_name'`),
    });
  if (before !== null) void query.where('r.row_number', '<', before);
  else if (after !== null) void query.where('r.row_number', '>', after);
  const found = (await query) as FoundRow[];
  const hasMore = found.length > PAGE_SIZE;
  const page = found.slice(0, PAGE_SIZE);
  const rows = before === null ? page : page.reverse();
  const [first, last] = [rows[0]?.number ?? null, rows.at(-1)?.number ?? null];
  return before === null
    ? { rows, before: after === null ? null : first, after: hasMore ? last : null }
    : { rows, before: hasMore ? first : null, after: last };
}

function inTab(query: Knex.QueryBuilder, tab: RowTab): Knex.QueryBuilder {
  if (tab === 'errors') return query.whereIn('r.state', ['invalid', 'refused']);
  // Headings again and the like stand here as well: they, too, are rows that say what is said elsewhere.
  if (tab === 'duplicates') return query.whereIn('r.state', ['duplicate', 'ignored', 'appended']);
  if (tab === 'customers') return query.where('r.is_new_customer', true);
  return query.whereRaw(`r.cleaned <> '[]'`);
}

export interface UnknownValue {
  readonly target: string;
  readonly text: string;
  readonly count: number;
  /** The first row that has it. */
  readonly row: number;
}

/** Nobody says what more texts than this mean: then the column is read as something that it isn't. */
const VALUES_LISTED = 200;

/** The texts that the check did not understand, the most frequent first. */
export async function findUnknownValues(db: Knex, importId: number): Promise<UnknownValue[]> {
  const { rows } = (await db.raw(
    `select p ->> 'target' as target, p ->> 'text' as text, count(*)::int as count, min(r.row_number) as row
     from import_rows r cross join jsonb_array_elements(r.problems) p
     where r.import_id = ? and r.state = 'invalid' and p ->> 'code' = 'import:value_unknown'
     group by 1, 2 order by 3 desc, 4 limit ?`,
    [importId, VALUES_LISTED],
  )) as { rows: UnknownValue[] };
  return rows;
}

export interface FoundCounts {
  readonly ready: number;
  readonly invalid: number;
  readonly duplicate: number;
  /** Of those: they have something to say to the ticket that is there. */
  readonly appendable: number;
  readonly ignored: number;
  readonly appended: number;
  readonly refused: number;
  /** Of those: an unfinished ticket, or one of an earlier import, is there. */
  readonly duplicateTickets: number;
  /** Of those: another row of the file says the same. */
  readonly duplicateRows: number;
  readonly customers: number;
  readonly cleaned: number;
  readonly values: number;
}

/** The figures of the tabs, in one statement. */
export async function countFound(db: Knex, importId: number): Promise<FoundCounts> {
  const any = (...codes: readonly string[]): string =>
    codes.map((code) => `r.problems @> '[{"code": "import:${code}"}]'`).join(' or ');
  const { rows } = (await db.raw(
    `select
       count(*) filter (where r.state = 'ready')::int as ready,
       count(*) filter (where r.state = 'invalid')::int as invalid,
       count(*) filter (where r.state = 'duplicate')::int as duplicate,
       count(*) filter (where r.state = 'duplicate' and r.problems -> 0 ->> 'code' in ('import:duplicate_ticket', 'import:duplicate_case'))::int as appendable,
       count(*) filter (where r.state = 'ignored')::int as ignored,
       count(*) filter (where r.state = 'appended')::int as appended,
       count(*) filter (where r.state = 'refused')::int as refused,
       count(*) filter (where r.state = 'duplicate' and (${any('duplicate_ticket', 'imported_before', 'past_there')}))::int as "duplicateTickets",
       count(*) filter (where r.state in ('duplicate', 'ignored') and (${any('duplicate_row', 'duplicate_case', 'duplicate_past', 'garbled_twin')}))::int as "duplicateRows",
       count(*) filter (where r.is_new_customer)::int as customers,
       count(*) filter (where r.cleaned <> '[]')::int as cleaned,
       (select count(*)::int from (
          select distinct p ->> 'target', p ->> 'text'
          from import_rows v cross join jsonb_array_elements(v.problems) p
          where v.import_id = :id and v.state = 'invalid' and p ->> 'code' = 'import:value_unknown') d) as values
     from import_rows r where r.import_id = :id`,
    { id: importId },
  )) as { rows: FoundCounts[] };
  if (!rows[0]) throw new Error('the counts answered nothing');
  return rows[0];
}

/** The rows that were not imported, as they were, some hundred at a time: the file grows, the memory doesn't. */
export async function findFailedRows(
  db: Knex,
  importId: number,
  after: number,
  limit: number,
): Promise<Pick<FoundRow, 'number' | 'cells' | 'problems'>[]> {
  return (await db('import_rows')
    .where('import_id', importId)
    .whereIn('state', ['invalid', 'refused'])
    .where('row_number', '>', after)
    .orderBy('row_number')
    .limit(limit)
    .select('cells', 'problems', { number: 'row_number' })) as Pick<
    FoundRow,
    'number' | 'cells' | 'problems'
  >[];
}
