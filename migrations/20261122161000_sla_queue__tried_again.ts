import type { Knex } from 'knex';

/** What could not be worked out is tried again later, and set aside in the end (spec 05). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sla_queue add column next_attempt_at timestamptz;
    -- One at a time is enough: the next one takes over what the last has left.
    create index sla_recalculations_unfinished_idx on sla_recalculations (id) where finished_at is null;
  `);
}
