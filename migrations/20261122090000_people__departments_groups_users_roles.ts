import type { Knex } from 'knex';

/** Who works here: departments, stages, groups, users, roles and what a role may do (spec 03). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table departments (
      id bigint generated always as identity primary key,
      name text not null check (length(name) between 1 and 100),
      parent_id bigint references departments,
      leader_id bigint,
      position integer not null default 0,
      created_at timestamptz not null default now(),
      check (parent_id is distinct from id)
    );
    create unique index departments_siblings_differ on departments (coalesce(parent_id, 0), name);

    -- A stage is the kind of a group: what the company measures a hop by.
    create table stages (
      key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
      name_zh text not null,
      name_en text not null,
      mark text not null check (length(mark) between 1 and 2),
      depth smallint not null check (depth between 1 and 5),
      position integer not null,
      built_in boolean not null default false
    );

    create table users (
      id bigint generated always as identity primary key,
      username text not null check (username ~ '^[A-Za-z0-9][A-Za-z0-9._-]{1,49}$'),
      password_hash text not null,
      must_change_password boolean not null default false,
      name text not null check (length(name) between 1 and 100),
      phone text,
      email text,
      department_id bigint references departments,
      manager_id bigint references users,
      language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
      theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
      active boolean not null default true,
      last_signed_in_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create unique index users_username_key on users (lower(username));
    create index users_department_idx on users (department_id);
    alter table departments add foreign key (leader_id) references users;

    create table groups (
      id bigint generated always as identity primary key,
      name text not null unique check (length(name) between 1 and 100),
      stage_key text not null references stages,
      department_id bigint references departments,
      duty_leader_id bigint references users,
      active boolean not null default true,
      position integer not null default 0,
      created_at timestamptz not null default now()
    );

    create table group_members (
      group_id bigint not null references groups on delete cascade,
      user_id bigint not null references users on delete cascade,
      primary key (group_id, user_id)
    );
    create index group_members_user_idx on group_members (user_id, group_id);

    create table group_handovers (
      group_id bigint not null references groups on delete cascade,
      to_group_id bigint not null references groups on delete cascade,
      primary key (group_id, to_group_id),
      check (group_id <> to_group_id)
    );

    create table roles (
      id bigint generated always as identity primary key,
      key text not null unique check (key ~ '^[a-z][a-z0-9_]*$'),
      name_zh text not null,
      name_en text not null,
      built_in boolean not null default false,
      position integer not null default 0
    );

    create table role_permissions (
      role_id bigint not null references roles on delete cascade,
      permission text not null,
      scope text not null check (scope in ('all', 'groups', 'pool', 'review', 'mine')),
      primary key (role_id, permission)
    );

    create table user_roles (
      user_id bigint not null references users on delete cascade,
      role_id bigint not null references roles on delete cascade,
      primary key (user_id, role_id)
    );
  `);
}
