import type { Knex } from 'knex';

/** Custom fields in the list (spec 02, 07): tickets found by their answers, and the columns that each person chose. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Which tickets gave this answer; and, for ranges and beginnings, which gave any. See docs/decisions/0019.
    create index tickets_values_idx on tickets using gin ("values" jsonb_path_ops);
    create function answered_fields(answers jsonb) returns text[] language sql immutable strict parallel safe
      return array(select jsonb_object_keys(answers));
    create index tickets_answered_fields_idx on tickets using gin (answered_fields("values"));
    -- Both are judged by what a sample of the answers says: a larger one knows rare answers from common ones.
    alter table tickets alter column "values" set statistics 400;
    analyze tickets;

    create table list_columns (
      user_id bigint not null references users on delete cascade,
      view text not null check (length(view) <= 60),
      -- Names of built-in columns, and 'f.' with the key of a field.
      columns text[] not null check (cardinality(columns) between 1 and 60),
      primary key (user_id, view)
    );
  `);
}
