import type { Knex } from 'knex';

/** How tickets find their people (spec 04): calendars, availability, assignment rules, holding, automation. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Working hours; days that differ from the week stand in calendar_days.
    create table calendars (
      id bigint generated always as identity primary key,
      name text not null unique check (length(name) between 1 and 100),
      zone text not null,
      -- Seven lists, Monday first, of intervals of minutes since midnight: [[[540,720],[810,1080]], …, []].
      week jsonb not null check (jsonb_typeof(week) = 'array' and jsonb_array_length(week) = 7),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create table calendar_days (
      calendar_id bigint not null references calendars on delete cascade,
      day date not null,
      name text not null default '' check (length(name) <= 100),
      -- None: nobody works that day. A make-up working day has those of the weekday that it stands in for.
      intervals jsonb not null default '[]' check (jsonb_typeof(intervals) = 'array'),
      primary key (calendar_id, day)
    );

    -- How what waits in a group's pool reaches its members.
    alter table groups
      -- Works around the clock without one.
      add column calendar_id bigint references calendars,
      add column strategy text not null default 'pool'
        check (strategy in ('pool', 'round_robin', 'least_open', 'idle', 'familiar')),
      -- Of the strategy 'familiar', where nobody is familiar.
      add column fallback text not null default 'pool' check (fallback in ('pool', 'round_robin', 'least_open', 'idle')),
      -- Only members whose browser is open are given tickets.
      add column requires_online boolean not null default false,
      -- What was given and not accepted for so long goes to somebody else; null: it stays.
      add column accept_minutes integer check (accept_minutes between 1 and 10080),
      -- After so many people who did not accept, the duty leader is told.
      add column accept_rounds integer not null default 2 check (accept_rounds between 1 and 20);

    -- Unfinished tickets at which a person is given no more; null: as the setting says.
    alter table users add column capacity integer check (capacity between 0 and 1000);

    create table duty (
      user_id bigint primary key references users on delete cascade,
      state text not null default 'on_duty' check (state in ('on_duty', 'away', 'offline')),
      since timestamptz not null default now(),
      -- The last sign of life of an open page.
      seen_at timestamptz,
      -- When a ticket was last given by the rules, for the strategy 'idle'.
      given_at timestamptz
    );
    insert into duty (user_id) select id from users;
    create function begin_duty() returns trigger language plpgsql as $$
    begin
      insert into duty (user_id) values (new.id);
      return null;
    end $$;
    create trigger users_have_a_duty after insert on users for each row execute function begin_duty();

    -- Whose turn it is in a group: whoever has the smallest number, and gets the next one of the sequence.
    create sequence assignment_turns;
    alter table group_members add column turn bigint not null default 0;

    create table assignment_rules (
      id bigint generated always as identity primary key,
      -- The review step of escalated tickets: its group, and whether it is on, are settings.
      built_in text unique check (built_in in ('review')),
      name text not null unique check (length(name) between 1 and 100),
      position integer not null,
      active boolean not null default true,
      -- When it is asked: a ticket is created, escalated, reopened, or dispatched anew by hand.
      occasions text[] not null
        check (cardinality(occasions) > 0 and occasions <@ array['created', 'escalated', 'reopened', 'dispatched']),
      condition jsonb not null check (jsonb_typeof(condition) = 'object'),
      group_id bigint references groups,
      -- Straight to a certain person, in the group if there is one.
      assignee_id bigint references users,
      -- Null: as the group has it.
      strategy text check (strategy in ('pool', 'round_robin', 'least_open', 'idle', 'familiar')),
      fallback text check (fallback in ('pool', 'round_robin', 'least_open', 'idle')),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (built_in is not null or group_id is not null or assignee_id is not null)
    );
    insert into assignment_rules (built_in, name, position, occasions, condition)
      values ('review', '审核', 0, '{escalated}', '{"version":1,"root":{"kind":"all","of":[]}}');

    -- A hop that waits to be given to somebody by the rules; it is over when the hop is, or somebody has accepted.
    create table assignment_waits (
      assignment_id bigint primary key references assignments on delete cascade,
      ticket_id bigint not null references tickets on delete cascade,
      group_id bigint not null references groups,
      strategy text not null check (strategy in ('round_robin', 'least_open', 'idle', 'familiar')),
      fallback text not null check (fallback in ('pool', 'round_robin', 'least_open', 'idle')),
      rule_name text,
      reason text not null check (reason in ('nobody', 'off_hours')),
      since timestamptz not null,
      -- When the next shift begins, of those held outside working hours.
      release_at timestamptz
    );
    create index assignment_waits_group_idx on assignment_waits (group_id, release_at);
    create index assignment_waits_ticket_idx on assignment_waits (ticket_id);

    -- Given by the rules, not accepted yet: when it goes to somebody else, and who had it before in this hop.
    create table assignment_offers (
      assignment_id bigint primary key references assignments on delete cascade,
      ticket_id bigint not null references tickets on delete cascade,
      strategy text not null,
      fallback text not null,
      rule_name text,
      offered_at timestamptz not null,
      expires_at timestamptz,
      round integer not null default 1,
      passed_ids bigint[] not null default '{}'
    );
    create index assignment_offers_due_idx on assignment_offers (expires_at) where expires_at is not null;
    create index assignment_offers_ticket_idx on assignment_offers (ticket_id);

    create table automations (
      id bigint generated always as identity primary key,
      built_in text unique,
      name text not null unique check (length(name) between 1 and 100),
      position integer not null,
      active boolean not null default true,
      -- Actions of the log that it follows; none for one that goes by the clock.
      events text[] not null default '{}',
      -- Of one that goes by the clock: {"every": minutes} or {"at": "HH:MM"}.
      schedule jsonb,
      condition jsonb not null check (jsonb_typeof(condition) = 'object'),
      actions jsonb not null check (jsonb_typeof(actions) = 'array'),
      stops boolean not null default false,
      version integer not null default 1,
      next_run_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check ((cardinality(events) > 0) = (schedule is null))
    );
    create index automations_due_idx on automations (next_run_at) where active and next_run_at is not null;

    -- Log entries that automations have not looked at yet; put here by the database, whoever wrote the entry.
    create table automation_queue (
      event_id bigint primary key references ticket_events on delete cascade,
      ticket_id bigint not null,
      -- How many automations have acted in a row to come to this.
      depth integer not null default 0,
      queued_at timestamptz not null default now()
    );
    create function queue_for_automations() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from automations where active and new.action = any(events)) then
        insert into automation_queue (event_id, ticket_id, depth)
          values (new.id, new.ticket_id, coalesce(nullif(current_setting('gongdan.automation_depth', true), '')::int, 0));
        perform pg_notify('gongdan', '{"automation":true}');
      end if;
      return null;
    end $$;
    create trigger ticket_events_are_followed after insert on ticket_events
      for each row execute function queue_for_automations();

    create table automation_runs (
      id bigint generated always as identity primary key,
      automation_id bigint not null references automations on delete cascade,
      automation_version integer not null,
      ticket_id bigint not null references tickets on delete cascade,
      -- The entry that it followed; null by the clock.
      event_id bigint references ticket_events on delete cascade,
      -- Of one by the clock: the ticket's status_since, so that it acts once in each state.
      occasion timestamptz,
      depth integer not null default 0,
      outcome text not null check (outcome in ('done', 'partly', 'failed', 'cut')),
      -- What each action did, in the order of the actions.
      results jsonb not null default '[]',
      at timestamptz not null
    );
    -- A rule acts once per ticket and event.
    create unique index automation_runs_once_per_event on automation_runs (automation_id, event_id) where event_id is not null;
    create unique index automation_runs_once_per_state on automation_runs (automation_id, ticket_id, occasion)
      where occasion is not null;
    create index automation_runs_automation_idx on automation_runs (automation_id, id);
    create index automation_runs_ticket_idx on automation_runs (ticket_id);
    create index automation_runs_event_idx on automation_runs (event_id) where event_id is not null;

    -- Messages to other systems: queued here, delivered when there is a channel for it.
    alter table outbox drop constraint outbox_channel_check;
    alter table outbox
      add constraint outbox_channel_check check (channel in ('inbox', 'webhook')),
      alter column recipient_id drop not null,
      add column address text check (length(address) <= 2000),
      add column payload jsonb,
      add constraint outbox_goes_to_someone check (
        case channel when 'inbox' then recipient_id is not null and address is null
          else recipient_id is null and address is not null and payload is not null end
      );
    drop index outbox_due_idx;
    create index outbox_due_idx on outbox (channel, next_attempt_at, id) where delivered_at is null and failed_at is null;
  `);
}
