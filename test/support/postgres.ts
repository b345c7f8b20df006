import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { seedReference } from '../../seeds/reference/index.ts';
import { connect } from '../../src/db/connection.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start-embedded-postgres.ts';
import { migrate } from '../../src/db/migrate.ts';

/** What a test file needs in order to clone a database of its own. */
export interface TestPostgres {
  readonly url: string;
  readonly template: string;
}

export interface TestServer extends TestPostgres {
  stop(): Promise<void>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

/** Vitest's global set-up: one server for the run, one migrated template database on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('postgres', { url: server.url, template: server.template });
  return server.stop;
}

/** Starts the server, or uses the one that TEST_DATABASE_URL names (its user must be allowed to create databases). */
export async function startTestServer(): Promise<TestServer> {
  const external = process.env['TEST_DATABASE_URL'];
  const server = external ? { url: external, stop: async () => {} } : await startPrivateServer();
  const template = `gongdan_test_template_${randomBytes(4).toString('hex')}`;
  try {
    await createTemplate(server.url, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const stop = async () => {
    if (external) await dropTemplate(server.url, template);
    await server.stop();
  };
  return { url: server.url, template, stop };
}

async function startPrivateServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'gongdan-test-postgres-'));
  // Under root the server runs as somebody else, who has to pass through this folder.
  await chmod(dataDir, 0o755);
  const said: string[] = [];
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: (line) => said.push(line), tuning: 'test' });
    const stop = async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
    return { url: server.url, stop };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`The test database doesn't start.\n${said.join('\n')}`, { cause: error });
  }
}

async function createTemplate(url: string, template: string): Promise<void> {
  await administrate(url, `create database ${template} encoding 'UTF8' template template0`);
  const db = connect(databaseUrl(url, template));
  try {
    await migrate(db);
    await seedReference(db);
  } finally {
    await db.destroy();
  }
  await administrate(url, `alter database ${template} is_template true allow_connections false`);
}

async function dropTemplate(url: string, template: string): Promise<void> {
  await administrate(url, `alter database ${template} is_template false`);
  await administrate(url, `drop database if exists ${template} with (force)`);
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** Runs one statement on the maintenance database, outside any transaction. */
export async function administrate(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
