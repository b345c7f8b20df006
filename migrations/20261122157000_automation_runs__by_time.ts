import type { Knex } from 'knex';

/** When an automation last acted, and how often lately, is asked by the list of them all (spec 04). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create index automation_runs_recent_idx on automation_runs (automation_id, at)`);
}
