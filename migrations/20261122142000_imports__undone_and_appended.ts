import type { Knex } from 'knex';

/** What an import needs to be taken back: ways to what points at its tickets, and appends of its own (spec 06). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Deleting a row asks every table that points at it.
    create index assignments_came_from_idx on assignments (came_from_id) where came_from_id is not null;
    create index attachments_event_idx on attachments (event_id) where event_id is not null;
    create index outbox_ticket_idx on outbox (ticket_id) where ticket_id is not null;
    create index inbox_ticket_idx on inbox (ticket_id) where ticket_id is not null;
    create index imports_cancelled_idx on imports (id) where state = 'cancelled' and finished_at is null;

    -- What an import appends to a ticket that it has made itself is no touch of somebody else's.
    create or replace function require_next_version() returns trigger language plpgsql as $$
    begin
      if new.version <> old.version + 1 then
        raise exception 'ticket % changed without a log entry of its own', old.number using errcode = 'check_violation';
      end if;
      if new.status <> old.status then new.status_since := new.updated_at; end if;
      if old.imported_version = old.version
          and old.import_id::text = current_setting('gongdan.import_id', true) then
        new.imported_version := new.version;
      end if;
      return new;
    end $$;
  `);
}
