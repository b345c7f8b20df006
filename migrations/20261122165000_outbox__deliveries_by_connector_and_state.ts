import type { Knex } from 'knex';

/** Deliveries are looked through by connector, by way and by what became of them (spec 05). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- In the order in which they are read.
    drop index outbox_connector_idx;
    create index outbox_connector_idx on outbox (connector_id, id) where connector_id is not null;
    create index outbox_channel_idx on outbox (channel, id) where channel <> 'inbox';
    create index outbox_waiting_idx on outbox (id)
      where channel <> 'inbox' and delivered_at is null and failed_at is null;
    create index outbox_given_up_idx on outbox (id) where channel <> 'inbox' and failed_at is not null;
    create index outbox_given_up_by_idx on outbox (connector_id, id)
      where channel <> 'inbox' and failed_at is not null;
    create index outbox_resent_idx on outbox (resent_from_id) where resent_from_id is not null;
  `);
}
