import knexModule from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';

// Ids are bigint in the database and stay far below 2^53; as numbers they compare and print as one expects.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens the pool. The statement time-out keeps one bad query from holding a connection for ever. */
export function connect(url: string, pool: { max?: number } = {}): Knex {
  const db = knexModule({
    client: 'pg',
    connection: { connectionString: url, application_name: 'gongdan', statement_timeout: 60_000, keepAlive: true },
    pool: { min: 0, max: pool.max ?? 12, acquireTimeoutMillis: 15_000 },
  });
  return db;
}

/** Whether an error is the violation of a certain unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.constraint === constraint;
}
