import type { Knex } from 'knex';

/** What the database server says about itself. */
export interface ServerFacts {
  /** As `server_version_num`, e.g. 180004. */
  readonly version: number;
  readonly encoding: string;
  /** A replica, or set to read only: nothing can be written there. */
  readonly readOnly: boolean;
  /** The role may make tables, which migrations do. */
  readonly mayCreate: boolean;
  readonly knowsZone: boolean;
  readonly maxConnections: number;
  /** Clock of the database minus clock of this machine, in ms; as exact as the round trip was short. */
  readonly clockAheadMs: number;
}

/** Asks the server all of it in one statement. */
export async function findServerFacts(db: Knex, zone: string): Promise<ServerFacts> {
  const ask = (): Promise<{ rows: (Omit<ServerFacts, 'clockAheadMs'> & { at: Date })[] }> =>
    db.raw(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
         current_setting('transaction_read_only')::bool as "readOnly",
         coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as "mayCreate",
         exists (select 1 from pg_timezone_names where name = :zone) as "knowsZone",
         current_setting('max_connections')::int as "maxConnections", clock_timestamp() as at`,
      { zone },
    );
  // Once to open the connection, then once more to be timed.
  await ask();
  const sent = Date.now();
  const { rows } = await ask();
  const received = Date.now();
  if (!rows[0]) throw new Error('the server answered nothing');
  const { at, ...facts } = rows[0];
  return { ...facts, clockAheadMs: at.getTime() - (sent + received) / 2 };
}
