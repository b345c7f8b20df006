import type { Knex } from 'knex';

/** Spreadsheets of tickets: uploaded, mapped, checked and imported row by row (spec 06). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- How the columns of a platform's spreadsheets are read: by their names, with what those sheets lack.
    create table import_presets (
      id bigint generated always as identity primary key,
      -- Of those that come with the product; null for one's own.
      key text unique check (key ~ '^[a-z0-9_]{1,40}$'),
      name text not null check (length(name) between 1 and 60),
      kind text not null check (kind in ('tickets', 'history')),
      plan jsonb not null check (jsonb_typeof(plan) = 'object'),
      version integer not null default 1,
      created_by_id bigint references users,
      updated_at timestamptz not null
    );
    create unique index import_presets_name_key on import_presets (lower(name));

    -- What a text of a platform's spreadsheets means here, as somebody has said once.
    create table import_value_mappings (
      id bigint generated always as identity primary key,
      -- Null: said while no preset was chosen.
      preset_id bigint references import_presets on delete cascade,
      target text not null,
      found text not null,
      value text not null,
      created_by_id bigint references users,
      updated_at timestamptz not null
    );
    create unique index import_value_mappings_key
      on import_value_mappings (coalesce(preset_id, 0), target, found);

    create table imports (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('tickets', 'history', 'closing')),
      user_id bigint not null references users,
      file_name text not null check (length(file_name) between 1 and 255),
      file_bytes bigint not null check (file_bytes > 0),
      sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
      -- Where the uploaded file lies; null once it was removed.
      stored_name text,
      state text not null check
        (state in ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed', 'undone')),
      -- Its sheets, with the first rows of each (SheetOutline[]).
      outline jsonb not null default '[]' check (jsonb_typeof(outline) = 'array'),
      preset_id bigint references import_presets on delete set null,
      plan jsonb not null default '{}' check (jsonb_typeof(plan) = 'object'),
      -- Of the phase that goes on: staged and checked, or imported.
      rows_total integer not null default 0,
      rows_done integer not null default 0,
      phase_started_at timestamptz,
      counts jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'),
      failure jsonb,
      source_ip inet,
      version integer not null default 1,
      created_at timestamptz not null,
      checked_at timestamptz,
      started_at timestamptz,
      finished_at timestamptz,
      undone_at timestamptz,
      undone_by_id bigint references users
    );
    create index imports_user_idx on imports (user_id, id);
    create index imports_file_idx on imports (sha256, id);
    create index imports_at_work_idx on imports (id) where state in ('checking', 'running');
    create index imports_stored_idx on imports (created_at) where stored_name is not null;

    create table import_rows (
      import_id bigint not null references imports on delete cascade,
      -- As the spreadsheet program counts it: the first row of the sheet is 1.
      row_number integer not null check (row_number > 0),
      -- As they were.
      cells jsonb not null check (jsonb_typeof(cells) = 'array'),
      state text not null check (state in
        ('staged', 'ready', 'invalid', 'duplicate', 'ignored', 'done', 'appended', 'refused', 'cancelled')),
      -- Of the check: what is to be written; emptied once it was.
      prepared jsonb,
      -- What is wrong in which cell, or why it is not imported (RowProblem[]).
      problems jsonb not null default '[]' check (jsonb_typeof(problems) = 'array'),
      -- What was tidied on the way (Cleaning[]).
      cleaned jsonb not null default '[]' check (jsonb_typeof(cleaned) = 'array'),
      -- The same complaint in whatever file: what it says, as a hash.
      identity text,
      was_garbled boolean not null default false,
      phone text,
      category_id bigint,
      is_new_customer boolean not null default false,
      ticket_id bigint references tickets on delete set null,
      attempts integer not null default 0,
      primary key (import_id, row_number)
    );
    create index import_rows_state_idx on import_rows (import_id, state, row_number);
    create index import_rows_same_idx on import_rows (import_id, phone, category_id) where phone is not null;
    create index import_rows_identity_idx on import_rows (identity) where identity is not null;
    create index import_rows_ticket_idx on import_rows (ticket_id) where ticket_id is not null;

    alter table tickets
      add column import_id bigint references imports,
      -- Its version when the import had written it: as long as it has that, nobody has touched it.
      add column imported_version integer,
      add check ((import_id is null) = (imported_version is null));
    create index tickets_import_idx on tickets (import_id, id) where import_id is not null;

    -- Nothing of a ticket is ever removed, but for an import that is undone before anyone touched what it made.
    create function is_untouched_import(ticket bigint) returns boolean language sql stable as $$
      select coalesce((select imported_version = version from tickets where id = ticket), false)
    $$;
    create function keep_ticket_events() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and is_untouched_import(old.ticket_id) then
        return old;
      end if;
      raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
    end $$;
    drop trigger ticket_events_are_append_only on ticket_events;
    create trigger ticket_events_are_append_only before update or delete on ticket_events
      for each row execute function keep_ticket_events();
    create function keep_tickets() returns trigger language plpgsql as $$
    begin
      if is_untouched_import(old.id) then
        return old;
      end if;
      raise exception 'ticket % stays', old.number using errcode = 'restrict_violation';
    end $$;
    create trigger tickets_stay before delete on tickets for each row execute function keep_tickets();

    insert into role_permissions (role_id, permission, scope)
      select r.id, 'ticket.import', 'all' from roles r
      where r.built_in and r.key in ('ticket_admin', 'super_admin')
      on conflict do nothing;
  `);
}
