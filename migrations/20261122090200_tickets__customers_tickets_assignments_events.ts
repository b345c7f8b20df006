import type { Knex } from 'knex';

/** Tickets, their path through the company and their log (spec 01), and the customers they are about. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table choices (
      kind text not null,
      key text not null check (length(key) between 1 and 60),
      label_zh text not null,
      label_en text not null,
      position integer not null default 0,
      active boolean not null default true,
      primary key (kind, key)
    );

    create table customers (
      id bigint generated always as identity primary key,
      name text not null default '',
      phone text unique check (phone ~ '^\\+[1-9][0-9]{5,14}$'),
      phone_text text,
      email text,
      level_key text not null default 'normal',
      region text,
      address text,
      remark text,
      tags text[] not null default '{}',
      external_id text unique,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create sequence ticket_running_number start 1001;

    create table tickets (
      id bigint generated always as identity primary key,
      -- Made by the create form: pressing the button twice makes one ticket.
      submission_key uuid unique,
      number text not null unique check (number ~ '^[A-Z]{1,6}[0-9]{6}-[0-9]{4,}$'),
      category_id bigint not null references categories,
      template_version_id bigint not null references template_versions,
      title text not null,
      title_terms tsvector not null default '',
      description text not null,
      customer_id bigint references customers,
      customer_name text not null default '',
      phone text check (phone ~ '^\\+[1-9][0-9]{5,14}$'),
      phone_text text not null default '',
      order_number text not null default '',
      source_key text not null,
      priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
      priority_rank smallint generated always as (
        case priority when 'urgent' then 4 when 'high' then 3 when 'normal' then 2 else 1 end
      ) stored,
      tags text[] not null default '{}',
      "values" jsonb not null default '{}' check (jsonb_typeof("values") = 'object'),
      status text not null check (status in ('new', 'in_progress', 'waiting', 'returned', 'resolved', 'closed')),
      group_id bigint references groups,
      assignee_id bigint references users,
      stage_key text references stages,
      creator_id bigint not null references users,
      creator_department_id bigint references departments,
      urged_count integer not null default 0,
      appended_count integer not null default 0,
      returned_count integer not null default 0,
      reopened_count integer not null default 0,
      hop_count integer not null default 0,
      last_callback text check (last_callback in ('confirmed', 'not_solved', 'not_reached')),
      outcome text check (outcome in ('solved', 'unsolved')),
      unsolved_reason text,
      satisfaction text check (satisfaction in ('satisfied', 'neutral', 'dissatisfied')),
      close_comment text,
      callback_method text check (callback_method in ('phone', 'sms')),
      closed_by_id bigint references users,
      closed_at timestamptz,
      first_responded_at timestamptz,
      accepted_at timestamptz,
      last_contact_at timestamptz,
      -- The number of the ticket's last log entry; see tickets_have_their_log_entry below.
      version integer not null check (version > 0),
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((status = 'closed') = (closed_at is not null)),
      check (status <> 'closed' or outcome is not null)
    );

    -- The duplicate rule: one unfinished ticket per phone and category.
    create unique index tickets_one_unfinished_per_phone_and_category on tickets (phone, category_id)
      where phone is not null and status not in ('resolved', 'closed');

    create index tickets_created_idx on tickets (created_at, id);
    create index tickets_updated_idx on tickets (updated_at, id);
    create index tickets_priority_idx on tickets (priority_rank, id);
    create index tickets_status_idx on tickets (status, created_at, id);
    create index tickets_category_idx on tickets (category_id, created_at, id);
    create index tickets_creator_idx on tickets (creator_id, created_at, id);
    create index tickets_assignee_idx on tickets (assignee_id, created_at, id);
    create index tickets_group_idx on tickets (group_id, created_at, id);
    create index tickets_open_assignee_idx on tickets (assignee_id) where status <> 'closed';
    create index tickets_open_group_idx on tickets (group_id) where status <> 'closed';
    create index tickets_open_priority_idx on tickets (priority_rank, id) where status <> 'closed';
    create index tickets_pool_idx on tickets (group_id, priority_rank, id) where assignee_id is null and status <> 'closed';
    create index tickets_open_stage_idx on tickets (stage_key) where status <> 'closed';
    create index tickets_solved_by_idx on tickets (closed_by_id, closed_at) where outcome = 'solved';
    create index tickets_closed_by_idx on tickets (closed_by_id, closed_at) where status = 'closed';
    create index tickets_customer_idx on tickets (customer_id, created_at);
    create index tickets_phone_idx on tickets (phone text_pattern_ops);
    create index tickets_phone_tail_idx on tickets (right(phone, 4)) where phone is not null;
    create index tickets_number_idx on tickets (number text_pattern_ops);
    create index tickets_title_terms_idx on tickets using gin (title_terms);

    create table ticket_collaborators (
      ticket_id bigint not null references tickets,
      user_id bigint not null references users,
      added_by_id bigint references users,
      added_at timestamptz not null,
      primary key (ticket_id, user_id)
    );
    create index ticket_collaborators_user_idx on ticket_collaborators (user_id, ticket_id);

    create table assignments (
      id bigint generated always as identity primary key,
      ticket_id bigint not null references tickets,
      position integer not null check (position > 0),
      group_id bigint references groups,
      assignee_id bigint references users,
      stage_key text references stages,
      -- Where a return goes back to: the hop this one was reached from on the way forward.
      came_from_id bigint references assignments,
      sent_by_id bigint references users,
      sent_action text not null,
      arrived_at timestamptz not null,
      accepted_at timestamptz,
      left_at timestamptz,
      left_action text,
      check (group_id is not null or assignee_id is not null),
      check ((left_at is null) = (left_action is null)),
      unique (ticket_id, position)
    );
    create unique index assignments_one_open_per_ticket on assignments (ticket_id) where left_at is null;
    create index assignments_assignee_idx on assignments (assignee_id, ticket_id);

    create table ticket_events (
      id bigint generated always as identity primary key,
      ticket_id bigint not null references tickets,
      seq integer not null check (seq > 0),
      type text not null check (type ~ '^ticket_[a-z_]+$'),
      action text,
      actor_id bigint references users,
      rule_name text,
      occurred_at timestamptz not null,
      from_status text,
      to_status text not null,
      from_assignee_id bigint references users,
      to_assignee_id bigint references users,
      from_group_id bigint references groups,
      to_group_id bigint references groups,
      body text not null default '',
      data jsonb not null default '{}',
      changes jsonb not null default '[]',
      source_ip inet,
      unique (ticket_id, seq)
    );
    create index ticket_events_actor_idx on ticket_events (actor_id, occurred_at);
    create trigger ticket_events_are_append_only before update or delete on ticket_events
      for each row execute function refuse_change();
    create trigger ticket_events_stay before truncate on ticket_events
      for each statement execute function refuse_change();

    -- No state of a ticket can be committed without the log entry that explains it.
    alter table tickets add constraint tickets_have_their_log_entry
      foreign key (id, version) references ticket_events (ticket_id, seq) deferrable initially deferred;

    -- Nor can a state change hide behind an older entry.
    create function require_next_version() returns trigger language plpgsql as $$
    begin
      if new.version <> old.version + 1 then
        raise exception 'ticket % changed without a log entry of its own', old.number using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger tickets_change_by_entries before update on tickets
      for each row execute function require_next_version();

    -- An open ticket is in exactly one place, a closed one in none; the ticket's own columns agree.
    create function check_ticket_place() returns trigger language plpgsql as $$
    declare
      subject bigint := to_jsonb(case when tg_op = 'DELETE' then old else new end)
        ->> case when tg_table_name = 'tickets' then 'id' else 'ticket_id' end;
      ticket record;
      place record;
    begin
      select status, group_id, assignee_id, stage_key into ticket from tickets where id = subject;
      select group_id, assignee_id, stage_key into place from assignments where ticket_id = subject and left_at is null;
      if ticket.status = 'closed' and found then
        raise exception 'closed ticket % has an open assignment', subject using errcode = 'check_violation';
      end if;
      if ticket.status <> 'closed' and not found then
        raise exception 'open ticket % has no open assignment', subject using errcode = 'check_violation';
      end if;
      if found and (place.group_id, place.assignee_id, place.stage_key)
          is distinct from (ticket.group_id, ticket.assignee_id, ticket.stage_key) then
        raise exception 'ticket % disagrees with its open assignment', subject using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger tickets_have_one_place
      after insert or update of status, group_id, assignee_id, stage_key on tickets
      deferrable initially deferred for each row execute function check_ticket_place();
    create constraint trigger assignments_agree_with_ticket after insert or update or delete on assignments
      deferrable initially deferred for each row execute function check_ticket_place();

    create table attachments (
      id bigint generated always as identity primary key,
      ticket_id bigint references tickets,
      event_id bigint references ticket_events,
      uploader_id bigint not null references users,
      original_name text not null check (length(original_name) between 1 and 255),
      stored_name text not null unique,
      content_type text not null,
      size_bytes bigint not null check (size_bytes > 0),
      sha256 text not null,
      created_at timestamptz not null default now()
    );
    create index attachments_ticket_idx on attachments (ticket_id);
    create index attachments_orphans_idx on attachments (created_at) where ticket_id is null;
  `);
}
