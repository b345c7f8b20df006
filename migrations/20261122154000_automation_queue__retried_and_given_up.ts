import type { Knex } from 'knex';

/** What automations could not do is tried again a few times; and a dry run finds the entries that they would follow. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table automation_queue
      add column attempts integer not null default 0,
      -- Null: at once.
      add column next_attempt_at timestamptz,
      add column error text;
    create index ticket_events_action_idx on ticket_events (action, occurred_at desc);
  `);
}
