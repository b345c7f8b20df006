import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WorkbookRequest } from './build-workbook.ts';

/**
 * Writing workbooks of several sheets, with lists to choose from and columns that look like what they are (spec 06): what
 * people get to fill in. Their rows are held in memory, so they are limited; long lists are written by write-sheet.ts.
 */

export type { WorkbookColumn, WorkbookSheet } from './build-workbook.ts';

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
