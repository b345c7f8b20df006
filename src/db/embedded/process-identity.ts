import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Fields of /proc/<pid>/stat behind the command name, which may itself hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function outputOf(file: string, args: string[]): Promise<string> {
  try {
    const { stdout } = await execute(file, args, { windowsHide: true });
    return stdout.trim();
  } catch {
    return '';
  }
}

/** Whether the number is taken, be it by a zombie. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A zombie counts as dead: in a container without an init process nobody may ever collect it. */
export function isAlive(pid: number): boolean {
  const state = process.platform === 'linux' ? statFields(pid)?.[0] : undefined;
  return exists(pid) && state !== 'Z' && state !== 'X';
}

/** Tells a process from a later one with the same number; null where the system does not say. */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const startedAt = statFields(pid)?.[19];
    const boot = readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
    return startedAt === undefined ? null : `${boot}/${startedAt}`;
  }
  if (process.platform === 'win32') return null;
  return (await outputOf('ps', ['-o', 'lstart=', '-p', String(pid)])) || null;
}

/** Whether the process is a PostgreSQL server that was started on this data folder. */
export async function isServerOf(pid: number, folder: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const args = (readProc(`/proc/${pid}/cmdline`) ?? '').split('\0');
    if (!(args[0] ?? '').includes('postgres')) return false;
    return args.some((arg) => arg === folder || arg.endsWith(`=${folder}`)) || worksIn(pid, folder);
  }
  const commandLine =
    process.platform === 'win32'
      ? await outputOf('powershell.exe', [
          '-NoProfile',
          '-Command',
          `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
        ])
      : await outputOf('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return commandLine.includes('postgres') && commandLine.includes(folder);
}

/** The folder may have been moved since the server was started: its working directory moved along. */
function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}
