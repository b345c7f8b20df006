import type { Knex } from 'knex';

/** The days whose digest was queued: whichever process came first (spec 05). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`create table digest_days (day date primary key, queued_at timestamptz not null)`);
}
