import type { Knex } from 'knex';

/** What automatic assignment (spec 04) keeps beside a hop ends with it, by whatever the hop ends. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function end_waits_of_hop() returns trigger language plpgsql as $$
    begin
      delete from assignment_waits where assignment_id = new.id;
      delete from assignment_offers where assignment_id = new.id;
      -- Whoever had it in hand can take another one.
      if new.left_at is not null and new.assignee_id is not null
          and exists (select 1 from assignment_waits where release_at is null) then
        perform pg_notify('gongdan', '{"duty":true}');
      end if;
      return null;
    end $$;
    create trigger assignments_end_their_waits after update of left_at, accepted_at on assignments
      for each row when (old.left_at is null and new.left_at is not null
        or old.accepted_at is null and new.accepted_at is not null)
      execute function end_waits_of_hop();

    -- Who had a ticket of this order last.
    create index tickets_order_number_idx on tickets (order_number) where order_number <> '';
  `);
}
