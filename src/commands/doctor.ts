import { examine } from './examine.ts';

/** `npm run doctor`: one line per check of the installation; ends with exit code 1 when something must be mended. */
const MARKS = { ok: '✓ ok  ', warn: '! warn', fail: '✗ fail' } as const;

const counts = { ok: 0, warn: 0, fail: 0 };
const say = (message: string): void => void process.stdout.write(`${message}\n`);
const quietly = (message: string): void => say(`         ${message}`);

for await (const { state, subject, found, advice } of examine(process.env, quietly)) {
  counts[state] += 1;
  say(`${MARKS[state]} ${subject.padEnd(18)} ${found}`);
  if (advice !== undefined) say(`${' '.repeat(26)}→ ${advice}`);
}
say(`\n${counts.ok} ok, ${counts.warn} to look at, ${counts.fail} to mend`);
process.exitCode = counts.fail === 0 ? 0 : 1;
