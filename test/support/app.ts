import type { Knex } from 'knex';
import { pino } from 'pino';
import { type App, type AppDeps, createApp } from '../../src/app.ts';
import { openTestDatabase } from './database.ts';
import { httpClient, type HttpClient } from './http-client.ts';

export interface TestApp {
  readonly db: Knex;
  readonly app: App;
  readonly url: string;
  /** A new person at a browser of their own. */
  readonly client: () => HttpClient;
  readonly close: () => Promise<void>;
}

/** The real application on a database of one's own. */
export async function openTestApp(overrides: Partial<AppDeps> = {}): Promise<TestApp> {
  const { db, url, close } = await openTestDatabase();
  const app = createApp({
    db,
    databaseUrl: url,
    sessionSecret: 'a secret of the tests, long enough',
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    zone: 'Asia/Shanghai',
    ...overrides,
  });
  return {
    db,
    app,
    url,
    client: () => httpClient(app.server),
    close: async () => {
      await app.close();
      await close();
    },
  };
}
