import type { Knex } from 'knex';

/** What keeps the installation running: settings, sessions, sign-in throttle, set-up link, audit log (spec 03, 10). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table settings (
      key text primary key,
      value jsonb not null,
      updated_at timestamptz not null default now(),
      updated_by_id bigint references users
    );

    create table sessions (
      sid text primary key,
      sess json not null,
      expire timestamptz not null
    );
    create index sessions_expire_idx on sessions (expire);

    create table sign_in_throttle (
      key text primary key,
      points integer not null default 0,
      expire bigint
    );

    create table setup_links (
      token_hash text primary key,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    );

    create table audit_log (
      id bigint generated always as identity primary key,
      occurred_at timestamptz not null,
      actor_id bigint references users,
      action text not null,
      subject_type text not null,
      subject_id text,
      changes jsonb not null default '{}',
      source_ip inet,
      user_agent text
    );
    create index audit_log_occurred_idx on audit_log (occurred_at, id);
    create index audit_log_subject_idx on audit_log (subject_type, subject_id, occurred_at);
    create index audit_log_actor_idx on audit_log (actor_id, occurred_at);
    create trigger audit_log_is_append_only before update or delete on audit_log
      for each row execute function refuse_change();
    create trigger audit_log_stays before truncate on audit_log
      for each statement execute function refuse_change();
  `);
}
