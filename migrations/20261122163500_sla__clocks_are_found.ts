import type { Knex } from 'knex';

/** Lists are narrowed to what is due soon, and to what stands still (spec 05, 07). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index ticket_clocks_warn_idx on ticket_clocks (warn_at, due_at, ticket_id) where due_at is not null;
    create index ticket_clocks_paused_idx on ticket_clocks (ticket_id) where paused;
  `);
}
