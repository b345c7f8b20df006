import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, processIdentity } from './process-identity.ts';
import { leaveToOwner } from './run-as.ts';

/** One running application's hold on a data folder. */
interface Claim {
  readonly pid: number;
  readonly identity: string | null;
  /** Where its database server listens; null until it does. */
  readonly port: number | null;
}

interface DataLock {
  /** Tells other commands where the database server listens. */
  publishPort(port: number): Promise<void>;
  release(): Promise<void>;
}

const ATTEMPTS = 5;

function lockFolder(dataDir: string): string {
  return join(dataDir, 'postgres.lock');
}

function parseClaim(text: string): Claim | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if (!('pid' in value) || typeof value.pid !== 'number') return null;
    const identity = 'identity' in value && typeof value.identity === 'string' ? value.identity : null;
    const port = 'port' in value && typeof value.port === 'number' ? value.port : null;
    return { pid: value.pid, identity, port };
  } catch {
    return null;
  }
}

async function isHeld(claim: Claim): Promise<boolean> {
  if (!isAlive(claim.pid)) return false;
  const now = await processIdentity(claim.pid);
  // Where the system keeps the identity to itself, a living process counts as the holder.
  return now === null || claim.identity === null || now === claim.identity;
}

/** The claims of living processes, by file name. Claims of dead ones are removed on the way. */
async function livingClaims(folder: string): Promise<Map<string, Claim>> {
  const living = new Map<string, Claim>();
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  for (const name of names) {
    const claim = parseClaim(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (claim !== null && (await isHeld(claim))) living.set(name, claim);
    else await rm(join(folder, name), { force: true });
  }
  return living;
}

async function writeClaim(dataDir: string, name: string, claim: Claim): Promise<void> {
  const file = join(lockFolder(dataDir), name);
  await writeFile(`${file}.part`, JSON.stringify(claim));
  await leaveToOwner(`${file}.part`, dataDir);
  await rename(`${file}.part`, file);
}

/**
 * Takes the data folder for this process. Every applicant first writes a claim of its own and then
 * looks for others: of two at the same moment at least one sees the other, so never do both go on.
 * A file per applicant, never written by two, is what makes clearing away a dead one's safe.
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const folder = lockFolder(dataDir);
  await mkdir(folder, { recursive: true });
  await leaveToOwner(folder, dataDir);
  const name = `${process.pid}-${randomBytes(6).toString('hex')}.json`;
  const claim: Claim = { pid: process.pid, identity: await processIdentity(process.pid), port: null };
  const release = () => rm(join(folder, name), { force: true });

  for (let attempt = 1; ; attempt += 1) {
    await writeClaim(dataDir, name, claim);
    const others = await livingClaims(folder);
    others.delete(name);
    const [holder] = others.values();
    if (holder === undefined) break;
    await release();
    if (attempt === ATTEMPTS) throw alreadyInUse(dataDir, holder.pid);
    // Two that started in the same instant have both stepped back: let chance decide who is first.
    await delay(randomInt(30, 150));
  }
  return { release, publishPort: (port) => writeClaim(dataDir, name, { ...claim, port }) };
}

function alreadyInUse(dataDir: string, pid: number): Error {
  const who = pid === process.pid ? 'this very process' : `process ${pid}`;
  return new Error(
    `The data folder ${dataDir} is in use by ${who}. ` +
      'Stop that one first, or give this one a folder of its own with DATA_DIR.',
  );
}

/** The port of the database server that another living process runs on this folder, if there is one. */
export async function publishedPort(dataDir: string): Promise<number | null> {
  for (const claim of (await livingClaims(lockFolder(dataDir))).values()) {
    if (claim.port !== null) return claim.port;
  }
  return null;
}
