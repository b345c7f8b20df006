import { openReader, type SheetSource } from './open-reader.ts';
import type { SheetOutline } from './reader-messages.ts';
import { IMPORT_LIMITS } from './sheet-limits.ts';

/**
 * Reads through all of a file (spec 06, upload), so that what is wrong with it is told at once. Its sheets come in the
 * order by which `readRows` counts them: as the workbook has them, hidden ones last.
 * @throws Invalid about the input `file`: none that can be read, beyond the limits, nothing in it
 */
export function inspectFile(source: SheetSource): Promise<SheetOutline[]> {
  return inTurn(async () => {
    const reader = await openReader(source, IMPORT_LIMITS);
    try {
      return await reader.ask({ ask: 'outlines' });
    } finally {
      await reader.close();
    }
  });
}

/** One file that takes its time does not keep everybody else waiting. */
let free = 2;
const waiting: (() => void)[] = [];

/** Two at a time: many uploads at once wait for each other, and leave processor and memory to everyone else. */
export async function inTurn<T>(read: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  try {
    return await read();
  } finally {
    // Whoever waits longest takes the place over.
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
