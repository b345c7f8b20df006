import type { Knex } from 'knex';

/** What a ticket is about and what is asked: categories, fields, templates and their versions (spec 02). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table fields (
      id bigint generated always as identity primary key,
      key text not null unique check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
      name text not null check (length(name) between 1 and 100),
      type text not null,
      help text,
      options jsonb not null default '[]' check (jsonb_typeof(options) = 'array'),
      validation jsonb not null default '{}' check (jsonb_typeof(validation) = 'object'),
      sensitive boolean not null default false,
      searchable boolean not null default false,
      filterable boolean not null default false,
      in_list boolean not null default false,
      retired_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create table templates (
      id bigint generated always as identity primary key,
      name text not null unique check (length(name) between 1 and 100),
      active boolean not null default true,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    -- A published form, complete in itself: an old ticket shows and validates by it for ever.
    create table template_versions (
      id bigint generated always as identity primary key,
      template_id bigint not null references templates,
      number integer not null check (number > 0),
      fields jsonb not null check (jsonb_typeof(fields) = 'array'),
      published_by bigint references users,
      published_at timestamptz not null default now(),
      unique (template_id, number)
    );

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'restrict_violation';
    end $$;
    create trigger template_versions_are_immutable before update or delete on template_versions
      for each row execute function refuse_change();
    create trigger template_versions_stay before truncate on template_versions
      for each statement execute function refuse_change();

    -- Depth is held by the foreign key: a child's parent must stand exactly one level above it.
    create table categories (
      id bigint generated always as identity primary key,
      parent_id bigint,
      depth smallint not null check (depth between 1 and 5),
      parent_depth smallint generated always as (depth - 1) stored,
      name text not null check (length(name) between 1 and 100),
      initials text not null default '',
      position integer not null default 0,
      template_id bigint references templates,
      default_priority text check (default_priority in ('low', 'normal', 'high', 'urgent')),
      default_group_id bigint references groups,
      urge_interval_minutes integer check (urge_interval_minutes > 0),
      active boolean not null default true,
      selectable boolean not null default true,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (id, depth),
      check ((parent_id is null) = (depth = 1)),
      foreign key (parent_id, parent_depth) references categories (id, depth) deferrable initially immediate
    );
    create unique index categories_siblings_differ on categories (coalesce(parent_id, 0), name);
    create index categories_parent_idx on categories (parent_id, position);
  `);
}
