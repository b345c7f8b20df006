import type { Knex } from 'knex';

/** Configuration is edited in the browser, by several administrators at once: each record has a version (spec 02, 03). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table departments add column version integer not null default 1;
    alter table groups add column version integer not null default 1;
    alter table roles
      add column version integer not null default 1,
      add column description text not null default '' check (length(description) <= 500);
    alter table stages add column version integer not null default 1;
    alter table choices add column version integer not null default 1;
    alter table message_templates add column version integer not null default 1;
    alter table settings add column version integer not null default 1;

    -- The next version while it is being made: nobody's ticket sees it before it is published.
    alter table templates
      add column description text not null default '' check (length(description) <= 500),
      add column draft jsonb check (jsonb_typeof(draft) = 'array'),
      add column draft_saved_at timestamptz,
      add column draft_saved_by_id bigint references users,
      add check ((draft is null) = (draft_saved_at is null));
    alter table template_versions add column note text not null default '' check (length(note) <= 500);

    -- What it was called when it happened: the subject may be renamed since, or gone.
    alter table audit_log add column subject_name text;

    insert into role_permissions (role_id, permission, scope)
      select r.id, g.permission, g.scope
      from (values
        ('after_sales_agent', 'ticket.unmask', 'mine'),
        ('ticket_admin', 'ticket.unmask', 'all'), ('super_admin', 'ticket.unmask', 'all'),
        ('ticket_admin', 'ticket.export', 'all'), ('super_admin', 'ticket.export', 'all')
      ) as g (role, permission, scope) join roles r on r.key = g.role and r.built_in
      on conflict do nothing;
  `);
}
