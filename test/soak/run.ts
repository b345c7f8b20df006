import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { assignUnderLoad } from './assign.ts';
import { breakEveryStatement } from './faults.ts';
import { fuzzSheets } from './fuzz-sheets.ts';
import { surviveImportKills } from './import-kill.ts';
import { surviveKills, VICTIMS } from './kill.ts';
import { onOwnDatabase } from './own-database.ts';
import { sweepAgain } from './sla.ts';
import { walkAtRandom } from './walk.ts';

/**
 * `npm run soak`: the long proofs. Each prints what it tried and what it lost; 0 is the only good number.
 *
 *   npm run soak                       all of them
 *   npm run soak -- kill --rounds 60   one of them, longer
 *   npm run soak -- walk --steps 50000 --seed 7
 *   npm run soak -- faults
 *   npm run soak -- import-kill --rounds 20
 *   npm run soak -- assign
 *   npm run soak -- sla --runs 100 --timers 1000
 *   npm run soak -- fuzz --mutants 5000
 */
interface Settings {
  readonly rounds: number;
  readonly steps: number;
  readonly seed: number;
  readonly mutants: number;
  readonly runs: number;
  readonly timers: number;
}

const PROOFS: Readonly<Record<string, (settings: Settings) => Promise<number>>> = {
  kill,
  walk,
  faults,
  fuzz,
  'import-kill': importKill,
  assign,
  sla,
};

async function kill({ rounds }: Settings): Promise<number> {
  const victims = Array.from({ length: rounds }, (_, index) => VICTIMS[index % VICTIMS.length] ?? 'app');
  const report = await surviveKills({ victims, underLoad: 40, say });
  const down = report.rounds.map(({ downMs }) => downMs);
  say(
    `tried: ${report.rounds.length} kills, ${report.acknowledged} acknowledged actions, ${report.tickets} of them new tickets; ` +
      `${report.doubtful} without an answer, ${report.refused} refused in order; ` +
      `longest time down ${(Math.max(...down) / 1000).toFixed(1)} s`,
  );
  for (const each of report.lost) say(`lost: ${each}`);
  return report.lost.length;
}

async function walk({ steps, seed }: Settings): Promise<number> {
  const { done, refused, problems } = await walkAtRandom({ steps, seed });
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  say(`tried: ${steps} steps with seed ${seed}\n  done: ${list(done)}\n  refused in order: ${list(refused)}`);
  for (const problem of problems) say(`lost: ${problem}`);
  return problems.length;
}

async function faults(): Promise<number> {
  const { statements, breaks, all, nothing, problems } = await breakEveryStatement(say);
  const sent = Object.values(statements).reduce((sum, count) => sum + count, 0);
  say(
    `tried: ${breaks} breaks in ${sent} statements of ${Object.keys(statements).length} use cases; ` +
      `afterwards all was there ${all} times, nothing ${nothing} times`,
  );
  for (const problem of problems) say(`lost: ${problem}`);
  return problems.length;
}

async function fuzz({ mutants, seed }: Settings): Promise<number> {
  const { read, refused, slowestMs, problems } = await fuzzSheets({ count: mutants, seed });
  say(
    `tried: ${mutants} spoilt spreadsheets with seed ${seed}; ${read} read, the slowest in ${slowestMs.toFixed(0)} ms`,
  );
  for (const [code, count] of Object.entries(refused)) say(`  ${code}: ${count}`);
  for (const problem of problems) say(`lost: ${problem}`);
  return problems.length;
}

async function assign(): Promise<number> {
  const { tickets, kills, loads, lost } = await assignUnderLoad(say);
  for (const [strategy, found] of Object.entries(loads)) say(`${strategy}: ${found.join(', ')}`);
  say(`tried: ${tickets} tickets by 20 clients at two processes, one of them killed ${kills} times`);
  for (const each of lost) say(`lost: ${each}`);
  return lost.length;
}

async function sla({ runs, timers }: Settings): Promise<number> {
  const { kills, steps, lost } = await onOwnDatabase((own) =>
    sweepAgain({ ...own, tickets: timers, runs, killEvery: 2, say }),
  );
  say(
    `tried: ${runs} sweeps of ${timers} timers by two processes, one of them killed ${kills} times; ${steps} steps`,
  );
  for (const each of lost) say(`lost: ${each}`);
  return lost.length;
}

async function importKill({ rounds }: Settings): Promise<number> {
  const { rows, kills, lost } = await surviveImportKills({ kills: rounds, say });
  say(`tried: ${kills} kills during one import of ${rows} rows`);
  for (const each of lost) say(`lost: ${each}`);
  return lost.length;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    steps: { type: 'string', default: '10000' },
    mutants: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '10' },
    timers: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
  },
});
const settings = {
  rounds: whole('--rounds', values.rounds, 1000),
  steps: whole('--steps', values.steps, 1_000_000),
  mutants: whole('--mutants', values.mutants, 1_000_000),
  runs: whole('--runs', values.runs, 1000),
  timers: whole('--timers', values.timers, 100_000),
  seed: whole('--seed', values.seed, 1_000_000_000),
};
const unknown = positionals.find((name) => !(name in PROOFS));
if (unknown !== undefined) stop(`There is no proof "${unknown}". Proofs: ${Object.keys(PROOFS).join(', ')}`);

let lost = 0;
for (const [name, proof] of Object.entries(PROOFS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  say(`— ${name}`);
  const started = performance.now();
  const count = await proof(settings).catch((error: unknown) => {
    say(`lost: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  });
  lost += count;
  say(`${name}: lost ${count}, in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}
say(`lost ${lost} in all`);
process.exitCode = lost === 0 ? 0 : 1;

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    stop(`${name} takes a whole number from 1 to ${most}`);
  }
  return value;
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}
