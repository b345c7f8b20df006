import type { Knex } from 'knex';

/** Urging, appending, merging, links, messages to people, presence and drafts: the rest of a ticket's life (spec 01). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table tickets
      -- Since when the ticket has its status; kept by tickets_change_by_entries.
      add column status_since timestamptz,
      add column last_urged_at timestamptz,
      add column is_repeat boolean not null default false,
      add column merged_into_id bigint references tickets,
      -- Whoever reopens a merged ticket takes it out again.
      add constraint tickets_merged_are_closed check (
        merged_into_id is null or (status = 'closed' and merged_into_id <> id)
      );

    create or replace function require_next_version() returns trigger language plpgsql as $$
    begin
      if new.version <> old.version + 1 then
        raise exception 'ticket % changed without a log entry of its own', old.number using errcode = 'check_violation';
      end if;
      if new.status <> old.status then new.status_since := new.updated_at; end if;
      return new;
    end $$;
    create function set_status_since() returns trigger language plpgsql as $$
    begin
      new.status_since := coalesce(new.status_since, new.updated_at);
      return new;
    end $$;
    create trigger tickets_begin_their_status before insert on tickets
      for each row execute function set_status_since();

    alter table tickets disable trigger tickets_change_by_entries;
    update tickets t set status_since = coalesce(
      (select max(e.occurred_at) from ticket_events e
        where e.ticket_id = t.id and e.from_status is distinct from e.to_status), t.updated_at);
    alter table tickets enable trigger tickets_change_by_entries;
    alter table tickets alter column status_since set not null;

    create index tickets_standing_idx on tickets (status, status_since) where status in ('waiting', 'resolved');
    -- The holder has been told that a wait is about to end; once for each wait.
    create table wait_warnings (
      ticket_id bigint not null references tickets,
      waiting_since timestamptz not null,
      warned_at timestamptz not null,
      primary key (ticket_id, waiting_since)
    );

    create index tickets_merged_idx on tickets (merged_into_id) where merged_into_id is not null;

    -- An attachment belongs to a log entry of a ticket, or to nothing yet.
    alter table attachments add check ((ticket_id is null) = (event_id is null));

    alter table users add column after_action text not null default 'stay'
      check (after_action in ('stay', 'list', 'next'));

    -- "from" is related to, was caused by, is a duplicate of, or repeats the complaint of "to".
    create table ticket_links (
      id bigint generated always as identity primary key,
      from_id bigint not null references tickets,
      to_id bigint not null references tickets,
      kind text not null check (kind in ('related', 'caused_by', 'duplicate_of', 'repeat_of')),
      created_by_id bigint references users,
      created_at timestamptz not null,
      check (from_id <> to_id)
    );
    create unique index ticket_links_pair_key on ticket_links (least(from_id, to_id), greatest(from_id, to_id), kind);
    create index ticket_links_from_idx on ticket_links (from_id);
    create index ticket_links_to_idx on ticket_links (to_id);

    -- Texts that the system writes; the words between braces are filled in (spec 05).
    create table message_templates (
      key text primary key check (key ~ '^[a-z][a-z_]*$'),
      body_zh text not null check (length(body_zh) between 1 and 2000),
      body_en text not null check (length(body_en) between 1 and 2000)
    );

    -- Messages are queued by the transaction that causes them, and delivered by a worker (spec 05).
    create table outbox (
      id bigint generated always as identity primary key,
      channel text not null check (channel in ('inbox')),
      kind text not null,
      recipient_id bigint not null references users,
      ticket_id bigint references tickets,
      actor_id bigint references users,
      body text not null,
      -- The same message is queued once, whoever notices that it is due.
      dedupe_key text unique,
      created_at timestamptz not null,
      next_attempt_at timestamptz not null,
      attempts integer not null default 0,
      delivered_at timestamptz,
      failed_at timestamptz,
      last_error text
    );
    create index outbox_due_idx on outbox (next_attempt_at, id) where delivered_at is null and failed_at is null;

    create table inbox (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      outbox_id bigint not null unique references outbox,
      kind text not null,
      ticket_id bigint references tickets,
      actor_id bigint references users,
      body text not null,
      created_at timestamptz not null,
      read_at timestamptz
    );
    create index inbox_user_idx on inbox (user_id, id);
    create index inbox_unread_idx on inbox (user_id, id) where read_at is null;

    -- Who has a ticket open at this moment: nothing that a crash may not forget.
    create unlogged table presence (
      connection_id uuid primary key,
      ticket_id bigint not null references tickets on delete cascade,
      user_id bigint not null references users on delete cascade,
      is_typing boolean not null default false,
      seen_at timestamptz not null
    );
    create index presence_ticket_idx on presence (ticket_id, seen_at);

    -- Installations that are there already: their built-in roles learn the new actions.
    insert into role_permissions (role_id, permission, scope)
      select r.id, 'ticket.' || g.action, g.scope
      from (values
        ('tier1_agent', 'urge', 'all'), ('tier1_agent', 'append', 'all'), ('tier1_agent', 'edit', 'mine'),
        ('tier1_agent', 'resolve', 'mine'), ('tier1_agent', 'link', 'mine'),
        ('reviewer', 'redispatch', 'groups'), ('reviewer', 'edit', 'mine'), ('reviewer', 'link', 'groups'),
        ('after_sales_agent', 'redispatch', 'mine'), ('after_sales_agent', 'transfer', 'mine'),
        ('after_sales_agent', 'save', 'mine'), ('after_sales_agent', 'resolve', 'mine'),
        ('after_sales_agent', 'link', 'mine'),
        ('operations', 'save', 'mine'), ('engineering', 'save', 'mine')
      ) as g (role, action, scope) join roles r on r.key = g.role and r.built_in
      union all
      select r.id, 'ticket.' || a, 'all' from roles r, unnest(array['redispatch', 'transfer', 'save', 'urge', 'append',
        'resolve', 'reopen', 'edit', 'merge', 'link', 'bulk_close']) a
      where r.key in ('ticket_admin', 'super_admin') and r.built_in
      on conflict do nothing;

    create table drafts (
      user_id bigint not null references users on delete cascade,
      key text not null check (length(key) between 1 and 100),
      content jsonb not null,
      updated_at timestamptz not null,
      primary key (user_id, key)
    );
    create index drafts_updated_idx on drafts (updated_at);

    -- One action on many tickets: what was asked for, and how each of them came out. Worked off one by one, each item
    -- together with its ticket, so that a killed process neither acts twice nor loses count.
    create table bulk_runs (
      id bigint generated always as identity primary key,
      user_id bigint not null references users,
      action text not null check (action in ('close')),
      -- Two presses of one button are one run.
      submission_key uuid not null unique,
      form jsonb not null,
      -- The list that it was started from, as the query of its address.
      list text not null check (length(list) <= 2000),
      source_ip inet,
      created_at timestamptz not null,
      finished_at timestamptz
    );
    create index bulk_runs_unfinished_idx on bulk_runs (id) where finished_at is null;
    create table bulk_items (
      run_id bigint not null references bulk_runs on delete cascade,
      position integer not null,
      number text not null check (length(number) <= 40),
      version integer not null,
      state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
      attempts integer not null default 0,
      reason_code text check ((state = 'refused') = (reason_code is not null)),
      reason_details jsonb not null default '{}',
      primary key (run_id, position),
      unique (run_id, number)
    );
    create index bulk_items_waiting_idx on bulk_items (run_id, position) where state = 'waiting';
  `);
}
