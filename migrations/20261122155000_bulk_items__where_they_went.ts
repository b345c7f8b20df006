import type { Knex } from 'knex';

/** A bulk run that moves tickets tells where each went (spec 04); and who has what is counted without reading tickets. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Where a ticket was once its run had moved it: what becomes of it later does not change the result.
    alter table bulk_items
      add column to_group_id bigint references groups,
      add column to_assignee_id bigint references users;

    -- Everything that is counted of the open tickets of groups and people; it begins with what the index had that it replaces.
    create index tickets_workload_idx on tickets (group_id, assignee_id, status, created_at, id) where status <> 'closed';
    drop index tickets_open_group_idx;
  `);
}
