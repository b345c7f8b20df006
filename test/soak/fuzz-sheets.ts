import { Readable } from 'node:stream';
import { Invalid } from '../../src/errors.ts';
import { inspectFile } from '../../src/spreadsheet/inspect-file.ts';
import { READER_LIMITS } from '../../src/spreadsheet/sheet-limits.ts';
import { mutant } from '../support/mutate-sheets.ts';

export interface FuzzReport {
  readonly read: number;
  /** By the code of the sentence. */
  readonly refused: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly problems: readonly string[];
}

/** Spoilt spreadsheets, each read as an upload is: rows or a sentence, in time, whatever is in them. */
export async function fuzzSheets({ count, seed }: { count: number; seed: number }): Promise<FuzzReport> {
  const refused: Record<string, number> = {};
  const problems: string[] = [];
  let read = 0;
  let slowestMs = 0;
  for (let at = 0; at < count; at += 1) {
    const { name, content } = mutant(seed + at);
    const started = performance.now();
    try {
      await inspectFile({ name: 'mutant', open: () => Promise.resolve(Readable.from([content])) });
      read += 1;
    } catch (error) {
      const code = error instanceof Invalid ? error.problems['file']?.code : undefined;
      if (code === undefined)
        problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      else refused[code] = (refused[code] ?? 0) + 1;
    }
    const tookMs = performance.now() - started;
    slowestMs = Math.max(slowestMs, tookMs);
    // What never ends is ended at the limit; the rest is for starting and ending the process.
    if (tookMs > READER_LIMITS.silentMs + 30_000) problems.push(`${name}: took ${tookMs.toFixed(0)} ms`);
  }
  return { read, refused, slowestMs, problems };
}
