import type { Knex } from 'knex';

/** Files of lists that take longer than anyone waits for a page (spec 06), and messages that lead elsewhere than to a ticket. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table exports (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      kind text not null check (kind in ('list', 'closing')),
      -- What was asked for: the list, its columns, the format.
      wish jsonb not null check (jsonb_typeof(wish) = 'object'),
      file_name text not null check (length(file_name) between 1 and 255),
      state text not null default 'waiting' check
        (state in ('waiting', 'running', 'done', 'cancelled', 'failed', 'expired')),
      rows_total integer not null check (rows_total >= 0),
      rows_done integer not null default 0,
      -- How often it broke off for another reason than the end of its process.
      failures integer not null default 0,
      -- Why it failed for good: a code.
      failure text,
      stored_name text,
      size_bytes bigint,
      created_at timestamptz not null,
      finished_at timestamptz,
      expires_at timestamptz,
      check (state <> 'done' or (stored_name is not null and size_bytes is not null and expires_at is not null))
    );
    create index exports_user_idx on exports (user_id, id);
    create index exports_unfinished_idx on exports (id) where state in ('waiting', 'running');
    -- A button pressed twice asks for one file.
    create unique index exports_same_idx on exports (user_id, md5(wish::text)) where state in ('waiting', 'running');
    create index exports_stored_idx on exports (stored_name) where stored_name is not null;
    create index exports_finished_idx on exports (finished_at) where finished_at is not null;

    -- Where a message leads that is about no ticket: an address of this site.
    alter table outbox add column link text check (link ~ '^/[a-z]');
    alter table inbox add column link text check (link ~ '^/[a-z]');
  `);
}
