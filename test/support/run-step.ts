import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Step {
  /** The name of a program in node_modules/.bin. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Shown as it comes, or kept until the step is over. */
  readonly output: 'live' | 'kept';
  readonly limitMinutes: number;
}

export interface StepResult {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();

/** Runs a program in a process group of its own, so that whatever it starts can be ended with it. */
export async function runStep(step: Step): Promise<StepResult> {
  const startedAt = performance.now();
  const windows = process.platform === 'win32';
  const child = spawn(path.join(root, 'node_modules/.bin', step.program), step.args, {
    cwd: root,
    env: step.env,
    stdio: [
      'ignore',
      step.output === 'live' ? 'inherit' : 'pipe',
      step.output === 'live' ? 'inherit' : 'pipe',
    ],
    detached: !windows,
    shell: windows,
  });
  running.add(child);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));

  let remark = '';
  const limit = setTimeout(() => {
    remark = `\nended after ${step.limitMinutes} minutes\n`;
    endGroup(child);
  }, step.limitMinutes * 60_000);
  const ok = await new Promise<boolean>((settle) => {
    child.once('error', (error) => {
      remark = `\n${error.message}\n`;
      settle(false);
    });
    child.once('exit', (code) => {
      // Whatever the program left in its group would hold the pipes open.
      endGroup(child);
      if (step.output === 'live') settle(code === 0);
      else child.once('close', () => settle(code === 0));
    });
  });
  clearTimeout(limit);
  running.delete(child);
  if (remark && step.output === 'live') process.stdout.write(remark);
  return {
    ok,
    output: Buffer.concat(chunks).toString('utf8') + remark,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** For an interrupted run: a group of its own does not hear the terminal's Ctrl-C. */
export function endAllSteps(): void {
  for (const child of running) endGroup(child);
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is empty already.
  }
}
