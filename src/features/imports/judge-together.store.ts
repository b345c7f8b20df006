import type { Knex } from 'knex';

/**
 * What only all rows of an import together can tell, and the tickets that are there (spec 06, "Check"): the same text
 * garbled, the same row twice, what was imported before, other words about a case that is open, new customers. The
 * order matters: each looks only at the rows that are still ready.
 */
export async function judgeTogether(
  db: Knex,
  importId: number,
  kind: 'tickets' | 'history' = 'tickets',
): Promise<void> {
  const cases = kind === 'history' ? [SAME_PAST, PAST_THERE] : [OPEN_CASES, SAME_CASES];
  for (const statement of [GARBLED_TWINS, SAME_ROWS, IMPORTED_BEFORE, ...cases, NEW_CUSTOMERS])
    await db.raw(statement, { importId });
}

const problem = (code: string, params: string): string =>
  `jsonb_build_array(jsonb_build_object('column', null, 'target', null, 'text', '', 'code', '${code}',
     'params', jsonb_build_object(${params})))`;

/** Of a garbled and a sound text the sound one counts; what is lost for good is known by what survived of it. */
const GARBLED_TWINS = `
  with sound as (
    select identity, min(row_number) as row from import_rows
    where import_id = :importId and not was_garbled and identity is not null group by identity
  ), survived as (
    select split_part(identity, '-', 2) as rest, min(row) as row from sound
    where split_part(identity, '-', 2) <> '' group by 1
  ), twins as (
    select r.row_number, coalesce(s.row, v.row) as row from import_rows r
    left join sound s on s.identity = r.identity
    left join survived v on r.identity like 'lost-%' and v.rest = split_part(r.identity, '-', 2)
    where r.import_id = :importId and r.was_garbled and coalesce(s.row, v.row) is not null
  )
  update import_rows r set state = 'ignored', prepared = null, problems = ${problem('import:garbled_twin', `'row', twins.row`)}
  from twins where r.import_id = :importId and r.row_number = twins.row_number`;

const SAME_ROWS = `
  with same as (
    select row_number, min(row_number) over (partition by identity) as row from import_rows
    where import_id = :importId and state = 'ready' and identity is not null
  )
  update import_rows r set state = 'duplicate', problems = ${problem('import:duplicate_row', `'row', same.row`)}
  from same where r.import_id = :importId and r.row_number = same.row_number and same.row < same.row_number`;

const IMPORTED_BEFORE = `
  with before as (
    select r.row_number, min(t.number) as number from import_rows r
    join import_rows o on o.identity = r.identity and o.ticket_id is not null and o.import_id <> r.import_id
    join tickets t on t.id = o.ticket_id
    where r.import_id = :importId and r.state = 'ready' group by r.row_number
  )
  update import_rows r set state = 'duplicate', problems = ${problem('import:imported_before', `'number', before.number`)}
  from before where r.import_id = :importId and r.row_number = before.row_number`;

const OPEN_CASES = `
  update import_rows r set state = 'duplicate', problems = ${problem('import:duplicate_ticket', `'number', t.number`)}
  from tickets t
  where r.import_id = :importId and r.state = 'ready' and r.phone is not null and t.phone = r.phone
    and t.category_id = r.category_id and t.status not in ('resolved', 'closed')`;

const SAME_CASES = `
  with same as (
    select row_number, min(row_number) over (partition by phone, category_id) as row from import_rows
    where import_id = :importId and state = 'ready' and phone is not null
  )
  update import_rows r set state = 'duplicate', problems = ${problem('import:duplicate_case', `'row', same.row`)}
  from same where r.import_id = :importId and r.row_number = same.row_number and same.row < same.row_number`;

/** Of what is over, a case is named by its time as well (spec 06, "Historical data"). */
const SAME_PAST = `
  with same as (
    select row_number, min(row_number) over (
      partition by phone, category_id, (prepared -> 'past' ->> 'createdAt')::timestamptz) as row
    from import_rows where import_id = :importId and state = 'ready' and phone is not null
  )
  update import_rows r set state = 'duplicate', problems = ${problem('import:duplicate_past', `'row', same.row`)}
  from same where r.import_id = :importId and r.row_number = same.row_number and same.row < same.row_number`;

const PAST_THERE = `
  update import_rows r set state = 'duplicate', problems = ${problem('import:past_there', `'number', t.number`)}
  from tickets t
  where r.import_id = :importId and r.state = 'ready' and r.phone is not null and t.phone = r.phone
    and t.category_id = r.category_id and t.created_at = (r.prepared -> 'past' ->> 'createdAt')::timestamptz`;

const NEW_CUSTOMERS = `
  update import_rows r set is_new_customer = true
  from (
    select min(row_number) as row from import_rows r
    where import_id = :importId and state = 'ready' and phone is not null
      and not exists (select 1 from customers c where c.phone = r.phone)
    group by phone
  ) first where r.import_id = :importId and r.row_number = first.row`;
