import type { Knex } from 'knex';

/** What the worker that delivers to other systems reads. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index outbox_unsettled_idx;
    -- What is due on one channel, in its order.
    create index outbox_unsettled_idx on outbox (connector_id, next_attempt_at, id)
      where channel <> 'inbox' and delivered_at is null and failed_at is null;
    -- What is being sent: a handful.
    create index outbox_claimed_idx on outbox (connector_id) where claimed_until is not null;
    -- A channel that is deleted leaves its messages behind, to be seen.
    create index outbox_connector_idx on outbox (connector_id) where connector_id is not null;
    alter table outbox drop constraint outbox_goes_to_someone;
    alter table outbox add constraint outbox_goes_to_someone check (
      case channel
        when 'inbox' then recipient_id is not null and address is null
        when 'webhook' then recipient_id is null and payload is not null
        else payload is null
      end
    );
  `);
}
