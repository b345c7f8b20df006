import type { Knex } from 'knex';

/**
 * A published form is a snapshot; its placements say what of it the template itself decided, so that the next version
 * is made from today's definitions (spec 02). Null for versions from before: there the difference to the definition
 * tells. And runs over many tickets may do more than close them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table template_versions add column placements jsonb check (jsonb_typeof(placements) = 'array');

    alter table bulk_runs drop constraint bulk_runs_action_check;
    alter table bulk_runs add constraint bulk_runs_action_check check (action ~ '^[a-z_]+$');

    create index tickets_open_template_versions_idx on tickets (template_version_id) where status <> 'closed';
  `);
}
