import type { Knex } from 'knex';

/** Of the environment, not of an administrator: its name says where it comes from. */
const NAME = 'SMTP_URL';
const FROM_ENVIRONMENT = `kind = 'email' and config @> '{"fromEnvironment": true}'`;

/** Several processes may start at once. */
export async function keepMailConnector(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('mail of the environment'))`);
  await trx.raw(
    `insert into connectors (kind, name, active, config)
     select 'email', ?, false, '{"fromEnvironment": true}'
     where not exists (select 1 from connectors where ${FROM_ENVIRONMENT})
     on conflict (name) do nothing`,
    [NAME],
  );
  await trx.raw(
    `update connectors set active = true, version = version + 1, updated_at = now()
     where id = (select min(id) from connectors where ${FROM_ENVIRONMENT})
       and not exists (select 1 from connectors where kind = 'email' and active)`,
  );
}

export async function switchOffMailConnector(trx: Knex.Transaction): Promise<void> {
  await trx.raw(
    `update connectors set active = false, version = version + 1, updated_at = now()
     where ${FROM_ENVIRONMENT} and active`,
  );
}
