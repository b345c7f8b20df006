import { spawn } from 'node:child_process';
import { lchown, stat } from 'node:fs/promises';

/** The system account that the database server runs under when the application itself is root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface RunResult {
  readonly ok: boolean;
  readonly output: string;
}

interface RunOptions {
  readonly account: Account | null;
  readonly cwd: string;
  readonly input?: string;
}

/** Nothing of the application's own environment (secrets, PG… variables) reaches the server. */
const PASSED_ON = ['PATH', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'LD_LIBRARY_PATH'];

export function serverEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of PASSED_ON) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  return environment;
}

export function identityOf(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

/** Runs a program to its end. A program that could not be started is a result too, not an exception. */
export function run(file: string, args: string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(file, args, {
      ...identityOf(options.account),
      cwd: options.cwd,
      env: serverEnvironment(),
      windowsHide: true,
    });
    const output = () => Buffer.concat(chunks).toString('utf8').trim();
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A program that ends before it has read everything closes the pipe: its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output: output() }));
  });
}

/** Whether the account gets to the folder by its path; parents that only root may enter are in the way. */
export async function canReach(folder: string, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  const { ok } = await run('/bin/sh', ['-c', 'test -x "$1/."', 'sh', folder], { account, cwd: '/' });
  return ok;
}

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * PostgreSQL refuses to run as root. Null: the application is not root, the server runs as its own
 * user. An existing folder of an ordinary user stays that user's; otherwise `postgres`, else `nobody`.
 */
export async function chooseAccount(folders: readonly string[]): Promise<Account | null> {
  if (!isRoot()) return null;
  for (const folder of folders) {
    const owner = await ordinaryOwner(folder);
    if (owner !== null) return owner;
  }
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const account = await lookUp(name);
    if (account !== null) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody" to run it as. ' +
      'Start the application as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

async function ordinaryOwner(folder: string): Promise<Account | null> {
  const found = await stat(folder).catch(() => null);
  // An owner without an account of this system is of no use: initdb insists on one.
  return found === null || found.uid === 0 ? null : lookUp(String(found.uid));
}

async function lookUp(user: string): Promise<Account | null> {
  const [name, uid, gid] = await Promise.all(
    ['-un', '-u', '-g'].map((flag) => run('id', [flag, user], { account: null, cwd: '/' })),
  );
  if (!name?.ok || !uid?.ok || !gid?.ok) return null;
  return { name: name.output, uid: Number(uid.output), gid: Number(gid.output) };
}

/**
 * Root leaves what it writes into somebody's data folder to the owner of that folder, so that the
 * owner can start the application again without root.
 */
export async function leaveToOwner(path: string, folder: string): Promise<void> {
  if (!isRoot()) return;
  const owner = await stat(folder);
  await lchown(path, owner.uid, owner.gid);
}
