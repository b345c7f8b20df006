import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { keepTime } from '../../src/features/sla/keep-time.ts';
import type { Company } from '../support/company.ts';
import { jobCtx } from '../support/messages.ts';
import { notify, onlyPolicy, within100 } from '../support/sweeping.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { aTicket } from '../support/tickets.ts';

/**
 * The sweep (spec 05): two processes, so many timers due at once, again and again; in some runs one of the two is killed
 * with -9 in the middle of it. Each step is done exactly once: one row, one log entry, one message.
 */

export interface SweepWish {
  readonly db: Knex;
  readonly url: string;
  readonly company: Company;
  readonly tickets: number;
  readonly runs: number;
  /** In every so manieth run one of the two is killed; 0: in none. */
  readonly killEvery: number;
  readonly say?: (message: string) => void;
}

export interface SweepReport {
  readonly runs: number;
  readonly kills: number;
  readonly steps: number;
  readonly lost: readonly string[];
}

const repository = path.resolve(import.meta.dirname, '../..');
const MINUTE_MS = 60_000;
const START_WITHIN_MS = 60_000;

export async function sweepAgain(wish: SweepWish): Promise<SweepReport> {
  const { db, url, company, tickets, runs, killEvery, say = () => undefined } = wish;
  const policy = await onlyPolicy(db, [within100({ '0': [notify({ kind: 'assignee' })] })]);
  for (let made = 0; made < tickets; made += 1) await aTicket(db, company);
  const ids = (await db('tickets').orderBy('id').pluck('id')) as number[];
  const start = Date.now();
  const sweepers = [aSweeper(url), aSweeper(url)];
  const lost: string[] = [];
  let [kills, steps] = [0, 0];
  try {
    await Promise.all(sweepers.map((sweeper) => sweeper.start()));
    for (let run = 1; run <= runs && lost.length === 0; run += 1) {
      const minutes = 1000 * run;
      await makeDue(db, policy, { minutes, at: new Date(start + (minutes - 900) * MINUTE_MS), ids });
      const at = new Date(start + (minutes + 100) * MINUTE_MS);
      const victim = killEvery > 0 && run % killEvery === 0 ? sweepers[run % 2] : undefined;
      const begun = performance.now();
      const work = Promise.all(sweepers.map((sweeper) => sweeper.sweep(at)));
      if (victim) {
        await delay(20 + Math.random() * tickets * 4);
        await victim.kill();
        kills += 1;
      }
      await work;
      const took = ((performance.now() - begun) / 1000).toFixed(1);
      const found = await findWrong(db, at, tickets);
      lost.push(...found);
      steps += tickets;
      say(
        `${String(run).padStart(3)}. ${tickets} due${victim ? ', kill -9' : ''}: ${took} s, ${found.length} wrong`,
      );
    }
    lost.push(...(await findBrokenInvariants(db)));
    return { runs, kills, steps, lost };
  } finally {
    for (const sweeper of sweepers) await sweeper.stop();
  }
}

/** They are due after so many minutes now, and nobody has done anything about that yet. */
export async function makeDue(
  db: Knex,
  policy: number,
  { minutes, at, ids }: { readonly minutes: number; readonly at: Date; readonly ids: readonly number[] },
): Promise<void> {
  await db.raw(
    `update sla_policies set targets = jsonb_set(targets, '{0,minutes}', to_jsonb(?::int)) where id = ?`,
    [minutes, policy],
  );
  for (let from = 0; from < ids.length; from += 250)
    await db.transaction((trx) =>
      keepTime(
        jobCtx(db, () => at),
        trx,
        ids.slice(from, from + 250),
      ),
    );
}

/** What was done at that moment: one of everything for each ticket. */
async function findWrong(db: Knex, at: Date, tickets: number): Promise<string[]> {
  const { rows } = (await db.raw(
    `select
       (select count(*)::int from sla_steps where at = :at) as steps,
       (select count(distinct timer_id)::int from sla_steps where at = :at) as timers,
       (select count(*)::int from ticket_events where action = 'sla_breach' and occurred_at = :at) as entries,
       (select count(*)::int from outbox where kind = 'sla_breach' and created_at = :at) as messages,
       (select count(distinct ticket_id)::int from outbox where kind = 'sla_breach' and created_at = :at) as told`,
    { at },
  )) as { rows: [Readonly<Record<string, number>>] };
  const wrong = Object.entries(rows[0]).filter(([, count]) => count !== tickets);
  return wrong.map(([what, count]) => `${at.toISOString()}: ${count} ${what} instead of ${tickets}`);
}

interface Sweeper {
  start(): Promise<void>;
  /** Until it has found nothing more to do; from the beginning, where it was killed meanwhile. */
  sweep(at: Date): Promise<void>;
  /** `kill -9`; it is started again, and goes on. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

function aSweeper(url: string): Sweeper {
  let child: ChildProcess | null = null;
  let output = '';
  let wanted: Date | null = null;
  const said = async (what: string): Promise<void> => {
    for (const giveUpAt = Date.now() + START_WITHIN_MS * 10; !output.includes(what);) {
      if (Date.now() > giveUpAt) throw new Error(`the sweeper does not say "${what}":\n${output}`);
      await delay(5);
    }
  };
  const start = async (): Promise<void> => {
    const { PATH, TMPDIR, HOME } = process.env;
    const program = ['--import', 'tsx', 'test/soak/sweep-process.ts', url];
    child = spawn(process.execPath, program, {
      cwd: repository,
      env: { PATH, TMPDIR, HOME },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    // Whoever is killed does not read any more.
    child.stdin?.on('error', () => undefined);
    await said('ready');
    if (wanted) child.stdin?.write(`${wanted.toISOString()}\n`);
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    start,
    sweep: async (at) => {
      wanted = at;
      child?.stdin?.write(`${at.toISOString()}\n`);
      await said(`done ${at.toISOString()}`);
      wanted = null;
    },
    kill: async () => {
      await end('SIGKILL');
      await start();
    },
    stop: () => end('SIGTERM'),
  };
}
