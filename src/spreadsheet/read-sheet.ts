import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Invalid } from '../errors.ts';
import type { ParsedSheet, ParseRequest } from './parse-sheet.ts';

/** A spreadsheet as a person sent it. */
export interface SheetFile {
  readonly name: string;
  readonly content: Buffer;
}

export interface Sheet {
  /** The first row that is not empty, trimmed. */
  readonly header: readonly string[];
  /** The rows below it that are not empty, trimmed; shorter than the header where the rest is empty. */
  readonly rows: readonly SheetRow[];
}

export interface SheetRow {
  /** As the spreadsheet program counts it: the first row of the sheet is 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** What a file may hold: beyond that it is refused, with a sentence that says so. */
export const SHEET_LIMITS = {
  megabytes: 5,
  rows: 10_000,
  columns: 50,
  cellLength: 2000,
  unpackedMegabytes: 100,
} as const;

const TIME_LIMIT_MS = 30_000;
const MEMORY_LIMIT_MB = 512;

/** Beside this file, and compiled as it is; run from its source, the thread needs the loader of the sources. */
const extension = extname(fileURLToPath(import.meta.url));
const parser = JSON.stringify(new URL(`./parse-sheet${extension}`, import.meta.url).href);
const start =
  extension === '.ts'
    ? `import('tsx/esm/api').then(({ register }) => (register(), import(${parser})))`
    : `import(${parser})`;

/**
 * Reads the first sheet of an .xlsx file, or a .csv file in UTF-8, UTF-16 or GB18030 (spec 06). A thread of its own
 * does it, with an end to its time and memory, so that a bad file stalls nobody.
 * @throws Invalid about the input `file`: too big, encrypted, none that can be read
 */
export async function readSheet({ name, content }: SheetFile): Promise<Sheet> {
  if (content.length > SHEET_LIMITS.megabytes * 1024 * 1024)
    throw problem('sheet_too_large', { max: SHEET_LIMITS.megabytes });
  if (content.length === 0) throw problem('sheet_empty', {});
  const parsed = await inTurn(() =>
    parseApart({ name, content: new Uint8Array(content), limits: SHEET_LIMITS }),
  );
  if (!parsed.ok) throw problem(parsed.code, parsed.params);
  return { header: parsed.header, rows: parsed.rows };
}

let last: Promise<unknown> = Promise.resolve();

/** One at a time: many uploads at once wait for each other, and leave processor and memory to everyone else. */
function inTurn<T>(read: () => Promise<T>): Promise<T> {
  const turn = last.then(read);
  last = turn.catch(() => undefined);
  return turn;
}

function problem(code: string, params: Readonly<Record<string, string | number>>): Invalid {
  return new Invalid({ file: { code, params } });
}

function parseApart(request: ParseRequest): Promise<ParsedSheet> {
  return new Promise((answer, fail) => {
    const worker = new Worker(start, {
      eval: true,
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      stderr: true,
    });
    const limit = setTimeout(() => {
      answer({ ok: false, code: 'sheet_too_heavy', params: {} });
      void worker.terminate();
    }, TIME_LIMIT_MS);
    worker.once('message', (parsed: ParsedSheet) => {
      answer(parsed);
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        answer({ ok: false, code: 'sheet_too_heavy', params: {} });
      else fail(error);
    });
    worker.once('exit', () => {
      clearTimeout(limit);
      fail(new Error('the thread that reads spreadsheets ended without an answer'));
    });
  });
}
