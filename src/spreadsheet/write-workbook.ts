import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Cell, NUMBER_FORMATS } from './sheet-cell.ts';

/**
 * Writing workbooks of several sheets, with lists to choose from and columns that look like what they are (spec 06): what
 * people get to fill in. Their rows are held in memory, so they are limited; long lists are written by write-sheet.ts.
 */

export interface WorkbookSheet {
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** So many of the first rows are examples, and look like it. */
  readonly examples?: number;
  /** So many rows below those have the formats of their columns, ready to be filled in. */
  readonly blankRows?: number;
  readonly frozenColumns?: number;
}

export interface WorkbookColumn {
  readonly header: string;
  /** In characters. */
  readonly width: number;
  readonly format?: keyof typeof NUMBER_FORMATS;
  /** `told`: grey, not to be changed · `input`: to be filled in · `required`: that must be · none: to be read. */
  readonly tone?: 'told' | 'input' | 'required';
  readonly choices?: Choices;
}

/** What a cell of the column may hold. */
export interface Choices {
  readonly labels: readonly string[];
  /** Something else may be typed: the program warns, and takes it. */
  readonly isOpen: boolean;
  /** Said when something else was typed. */
  readonly hint: string;
}

export interface WorkbookRequest {
  readonly sheets: readonly WorkbookSheet[];
  /** What the sheet is called that nobody needs to see: where the lists stand. */
  readonly listsName: string;
}

/** More rows make a workbook that takes longer, and more memory, than it is worth. */
export const WORKBOOK_ROWS = 10_000;

const TIME_LIMIT_MS = 120_000;
const MEMORY_LIMIT_MB = 512;

/** Beside this file, and compiled as it is; run from its source, the thread needs the loader of the sources. */
const extension = extname(fileURLToPath(import.meta.url));
const builder = JSON.stringify(new URL(`./build-workbook${extension}`, import.meta.url).href);
const start =
  extension === '.ts'
    ? `import('tsx/esm/api').then(({ register }) => (register(), import(${builder})))`
    : `import(${builder})`;

let last: Promise<unknown> = Promise.resolve();

/** An .xlsx file, made in a thread of its own: thousands of rows would keep every page waiting. One at a time. */
export function writeWorkbook(request: WorkbookRequest): Promise<Buffer> {
  const turn = last.then(() => buildApart(request));
  last = turn.catch(() => undefined);
  return turn;
}

function buildApart(request: WorkbookRequest): Promise<Buffer> {
  return new Promise((answer, fail) => {
    const worker = new Worker(start, {
      eval: true,
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      stderr: true,
    });
    const limit = setTimeout(() => {
      fail(new Error('a workbook took too long to write'));
      void worker.terminate();
    }, TIME_LIMIT_MS);
    worker.once('message', (bytes: Uint8Array) => {
      answer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.once('error', fail);
    worker.once('exit', () => {
      clearTimeout(limit);
      fail(new Error('the thread that writes workbooks ended without an answer'));
    });
  });
}
