import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { SuiteResults } from './support/results-reporter.ts';
import { closeRunFolder, openRunFolder } from './support/run-folder.ts';
import { endAllSteps, runStep } from './support/run-step.ts';

/**
 * `npm test`: every gate and every test, then one line that says how many passed and failed.
 *
 *   npm test                              everything
 *   npm test -- unit lint                 only these parts
 *   npm test -- --only features/tickets   only the tests whose path begins so
 */

const GATES: Record<string, readonly [program: string, ...args: string[]]> = {
  types: ['tsc', '--project', 'tsconfig.json'],
  lint: ['eslint', '--config', 'test/config/eslint.config.js', '--max-warnings', '0', '.'],
  format: ['prettier', '--check', '--log-level', 'warn', '--config', 'test/config/prettier.json', '.'],
  unused: ['knip', '--config', 'test/config/knip.json'],
};
const SUITES = ['unit', 'features', 'journeys'];
const CORES = 2;

/** Settings of the developer's own shell must not decide what a test sees. */
const OURS =
  /^(DATABASE_|S3_|SMTP_|SESSION_SECRET$|DATA_DIR$|BASE_URL$|PORT$|HOST$|JOBS$|LOG_LEVEL$|T(Z|Z_NAME)$)/;

const started = performance.now();
const { parts, only } = readArguments();
const folder = openRunFolder();
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
  CI: 'true',
  TMPDIR: folder,
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
};

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interrupted = true;
    endAllSteps();
    void closeRunFolder(folder).finally(() => process.exit(130));
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
try {
  await runGates(Object.keys(GATES).filter((gate) => parts.includes(gate)));
  for (const suite of SUITES.filter((each) => parts.includes(each))) {
    if (!interrupted) await runSuite(suite);
  }
} finally {
  const left = await closeRunFolder(folder);
  for (const command of left) say(`ended what a test had left running: ${command.slice(0, 160)}`);
}
say('');
for (const failure of failures) say(`failed: ${failure}`);
say(`in ${((performance.now() - started) / 1000).toFixed(0)} s`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
say(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** The gates need no database and one core each; a failing one shows what it said. */
async function runGates(gates: readonly string[]): Promise<void> {
  const waiting = [...gates];
  const work = async () => {
    for (let gate = waiting.shift(); gate !== undefined && !interrupted; gate = waiting.shift()) {
      const [program, ...args] = GATES[gate] ?? [gate];
      const { ok, output, seconds } = await runStep({ program, args, env, output: 'kept', limitMinutes: 10 });
      say(line(ok, gate, 'gate', seconds));
      if (!ok) say(output.trimEnd().replaceAll(/^/gm, '    '));
      count(ok ? 1 : 0, ok ? [] : [gate], 0);
    }
  };
  await Promise.all(Array.from({ length: CORES }, work));
}

async function runSuite(suite: string): Promise<void> {
  const resultsFile = path.join(folder, `results-${suite}.json`);
  const { ok, seconds } = await runStep({
    program: 'vitest',
    args: [
      ...['run', '--config', 'test/config/vitest.config.ts', '--project', suite],
      ...['--reporter', 'default', '--reporter', './test/support/results-reporter.ts'],
      ...only.filter((filter) => suiteOf(filter) === suite).map((filter) => `test/${filter}`),
    ],
    env: { ...env, TEST_RESULTS_FILE: resultsFile },
    output: 'live',
    limitMinutes: 75,
  });
  const results: SuiteResults = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as SuiteResults)
    : { passed: 0, failed: [], skipped: [] };
  const failed = ok || results.failed.length > 0 ? results.failed : [`${suite} did not come to its end`];
  for (const { name, reason } of results.skipped) say(`  skipped: ${name} (${reason})`);
  say(line(failed.length === 0, suite, `${results.passed} passed, ${failed.length} failed`, seconds));
  count(results.passed, failed, results.skipped.length);
}

function count(passed: number, failed: readonly string[], skippedTests: number): void {
  total.passed += passed;
  total.failed += failed.length;
  total.skipped += skippedTests;
  failures.push(...failed);
}

function readArguments(): { parts: readonly string[]; only: readonly string[] } {
  const known = [...Object.keys(GATES), ...SUITES];
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true, default: [] } },
  });
  const filters = values.only.map((filter) => filter.replace(/^(\.\/)?test\//, ''));
  const stranger = positionals.find((part) => !known.includes(part));
  if (stranger !== undefined) {
    process.stderr.write(`There is no part "${stranger}". Parts: ${known.join(', ')}\n`);
    process.exit(2);
  }
  if (filters.length > 0) return { parts: filters.map(suiteOf), only: filters };
  return { parts: positionals.length > 0 ? positionals : known, only: [] };
}

/** The suite a path below `test/` belongs to. */
function suiteOf(filter: string): string {
  return SUITES.find((suite) => filter === suite || filter.startsWith(`${suite}/`)) ?? 'unit';
}

function line(ok: boolean, name: string, what: string, seconds: number): string {
  return `${ok ? '✓' : '✗'} ${name.padEnd(10)} ${what}  ${seconds.toFixed(1)} s`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
