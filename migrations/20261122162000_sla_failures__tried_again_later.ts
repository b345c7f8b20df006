import type { Knex } from 'knex';

/** A ticket whose SLA steps break is tried again later and later, and holds up nobody else (spec 05). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table sla_failures (
      ticket_id bigint primary key references tickets on delete cascade,
      attempts integer not null,
      error text not null,
      next_attempt_at timestamptz not null
    );
  `);
}
