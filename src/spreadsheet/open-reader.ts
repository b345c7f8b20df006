import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Invalid } from '../errors.ts';
import { COMPOUND } from './file-bytes.ts';
import type { Answer, AnswerTo, Question } from './reader-messages.ts';
import { READER_LIMITS, type SheetLimits } from './sheet-limits.ts';

/** A spreadsheet as a person sent it, wherever it lies. */
export interface SheetSource {
  readonly name: string;
  readonly open: () => Promise<Readable>;
}

/** A file in the hands of a process of its own. */
export interface Reader {
  /** One question at a time. @throws Invalid about the input `file` */
  readonly ask: <Q extends Question>(question: Q) => Promise<AnswerTo<Q>>;
  /** Ends the process, whatever it is at. */
  readonly close: () => Promise<void>;
}

/** Beside this file, and compiled as it is; run from its source, it needs the loader of the sources. */
const extension = path.extname(fileURLToPath(import.meta.url));
const program = path.join(path.dirname(fileURLToPath(import.meta.url)), `reader-process${extension}`);
const loader = extension === '.ts' ? ['--import', 'tsx'] : [];

/**
 * Hands a file to a process of its own (spec 06): what is in it may need endless time or memory, or end the process; the
 * one that serves pages goes on. It sees nothing of the environment, and the file only as an open descriptor.
 * @throws Invalid about the input `file` when it is larger than the limit
 */
export async function openReader(source: SheetSource, limits: SheetLimits): Promise<Reader> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongdan-sheet-'));
  try {
    const file = await open(path.join(folder, 'sheet'), 'wx+', 0o600);
    try {
      const { isOld } = await copy(source, file, limits.megabytes);
      const { silentMs, silentOldMs } = READER_LIMITS;
      return talkTo(start(file.fd, limits), limits, isOld ? silentOldMs : silentMs);
    } finally {
      await file.close();
    }
  } finally {
    // The process holds it open; without a name, nothing of it stays behind, however either process ends.
    await rm(folder, { recursive: true, force: true });
  }
}

async function copy(source: SheetSource, file: FileHandle, megabytes: number): Promise<{ isOld: boolean }> {
  let size = 0;
  for await (const chunk of await source.open()) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > megabytes * 1024 * 1024) throw problem('sheet_too_large', { max: megabytes });
    await file.writeFile(bytes);
  }
  if (size === 0) throw problem('sheet_empty');
  const head = Buffer.alloc(COMPOUND.length);
  await file.read(head, 0, head.length, 0);
  return { isOld: head.equals(COMPOUND) };
}

function start(fd: number, { heapMegabytes }: SheetLimits): ChildProcess {
  const { PATH, TMPDIR } = process.env;
  return spawn(
    process.execPath,
    [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=4', ...loader, program],
    {
      cwd: path.dirname(program),
      env: { ...(PATH !== undefined && { PATH }), ...(TMPDIR !== undefined && { TMPDIR }) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', fd],
      serialization: 'advanced',
    },
  );
}

interface Waiting {
  readonly hear: (message: Answer | 'progress') => void;
  readonly fail: (error: Error) => void;
}

function talkTo(child: ChildProcess, limits: SheetLimits, silentMs: number): Reader {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  let waiting: Waiting | null = null;
  let end: Error | null = null;
  const ended = new Promise<void>((resolve) => {
    const close = (error: Error): void => {
      end ??= error;
      waiting?.fail(end);
      resolve();
    };
    child.on('error', close);
    child.once('close', (code, signal) => {
      close(whyEnded(code, signal, said));
    });
  });
  child.on('message', (message: Answer | 'progress') => waiting?.hear(message));

  const ask = async (question: Question): Promise<unknown> => {
    if (end) throw end;
    const watch = watchOver(silentMs, () => {
      waiting?.fail(problem('sheet_too_slow'));
      child.kill('SIGKILL');
    });
    try {
      const answer = await new Promise<Answer>((resolve, fail) => {
        const hear = (message: Answer | 'progress'): void => {
          if (message === 'progress') watch.renew();
          else resolve(message);
        };
        waiting = { hear, fail };
        // That it could not be sent is told by the end of the process, with its reason.
        child.send({ limits, question }, () => undefined);
      });
      if (!answer.ok) throw problem(answer.code, answer.params);
      return answer.value;
    } finally {
      watch.end();
      waiting = null;
    }
  };
  return {
    ask: ask as Reader['ask'],
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Two clocks: one that each sign of progress sets back, one that nothing does. */
function watchOver(silentMs: number, stop: () => void): { renew: () => void; end: () => void } {
  const silence = setTimeout(stop, silentMs);
  const whole = setTimeout(stop, READER_LIMITS.answerMs);
  return {
    renew: () => silence.refresh(),
    end: () => {
      clearTimeout(silence);
      clearTimeout(whole);
    },
  };
}

/** V8 aborts a process whose heap is full; Linux kills one that takes the memory of all. */
function whyEnded(code: number | null, signal: NodeJS.Signals | null, said: string): Error {
  if (signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134) return problem('sheet_too_heavy');
  return new Error(`the process that reads spreadsheets ended (${signal ?? code ?? ''}): ${said}`);
}

function problem(code: string, params: Readonly<Record<string, string | number>> = {}): Invalid {
  return new Invalid({ file: { code, params } });
}
