import type { Readable } from 'node:stream';
import type { Ctx } from '../../context.ts';
import type { Translate } from '../../i18n.ts';
import { type Cell, writeSheet } from '../../spreadsheet/write-sheet.ts';
import { readCleanings } from './cleaning.query.ts';

const WIDTHS = [8, 20, 40, 40, 28] as const;
const HEADINGS = ['row', 'column', 'before', 'after', 'what'] as const;

/** Every cell that was tidied, as it was and as it is now (spec 06, "Historical data"), made while it is sent. */
export function writeCleaningWorkbook(
  { db }: Ctx,
  importId: number,
  {
    columnOf,
    t,
  }: { readonly columnOf: (at: { column: number; target: string }) => string; readonly t: Translate },
): Readable {
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for await (const batch of readCleanings(db, importId))
      for (const { row, before, after, kind, ...at } of batch)
        yield [row, columnOf(at), before, after, t(`import_problem.cleaning.${kind}`)];
  }
  const columns = HEADINGS.map((key, index) => ({
    header: t(`import.column.${key}`),
    width: WIDTHS[index] ?? 20,
  }));
  return writeSheet({ name: t('import_history.cleaning.title'), columns, rows: rows() }, 'xlsx');
}
