import type { Knex } from 'knex';
import type { ImportPlan } from '../../domain/import/import-plan.ts';

/** A month and category: how often the file names it, and how many tickets of the import are there now (spec 06). */
export interface Compared {
  /** `YYYY-MM`; null where the file says no time that can be read. */
  readonly month: string | null;
  /** Null where the file's words are no category of ours. */
  readonly categoryId: number | null;
  /** Its path; else what the file says. */
  readonly category: string;
  readonly inFile: number;
  readonly inSystem: number;
  readonly reasons: ComparedReasons;
}

/** Where the rows are that did not become tickets of this month and category, and whence other tickets came. */
export interface ComparedReasons {
  /** Wrong in a cell. */
  readonly invalid: number;
  /** The same complaint again: another row, an earlier import. */
  readonly duplicate: number;
  /** No complaint of its own: headings again, a garbled twin. */
  readonly ignored: number;
  readonly refused: number;
  /** Not imported yet, or not any more: cancelled, undone. */
  readonly left: number;
  /** Tickets that have another month or category now than the file says. */
  readonly movedOut: number;
  readonly movedIn: number;
}

export interface ComparedTotals {
  readonly inFile: number;
  readonly inSystem: number;
  readonly invalid: number;
  readonly duplicate: number;
  readonly ignored: number;
  readonly refused: number;
  readonly left: number;
  readonly movedIn: number;
  /** Months and categories whose figures differ. */
  readonly differing: number;
  readonly all: number;
}

export interface Comparison {
  readonly rows: readonly Compared[];
  readonly totals: ComparedTotals;
}

/** More months and categories than a page can be read with are told as a number. */
export const COMPARED_SHOWN = 600;

/** A year and month anywhere in a text, as spreadsheets write them: 2020/6/8, 2020年6月, 20200608. */
const YEAR = '\\u5E74';
const MONTH = String.raw`(?:^|\D)((?:19|20)\d\d)(?:\s*[-/.${YEAR}]\s*(1[0-2]|0?[1-9])(?!\d)|(1[0-2]|0[1-9])\d\d(?!\d))`;

type ComparedRow = Omit<Compared, 'reasons'> & ComparedReasons & { totals: ComparedTotals };

/**
 * Counts the rows of the file and the tickets of the import by month and category (spec 06, "Historical data": a check page),
 * in one statement. The file's side is read from its cells anew: what the import made of them is what is checked.
 */
export async function findComparison(
  db: Knex,
  asked: {
    readonly id: number;
    readonly plan: ImportPlan;
    readonly zone: string;
    readonly differingOnly: boolean;
  },
): Promise<Comparison> {
  const { id, plan, zone, differingOnly } = asked;
  const places = (target: string): number[] =>
    plan.columns.flatMap((each, index) => (each === target ? [index] : []));
  const { rows } = (await db.raw(
    `with recursive paths as (
       select id, name as path from categories where parent_id is null
       union all
       select c.id, p.path || ' / ' || c.name from categories c join paths p on p.id = c.parent_id
     ),
     read as (
       select r.state, r.category_id, t.id as ticket_id, t.category_id as now_category_id,
         to_char(t.created_at at time zone :zone, 'YYYY-MM') as now_month,
         regexp_match(coalesce((select string_agg(r.cells ->> at, ' ') from unnest(:created::int[]) at), ''), :month)
           as date,
         to_char((r.prepared -> 'past' ->> 'createdAt')::timestamptz at time zone :zone, 'YYYY-MM') as read_month,
         coalesce((select string_agg(btrim(r.cells ->> at), ' / ') filter (where btrim(r.cells ->> at) <> '')
                   from unnest(:category::int[]) at), '') as words
       from import_rows r left join tickets t on t.id = r.ticket_id and t.import_id = :id
       where r.import_id = :id
     ),
     -- What the file's words mean here is what they meant in the rows that could be read.
     meant as (
       select words, min(category_id) as category_id from read
       where category_id is not null group by words having count(distinct category_id) = 1
     ),
     said as (
       select r.*, coalesce(r.date[1] || '-' || lpad(coalesce(r.date[2], r.date[3]), 2, '0'), r.read_month,
           r.now_month) as month,
         coalesce(r.category_id, m.category_id) as said_id
       from read r left join meant m on r.category_id is null and m.words = r.words
     ),
     counted as (
       select month, said_id as category_id, case when said_id is null then words else '' end as words,
         1 as in_file, 0 as in_system, state,
         (ticket_id is not null and (now_month, now_category_id) is distinct from (month, said_id))::int as moved_out,
         0 as moved_in, (state in ('done', 'appended') and ticket_id is null)::int as gone
       from said
       union all
       select now_month, now_category_id, '', 0, 1, null, 0,
         ((now_month, now_category_id) is distinct from (month, said_id))::int, 0
       from said where ticket_id is not null
     ),
     compared as (
       select month, category_id, words,
         sum(in_file)::int as "inFile", sum(in_system)::int as "inSystem",
         count(*) filter (where state = 'invalid')::int as invalid,
         count(*) filter (where state = 'duplicate')::int as duplicate,
         count(*) filter (where state = 'ignored')::int as ignored,
         count(*) filter (where state = 'refused')::int as refused,
         (count(*) filter (where state in ('staged', 'ready', 'cancelled')) + sum(gone))::int as "left",
         sum(moved_out)::int as "movedOut", sum(moved_in)::int as "movedIn"
       from counted group by month, category_id, words
     ),
     totals as (
       select jsonb_build_object('inFile', coalesce(sum("inFile"), 0), 'inSystem', coalesce(sum("inSystem"), 0),
         'invalid', coalesce(sum(invalid), 0), 'duplicate', coalesce(sum(duplicate), 0),
         'ignored', coalesce(sum(ignored), 0), 'refused', coalesce(sum(refused), 0),
         'left', coalesce(sum("left"), 0), 'movedIn', coalesce(sum("movedIn"), 0),
         'differing', count(*) filter (where "inFile" <> "inSystem"), 'all', count(*)) as totals
       from compared
     )
     select t.totals, c.month, c.category_id as "categoryId", coalesce(p.path, c.words) as category,
       c."inFile", c."inSystem", c.invalid, c.duplicate, c.ignored, c.refused, c."left", c."movedOut", c."movedIn"
     from totals t
     left join compared c on not :differingOnly or c."inFile" <> c."inSystem"
     left join paths p on p.id = c.category_id
     order by c.month nulls last, coalesce(p.path, c.words) limit ${COMPARED_SHOWN}`,
    { id, zone, differingOnly, month: MONTH, created: places('created_at'), category: places('category') },
  )) as { rows: (ComparedRow & { inFile: number | null })[] };
  const [first] = rows;
  if (!first) throw new Error('the totals answered nothing');
  return {
    totals: first.totals,
    // Nothing to compare still brings the totals, alone.
    rows: rows.filter(({ inFile }) => inFile !== null).map(toCompared),
  };
}

function toCompared(row: ComparedRow): Compared {
  const { month, categoryId, category, inFile, inSystem, totals: _totals, ...reasons } = row;
  return { month, categoryId, category, inFile, inSystem, reasons };
}
