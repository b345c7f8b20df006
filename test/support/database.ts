import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import pg from 'pg';
import { inject } from 'vitest';
import { connect } from '../../src/db/connection.ts';
import type { TestPostgres } from './postgres.ts';
import { administrate, databaseUrl } from './postgres.ts';

export interface TestDatabase {
  readonly db: Knex;
  readonly url: string;
  close(): Promise<void>;
}

const OBJECT_IN_USE = '55006';
const ATTEMPTS = 20;

/**
 * A database of one's own, migrated and with the reference data: real commits, nobody else's rows. One per test file,
 * in `beforeAll`; `close()` in `afterAll` drops it.
 */
export async function openTestDatabase(server: TestPostgres = inject('postgres')): Promise<TestDatabase> {
  const name = `gongdan_test_${randomBytes(6).toString('hex')}`;
  await cloneTemplate(server, name);
  const url = databaseUrl(server.url, name);
  const db = connect(url);
  const close = async () => {
    await db.destroy();
    await administrate(server.url, `drop database if exists ${name} with (force)`);
  };
  return { db, url, close };
}

/** While someone else's clone or an autovacuum worker is on the template, the server refuses; both are soon over. */
async function cloneTemplate(server: TestPostgres, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await administrate(server.url, `create database ${name} template ${server.template}`);
      return;
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === OBJECT_IN_USE;
      if (!busy || attempt === ATTEMPTS) throw error;
      await delay(100 * attempt);
    }
  }
}
