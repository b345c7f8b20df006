import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { type App, type AppDeps, createApp } from '../../src/app.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { openTestDatabase } from './database.ts';
import { httpClient, type HttpClient } from './http-client.ts';

export interface TestApp {
  readonly db: Knex;
  readonly app: App;
  readonly url: string;
  /** Where the files of attachments are. */
  readonly folder: string;
  /** A new person at a browser of their own. */
  readonly client: () => HttpClient;
  readonly close: () => Promise<void>;
}

/** The real application on a database of one's own. */
export async function openTestApp(overrides: Partial<AppDeps> = {}): Promise<TestApp> {
  const { db, url, close } = await openTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'gongdan-files-'));
  const app = createApp({
    db,
    files: createFolderStore(folder),
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
    folder,
    client: () => httpClient(app.server),
    close: async () => {
      await app.close();
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
