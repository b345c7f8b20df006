import knexModule from 'knex';
import type { Knex } from 'knex';
import pg from 'pg';

// Ids are bigint in the database and stay far below 2^53; as numbers they compare and print as one expects.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens the pool. The statement time-out keeps one bad query from holding a connection for ever. */
export function connect(url: string, pool: { max?: number } = {}): Knex {
  return knexModule({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: 'gongdan',
      statement_timeout: 60_000,
      keepAlive: true,
    },
    pool: { min: 0, max: pool.max ?? 12, acquireTimeoutMillis: 15_000 },
  });
}

/** A plain pool, for libraries that bring their own SQL. */
export function openPool(url: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, application_name: name });
  // A connection that the server ends while idle is replaced at the next use.
  pool.on('error', () => undefined);
  return pool;
}

/** Whether an error is the violation of a certain unique index or constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.constraint === constraint;
}
