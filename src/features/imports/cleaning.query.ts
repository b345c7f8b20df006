import type { Knex } from 'knex';

/** What was tidied on the way (spec 06, "Historical data": a report of what was changed). */

export interface CleaningCount {
  /** Counted from 0. */
  readonly column: number;
  readonly target: string;
  readonly kind: string;
  readonly count: number;
  readonly samples: readonly { readonly row: number; readonly before: string; readonly after: string }[];
}

export interface CleaningTotals {
  readonly cells: number;
  readonly rows: number;
  /** All rows of the import, tidied or not. */
  readonly allRows: number;
}

const SAMPLES = 3;

/** How many cells were tidied, by column and kind, with the first ones as samples; in one statement. */
export async function findCleanings(db: Knex, importId: number): Promise<CleaningCount[]> {
  const { rows } = (await db.raw(
    `with each as (
       select r.row_number, (c ->> 'column')::int as "column", c ->> 'target' as target, c ->> 'kind' as kind,
         c ->> 'before' as before, c ->> 'after' as after,
         row_number() over (
           partition by c -> 'column', c ->> 'target', c ->> 'kind' order by r.row_number) as nth
       from import_rows r cross join jsonb_array_elements(r.cleaned) c
       where r.import_id = ? and r.cleaned <> '[]'
     )
     select "column", target, kind, count(*)::int as count,
       jsonb_agg(jsonb_build_object('row', row_number, 'before', before, 'after', after) order by nth)
         filter (where nth <= ${SAMPLES}) as samples
     from each group by "column", target, kind order by "column", count(*) desc, kind`,
    [importId],
  )) as { rows: CleaningCount[] };
  return rows;
}

export async function countCleanings(db: Knex, importId: number): Promise<CleaningTotals> {
  const { rows } = (await db.raw(
    `select count(*) filter (where cleaned <> '[]')::int as rows, count(*)::int as "allRows",
       coalesce(sum(jsonb_array_length(cleaned)), 0)::int as cells
     from import_rows where import_id = ?`,
    [importId],
  )) as { rows: CleaningTotals[] };
  if (!rows[0]) throw new Error('the counts answered nothing');
  return rows[0];
}

export interface CleanedCell {
  readonly row: number;
  readonly column: number;
  readonly target: string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

const PAGE = 500;

/** Every tidied cell in the order of the sheet, some hundred rows at a time. */
export async function* readCleanings(db: Knex, importId: number): AsyncGenerator<CleanedCell[]> {
  for (let after = 0; ;) {
    const rows = (await db('import_rows')
      .where('import_id', importId)
      .where('row_number', '>', after)
      .whereRaw(`cleaned <> '[]'`)
      .orderBy('row_number')
      .limit(PAGE)
      .select('row_number', 'cleaned')) as { row_number: number; cleaned: Omit<CleanedCell, 'row'>[] }[];
    const last = rows.at(-1);
    if (!last) return;
    after = last.row_number;
    yield rows.flatMap(({ row_number: row, cleaned }) => cleaned.map((cell) => ({ ...cell, row })));
  }
}
