import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { connect } from '../../src/db/connection.ts';
import { runningEmbeddedPostgresUrl } from '../../src/db/embedded/start-embedded-postgres.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { openVisitor } from '../support/visitor.ts';
import { type AppProcess, prepareApp } from './app-process.ts';
import { type Entry, type Ledger, startLoad } from './load.ts';

/**
 * `kill -9` under load (spec 10): the application, the database server, or both at once. Every acknowledged ticket and
 * action must be there afterwards, exactly once, and no ticket may be half done.
 */

export const VICTIMS = ['app', 'postmaster', 'both'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface KillReport {
  readonly rounds: readonly {
    readonly victim: Victim;
    readonly downMs: number;
    readonly acknowledged: number;
  }[];
  readonly acknowledged: number;
  readonly tickets: number;
  readonly doubtful: number;
  readonly refused: number;
  /** What was promised and is not there, is there twice, or is half there; and answers nobody should get. */
  readonly lost: readonly string[];
}

interface KillOptions {
  readonly victims: readonly Victim[];
  /** How many acknowledged actions are waited for before each kill. */
  readonly underLoad: number;
  readonly say?: (message: string) => void;
}

const BACK_WITHIN_MS = 60_000;
const WORK_WITHIN_MS = 60_000;

export async function surviveKills({
  victims,
  underLoad,
  say = () => undefined,
}: KillOptions): Promise<KillReport> {
  const app = await prepareApp();
  try {
    await app.start();
    const load = await startLoad(app.origin, app.company);
    const { ledger } = load;
    const rounds: { victim: Victim; downMs: number; acknowledged: number }[] = [];
    const lost: string[] = [];
    try {
      for (const victim of victims) {
        const before = ledger.acknowledged.length;
        await reached(ledger, before + underLoad);
        // Somewhere inside a request, not always just behind one.
        await delay(Math.random() * 50);
        const downMs = await strike(app, victim);
        await reached(ledger, ledger.acknowledged.length + 5);
        await load.pause();
        const found = await look(app, ledger);
        const acknowledged = ledger.acknowledged.length - before;
        rounds.push({ victim, downMs, acknowledged });
        lost.push(...found);
        say(
          `${String(rounds.length).padStart(3)}. kill -9 ${victim.padEnd(10)} back after ${(downMs / 1000).toFixed(1).padStart(4)} s, ` +
            `${acknowledged} acknowledged, ${found.length} lost`,
        );
        if (found.length > 0) break;
        load.resume();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}\nThe application said last:\n${app.output().slice(-4000)}`, {
        cause: error,
      });
    } finally {
      load.resume();
      await load.stop();
    }
    return {
      rounds,
      acknowledged: ledger.acknowledged.length,
      tickets: ledger.acknowledged.filter(({ action }) => action === 'create').length,
      doubtful: ledger.doubtful.length,
      refused: ledger.refused,
      lost: [...lost, ...ledger.surprises],
    };
  } finally {
    await app.dispose();
  }
}

/** Kills, starts the application again if it was the one, and answers how long nothing worked. */
async function strike(app: AppProcess, victim: Victim): Promise<number> {
  const struck = performance.now();
  if (victim !== 'app') await app.killPostmaster();
  if (victim !== 'postmaster') await app.killApp();
  if (victim !== 'postmaster') await app.start();
  await ready(app);
  return performance.now() - struck;
}

/** When only the database server died, the application has to bring it back by itself. */
async function ready(app: AppProcess): Promise<void> {
  const visitor = openVisitor(app.origin);
  const giveUpAt = Date.now() + BACK_WITHIN_MS;
  try {
    while (Date.now() < giveUpAt) {
      if (!app.isRunning()) throw new Error('the application ended by itself');
      const reply = await visitor.get('/readyz').catch(() => null);
      if (reply?.status === 200) return;
      await delay(20);
    }
  } finally {
    visitor.close();
  }
  throw new Error(`not ready again within ${BACK_WITHIN_MS / 1000} s`);
}

async function reached(ledger: Ledger, count: number): Promise<void> {
  const giveUpAt = Date.now() + WORK_WITHIN_MS;
  while (ledger.acknowledged.length < count) {
    if (ledger.surprises.length > 0) throw new Error(`unexpected: ${ledger.surprises.join('; ')}`);
    if (Date.now() > giveUpAt) throw new Error(`no work got done within ${WORK_WITHIN_MS / 1000} s`);
    await delay(5);
  }
}

async function look(app: AppProcess, ledger: Ledger): Promise<string[]> {
  const url = await runningEmbeddedPostgresUrl(app.dataDir);
  if (url === null) throw new Error('the application has no database server');
  const db = connect(url, { max: 1 });
  try {
    return [...(await findBrokenPromises(db, ledger)), ...(await findBrokenInvariants(db))];
  } finally {
    await db.destroy();
  }
}

/** Each mark in the ledger must be found once; a doubtful one at most once. */
async function findBrokenPromises(db: Knex, ledger: Ledger): Promise<string[]> {
  const { rows } = (await db.raw(
    `select 'create' as action, number, description as mark, null as username from tickets
     union all
     select e.action, t.number, e.body, u.username from ticket_events e join tickets t on t.id = e.ticket_id
       join users u on u.id = e.actor_id where e.action <> 'create'`,
  )) as { rows: { action: string; number: string; mark: string; username: string | null }[] };
  const seen = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf({ ...row, by: row.username ?? '' });
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const count = (entry: Entry): number => seen.get(keyOf(entry)) ?? 0;
  const numbers = new Map(
    rows.filter(({ action }) => action === 'create').map((row) => [row.mark, row.number]),
  );
  return [
    ...ledger.acknowledged
      .filter((entry) => count(entry) !== 1)
      .map((entry) => describe('acknowledged', entry, count(entry))),
    ...ledger.acknowledged
      .filter((entry) => entry.action === 'create' && numbers.get(entry.mark) !== entry.number)
      .map(
        (entry) =>
          `acknowledged ${entry.mark} as ${entry.number ?? 'none'}, and it is ${numbers.get(entry.mark) ?? 'nowhere'}`,
      ),
    ...ledger.doubtful
      .filter((entry) => count(entry) > 1)
      .map((entry) => describe('unanswered', entry, count(entry))),
  ];
}

/** Accepting writes no text of its own: it is known by who did it to which ticket. */
function keyOf({
  action,
  number,
  by,
  mark,
}: {
  action: string;
  number: string | null;
  by: string;
  mark: string;
}): string {
  return action === 'accept' ? `accept ${number ?? ''} ${by}` : `${action} ${mark}`;
}

function describe(what: string, { action, by, number, mark }: Entry, times: number): string {
  return `${what} ${action} of ${number ?? 'a new ticket'} by ${by} (${mark}) is there ${times} times`;
}
