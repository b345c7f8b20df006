import type { Knex } from 'knex';

/** Time that is measured at every hop, and the ways on which people hear of it (spec 05). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sla_policies (
      id bigint generated always as identity primary key,
      -- Key of a shipped one.
      built_in text unique,
      name text not null unique check (length(name) between 1 and 100),
      -- The first one in this order whose condition holds is the ticket's.
      position integer not null,
      active boolean not null default true,
      condition jsonb not null check (jsonb_typeof(condition) = 'object'),
      -- Around the clock without one.
      calendar_id bigint references calendars,
      pauses_waiting boolean not null default true,
      -- [{metric, stage, minutes, steps: [{id, offset, actions}]}]
      targets jsonb not null check (jsonb_typeof(targets) = 'array'),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create table sla_timers (
      id bigint generated always as identity primary key,
      ticket_id bigint not null references tickets on delete cascade,
      metric text not null check (metric in ('first_response', 'stage', 'resolution')),
      -- What makes it the one that it is: of a stage the hop with which the visit began, else how often it was reopened.
      occasion bigint not null,
      stage_key text references stages,
      policy_id bigint references sla_policies on delete set null,
      -- As the policy had it when it was last worked out.
      target_minutes numeric not null check (target_minutes > 0),
      warning_minutes numeric check (warning_minutes > 0),
      started_at timestamptz not null,
      -- Null while it is paused, and where so much is never worked.
      due_at timestamptz,
      -- When it turns amber: the first step before the due time.
      warn_at timestamptz,
      paused_at timestamptz,
      -- Working minutes that it has stood still, and that were left when it was paused.
      paused_minutes numeric not null default 0,
      left_minutes numeric,
      -- What was to happen has happened, or is no longer waited for.
      ended_at timestamptz,
      -- When its time was over; stays whatever becomes of the ticket.
      breached_at timestamptz,
      -- The next thing to happen: the sweep reads nothing else.
      next_step_at timestamptz,
      check (ended_at is null or next_step_at is null),
      unique (ticket_id, metric, occasion)
    );
    create index sla_timers_due_idx on sla_timers (next_step_at, ticket_id) where next_step_at is not null;
    create index sla_timers_policy_idx on sla_timers (policy_id) where ended_at is null;

    -- What was done when a timer came to one of its steps: once for each due time.
    create table sla_steps (
      id bigint generated always as identity primary key,
      timer_id bigint not null references sla_timers on delete cascade,
      due_at timestamptz not null,
      step_id integer not null,
      -- Working minutes before (negative) or after the due time.
      offset_minutes numeric not null,
      policy_name text not null,
      -- Later than it should have been; what was missed together is told once.
      missed boolean not null default false,
      results jsonb not null default '[]',
      at timestamptz not null,
      unique (timer_id, due_at, step_id)
    );

    -- What lists show of a ticket's time: the timer that is due first. A row of its own, so that working it out anew is
    -- no change of the ticket.
    create table ticket_clocks (
      ticket_id bigint primary key references tickets on delete cascade,
      -- The version of the ticket that this was worked out for.
      ticket_version integer not null,
      policy_id bigint references sla_policies on delete set null,
      metric text,
      stage_key text,
      due_at timestamptz,
      warn_at timestamptz,
      -- All that is left stands still.
      paused boolean not null default false,
      left_minutes numeric,
      target_minutes numeric,
      -- The first time since it was created, or reopened, that anything was overdue.
      overdue_at timestamptz,
      -- Of a ticket that was closed before it came here: nothing before this is measured.
      measured_from timestamptz
    );
    create index ticket_clocks_due_idx on ticket_clocks (due_at, ticket_id) where due_at is not null;
    create index ticket_clocks_policy_idx on ticket_clocks (policy_id);

    -- A recalculation that an administrator has caused, to be seen while it goes on.
    create table sla_recalculations (
      id bigint generated always as identity primary key,
      reason text not null,
      total integer not null,
      requested_by_id bigint references users,
      requested_at timestamptz not null,
      finished_at timestamptz
    );
    -- Tickets whose timers are to be worked out anew.
    create table sla_queue (
      ticket_id bigint primary key references tickets on delete cascade,
      recalculation_id bigint references sla_recalculations on delete set null,
      queued_at timestamptz not null default now(),
      attempts integer not null default 0,
      last_error text
    );
    create index sla_queue_recalculation_idx on sla_queue (recalculation_id) where recalculation_id is not null;
    insert into sla_queue (ticket_id) select id from tickets where status <> 'closed';

    -- Whoever changes a ticket works out its timers in the same transaction; what was forgotten is caught here.
    create function require_clock() returns trigger language plpgsql as $$
    begin
      -- Closed before it came here: its time was measured by others, if at all.
      if tg_op = 'INSERT' and new.status = 'closed' then return null; end if;
      if exists (select 1 from tickets t left join ticket_clocks c on c.ticket_id = t.id
                 where t.id = new.id and c.ticket_version is distinct from t.version) then
        insert into sla_queue (ticket_id) values (new.id) on conflict do nothing;
      end if;
      return null;
    end $$;
    create constraint trigger tickets_have_clocks after insert or update of version on tickets
      deferrable initially deferred for each row execute function require_clock();

    alter table tickets add column overdue_reason text, add column overdue_remark text;

    -- Ways out of the house: robots of groups, mail, messages to phones, other systems.
    create table connectors (
      id bigint generated always as identity primary key,
      kind text not null check (kind in
        ('wecom_robot', 'dingtalk_robot', 'feishu_robot', 'wecom_app', 'email', 'sms', 'webhook')),
      name text not null unique check (length(name) between 1 and 100),
      active boolean not null default true,
      config jsonb not null default '{}' check (jsonb_typeof(config) = 'object'),
      -- Encrypted; never shown again.
      secrets text,
      -- Kinds of messages that a robot repeats, or that another system is told of.
      events text[] not null default '{}',
      per_minute integer check (per_minute between 1 and 6000),
      -- The pace of its messages, and its rest after failures.
      paced_at timestamptz,
      rests_until timestamptz,
      failures integer not null default 0,
      last_error text,
      last_delivered_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    -- The groups for which a robot speaks.
    create table connector_groups (
      connector_id bigint not null references connectors on delete cascade,
      group_id bigint not null references groups on delete cascade,
      primary key (connector_id, group_id)
    );
    create index connector_groups_group_idx on connector_groups (group_id);
    -- One way to a person of each kind.
    create unique index connectors_one_to_people on connectors (kind)
      where active and kind in ('wecom_app', 'email', 'sms');

    alter table users add column wecom_id text check (length(wecom_id) between 1 and 100);

    alter table outbox drop constraint outbox_channel_check;
    alter table outbox drop constraint outbox_goes_to_someone;
    alter table outbox
      add constraint outbox_channel_check check (channel in
        ('inbox', 'wecom_robot', 'dingtalk_robot', 'feishu_robot', 'wecom_app', 'email', 'sms', 'webhook')),
      add column connector_id bigint references connectors on delete set null,
      add column subject text not null default '',
      -- Of a robot: for which group it speaks, and the phones of those whom it mentions.
      add column group_id bigint references groups on delete set null,
      add column mentions text[] not null default '{}',
      -- The process that is sending it may have died: taken anew after that.
      add column claimed_until timestamptz,
      add column answer text,
      add column resent_from_id bigint references outbox,
      add constraint outbox_goes_to_someone check (
        case channel
          when 'inbox' then recipient_id is not null and address is null
          when 'webhook' then recipient_id is null and payload is not null and (address is not null or connector_id is not null)
          else payload is null
        end
      );
    create index outbox_deliveries_idx on outbox (id) where channel <> 'inbox';
    create index outbox_unsettled_idx on outbox (connector_id, id)
      where channel <> 'inbox' and delivered_at is null and failed_at is null;

    create table delivery_attempts (
      id bigint generated always as identity primary key,
      outbox_id bigint not null references outbox on delete cascade,
      at timestamptz not null,
      duration_ms integer not null,
      delivered boolean not null,
      -- What the other side said, or why it was not reached; shortened.
      answer text not null default ''
    );
    create index delivery_attempts_outbox_idx on delivery_attempts (outbox_id, id);

    -- Which event goes to people on which channel, as administrators have it …
    create table notification_rules (
      event text not null,
      channel text not null check (channel in ('inbox', 'wecom_app', 'email', 'sms')),
      mode text not null check (mode in ('off', 'on', 'forced')),
      primary key (event, channel)
    );
    -- … and as each person wants it.
    create table notification_preferences (
      user_id bigint not null references users on delete cascade,
      event text not null,
      channel text not null check (channel in ('inbox', 'wecom_app', 'email', 'sms')),
      wanted boolean not null,
      primary key (user_id, event, channel)
    );

    -- The text of a message on one channel, where it is another than everywhere.
    create table channel_texts (
      key text not null references message_templates,
      channel text not null check (channel in ('wecom_robot', 'dingtalk_robot', 'feishu_robot', 'wecom_app', 'email', 'sms')),
      subject_zh text not null default '' check (length(subject_zh) <= 200),
      subject_en text not null default '' check (length(subject_en) <= 200),
      body_zh text not null check (length(body_zh) between 1 and 2000),
      body_en text not null check (length(body_en) between 1 and 2000),
      version integer not null default 1,
      primary key (key, channel)
    );
  `);
}
