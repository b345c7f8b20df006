import { Readable } from 'node:stream';
import type { SheetRow } from '../domain/import/import-row.ts';
import { Invalid } from '../errors.ts';
import { inTurn } from './inspect-file.ts';
import { openReader } from './open-reader.ts';
import { SHEET_LIMITS } from './sheet-limits.ts';

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

/**
 * Reads the first sheet of a file as a whole: of categories, users and the like (spec 06).
 * @throws Invalid about the input `file`: too big, encrypted, none that can be read
 */
export function readSheet({ name, content }: SheetFile): Promise<Sheet> {
  return inTurn(async () => {
    const reader = await openReader(
      { name, open: () => Promise.resolve(Readable.from([content])) },
      SHEET_LIMITS,
    );
    try {
      await reader.ask({ ask: 'rows', sheet: 0, fromRow: 1 });
      const [header, ...rows] = await reader.ask({ ask: 'batch', size: SHEET_LIMITS.rows + 2 });
      if (!header) throw new Invalid({ file: { code: 'sheet_empty', params: {} } });
      return { header: header.cells, rows };
    } finally {
      await reader.close();
    }
  });
}
