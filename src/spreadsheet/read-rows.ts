import type { SheetRow } from '../domain/import/import-row.ts';
import { openReader, type SheetSource } from './open-reader.ts';
import type { RowRange } from './reader-messages.ts';
import { IMPORT_LIMITS } from './sheet-limits.ts';

/**
 * Reads the rows of a sheet that are not empty, in batches, in memory that does not grow with them (spec 06). The next
 * batch is read when it is asked for; who stops asking, by `break` or an error, ends the reading.
 * @throws Invalid about the input `file`, also after some batches: what is behind them may be broken
 */
export async function* readRows(
  source: SheetSource,
  { sheet, fromRow }: RowRange,
  batchSize = 500,
): AsyncGenerator<readonly SheetRow[], void, undefined> {
  const reader = await openReader(source, IMPORT_LIMITS);
  try {
    await reader.ask({ ask: 'rows', sheet, fromRow });
    for (;;) {
      const batch = await reader.ask({ ask: 'batch', size: batchSize });
      if (batch.length > 0) yield batch;
      if (batch.length < batchSize) return;
    }
  } finally {
    await reader.close();
  }
}
