import type { Knex } from 'knex';

/**
 * What the assignment rules say has a name (spec 04), so that each process reads them anew only where they have changed:
 * a random one, since a number that a transaction took back would come again and mean something else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table assignment_rules_stamp (
      one boolean primary key default true check (one),
      stamp uuid not null default gen_random_uuid()
    );
    insert into assignment_rules_stamp default values;
    create function stamp_assignment_rules() returns trigger language plpgsql as $$
    begin
      update assignment_rules_stamp set stamp = gen_random_uuid();
      return null;
    end $$;
    create trigger assignment_rules_are_stamped
      after insert or update or delete or truncate on assignment_rules
      for each statement execute function stamp_assignment_rules();
  `);
}
