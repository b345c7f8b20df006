import type { Knex } from 'knex';

/** A spreadsheet that was uploaded and is looked at before it is imported (spec 02, 06): its owner's, and for a day. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table staged_imports (
      id bigint generated always as identity primary key,
      user_id bigint not null references users on delete cascade,
      kind text not null check (kind ~ '^[a-z_]+$'),
      file_name text not null check (length(file_name) between 1 and 255),
      sheet jsonb not null check (jsonb_typeof(sheet) = 'object'),
      created_at timestamptz not null
    );
    create index staged_imports_owner_idx on staged_imports (user_id, kind, id);
    create index staged_imports_created_idx on staged_imports (created_at);
  `);
}
