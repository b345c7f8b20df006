import type { Knex } from 'knex';

/** How many tickets a policy measures now is counted without reading those that have long been closed. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `create index ticket_clocks_running_idx on ticket_clocks (policy_id) where metric is not null`,
  );
}
