import { randomBytes } from 'node:crypto';
import { chown, lchown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import type { Account, RunResult } from './run-as.ts';
import { canReach, leaveToOwner, run } from './run-as.ts';

export type Tuning = 'durable' | 'test';

/** A database cluster on disk, and how to run a server on it. */
export interface Cluster {
  readonly dataDir: string;
  readonly folder: string;
  /** What the server is told as its data folder; see {@link dataArgumentFor}. */
  readonly dataArgument: string;
  readonly account: Account | null;
  readonly binaries: Binaries;
  readonly tuning: Tuning;
}

/** The application's role: it owns its database and may clone databases, but is no superuser. */
export const ROLE = 'gongdan';

/** Messages about single statements reach the client; in a file they would pile up customers' data. */
const PRESET = ['--set', 'log_min_messages=log'];
/** Not every system knows the first; Chinese trigrams need some UTF-8 locale. */
const LOCALES = ['C.UTF-8', 'en_US.UTF-8'];
const HBA = '# Only this machine, only by password.\nhost all all 127.0.0.1/32 scram-sha-256\n';

export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres.password');
}

/** Lets a server process be recognised by the folder even where it was told another name for it. */
export function folderMark(folder: string): string[] {
  return ['-c', `gongdan.folder=${folder}`];
}

export async function prepareCluster(
  options: Omit<Cluster, 'folder' | 'dataArgument'>,
  log: (message: string) => void,
): Promise<Cluster> {
  const { dataDir, account, binaries } = options;
  const folder = clusterFolder(dataDir);
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw notOurs(folder);
  });
  if (version === null) {
    log(`Creating the database in ${folder}.`);
    await createCluster(options, folder);
  } else if (version.trim() !== binaries.version.split('.')[0]) {
    throw new Error(
      `The database in ${folder} was made by PostgreSQL ${version.trim()}, and this application carries ` +
        `PostgreSQL ${binaries.version}. Dump it with the older version and load it into a new DATA_DIR.`,
    );
  }
  await takeOver(folder, account);
  return { ...options, folder, dataArgument: await dataArgumentFor(folder, account) };
}

/** Made under another name and renamed when complete: a folder called `postgres` is never half a cluster. */
async function createCluster(
  options: Omit<Cluster, 'folder' | 'dataArgument'>,
  folder: string,
): Promise<void> {
  const { dataDir, account } = options;
  const present = await readdir(folder).catch(() => []);
  if (present.length > 0) {
    throw new Error(`${folder} holds something that is not a PostgreSQL database. Choose another DATA_DIR.`);
  }
  await removeUnfinished(dataDir);
  const staging = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(staging, { mode: 0o700 });
  try {
    if (account !== null) await chown(staging, account.uid, account.gid);
    const cluster = { ...options, folder: staging, dataArgument: await dataArgumentFor(staging, account) };
    await initialise(cluster);
    await writeFile(join(staging, 'pg_hba.conf'), HBA);
    await runSingleUser(cluster, [
      `CREATE ROLE ${ROLE} LOGIN CREATEDB`,
      // pg_signal_backend: DROP DATABASE … WITH (FORCE) may have to end an autovacuum worker.
      `GRANT pg_monitor, pg_signal_backend TO ${ROLE}`,
    ]);
    await rm(passwordFile(dataDir), { force: true });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('postgres.new-')) continue;
    // Another name is free in any case; what can't be removed now is removed next time.
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function initialise(cluster: Cluster): Promise<void> {
  let result: RunResult = { ok: false, output: '' };
  for (const locale of LOCALES) {
    const args = ['-D', cluster.dataArgument, '--username=postgres', '--auth=reject', '--encoding=UTF8'];
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--locale=${locale}`, ...PRESET);
    if (cluster.tuning === 'test') args.push('--no-sync');
    result = await run(cluster.binaries.initdb, args, { account: cluster.account, cwd: cluster.folder });
    if (result.ok) return;
    if (!result.output.includes('invalid locale name')) break;
  }
  throw new Error(`initdb could not create the database in ${cluster.folder}:\n${lastLines(result.output)}`);
}

/** The only way in for the superuser: no network login exists, so neither does a password to steal. */
async function runSingleUser(cluster: Cluster, statements: string[]): Promise<void> {
  const args = ['--single', '-D', cluster.dataArgument, ...folderMark(cluster.folder)];
  args.push('-c', 'log_min_messages=error', '-c', 'log_min_error_statement=panic', 'postgres');
  const input = statements.map((statement) => `${statement}\n`).join('');
  const { account } = cluster;
  const result = await run(cluster.binaries.postgres, args, { account, cwd: cluster.folder, input });
  if (result.ok && !/\b(ERROR|FATAL|PANIC):/.test(result.output)) return;
  throw new Error(`The database in ${cluster.folder} could not be set up:\n${lastLines(result.output)}`);
}

/** The role's password, from a file that only this user reads. Without the file a new one is set. */
export async function rolePassword(cluster: Cluster): Promise<string> {
  const known = await readPassword(cluster.dataDir);
  if (known !== null) return known;
  const password = randomBytes(24).toString('hex');
  await runSingleUser(cluster, [`ALTER ROLE ${ROLE} PASSWORD '${password}'`]);
  const file = passwordFile(cluster.dataDir);
  await rm(`${file}.part`, { force: true });
  await writeFile(`${file}.part`, `${password}\n`, { mode: 0o600, flag: 'wx' });
  await leaveToOwner(`${file}.part`, cluster.dataDir);
  await rename(`${file}.part`, file);
  return password;
}

export async function readPassword(dataDir: string): Promise<string | null> {
  const text = await readFile(passwordFile(dataDir), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new Error(`${passwordFile(dataDir)} can't be read: it belongs to another user.`);
  });
  return /^[0-9a-f]{48}$/.test(text.trim()) ? text.trim() : null;
}

/** Everything in the cluster must belong to the account that the server runs under. */
async function takeOver(folder: string, account: Account | null): Promise<void> {
  const owner = (await stat(folder)).uid;
  if (account === null) {
    if (process.geteuid !== undefined && owner !== process.geteuid()) throw notOurs(folder);
    return;
  }
  if (owner === account.uid) return;
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), account.uid, account.gid);
  }
  // Last, so that a take-over cut short is noticed and repeated.
  await lchown(folder, account.uid, account.gid);
}

function notOurs(folder: string): Error {
  return new Error(
    `The database in ${folder} belongs to another user, perhaps because the application was started as root before. ` +
      'Give it to this user with chown -R, or choose another DATA_DIR.',
  );
}

/**
 * A folder below a home that only its owner may enter (root started us in /root) is out of the
 * account's reach by name. Linux has another name for it: a process may always use the folder it
 * was started in, and the server never leaves it.
 */
async function dataArgumentFor(folder: string, account: Account | null): Promise<string> {
  if (await canReach(folder, account)) return folder;
  const here = '/proc/self/cwd';
  const { ok } = await run('/bin/sh', ['-c', `test -w ${here}/.`], { account, cwd: folder });
  if (ok) return here;
  throw new Error(
    `PostgreSQL refuses to run as root, so it runs as ${account?.name ?? 'this user'}, who can't get into ${folder}: ` +
      'a folder above it is closed to others. Choose a place that everybody may enter with DATA_DIR, ' +
      'e.g. DATA_DIR=/var/lib/gongdan, or start the application as an ordinary user.',
  );
}

export function lastLines(text: string, count = 15): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
