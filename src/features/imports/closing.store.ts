import type { Knex } from 'knex';

/**
 * A number that comes twice is closed by the first of its rows that can be (spec 06): the others are told which row that
 * is. Rows that say nothing don't count.
 */
export async function refuseRepeatedNumbers(trx: Knex, importId: number): Promise<void> {
  await trx.raw(
    `update import_rows r set state = 'invalid', prepared = null,
       problems = r.problems || jsonb_build_array(jsonb_build_object(
         'column', null, 'target', 'number', 'text', substr(r.identity, length('closing:') + 1),
         'code', 'import:duplicate_row', 'params', jsonb_build_object('row', f.first_row)))
     from (
       select row_number, first_value(row_number) over same as first_row
       from import_rows where import_id = :importId and identity is not null
       window same as (partition by identity order by state <> 'ready', row_number)
     ) f
     where r.import_id = :importId and r.row_number = f.row_number and f.first_row <> f.row_number`,
    { importId },
  );
}
