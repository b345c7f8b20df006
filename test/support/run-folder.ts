import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The temporary folder of one run. Everything that tests put into temporary folders, and every server and browser that
 * they start there, can be found by its name: PostgreSQL and Chromium leave the process group of whoever starts them.
 */
export function openRunFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'gongdan-test-')));
  // Under root, PostgreSQL runs as somebody else: to them it is a temporary folder like the system's.
  if (process.getuid?.() === 0) chmodSync(folder, 0o1777);
  return folder;
}

/** Ends what still runs in the folder and removes it. Answers the command lines of what had been left. */
export async function closeRunFolder(folder: string): Promise<string[]> {
  const left = await endLeftovers(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  return left;
}

async function endLeftovers(folder: string): Promise<string[]> {
  const left = processesIn(folder);
  // SIGQUIT lets a PostgreSQL server take its own children along.
  for (const { pid } of left) end(pid, 'SIGQUIT');
  for (let waited = 0; waited < 20 && processesIn(folder).length > 0; waited += 1) await delay(100);
  for (const { pid } of processesIn(folder)) end(pid, 'SIGKILL');
  return left.map(({ command }) => command);
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime.
  }
}

function processesIn(folder: string): { pid: number; command: string }[] {
  return processes().filter(({ pid, command }) => pid !== process.pid && command.includes(folder));
}

function processes(): { pid: number; command: string }[] {
  if (process.platform === 'win32') return [];
  if (existsSync('/proc/self/cmdline')) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), command: commandLine(name) }));
  }
  return execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? '' }] : []));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
