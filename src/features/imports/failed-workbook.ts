import type { Readable } from 'node:stream';
import type { Ctx } from '../../context.ts';
import type { Translate } from '../../i18n.ts';
import { type Cell, writeSheet } from '../../spreadsheet/write-sheet.ts';
import { findFailedRows } from './found-rows.query.ts';
import type { ImportRecord } from './imports.query.ts';
import { type ColumnWords, reasonsOf } from './row-problem.view.ts';

const BATCH = 500;
const WIDTH = 18;
const REASON_WIDTH = 60;

/**
 * The rows that were not imported, as they were, below the headings as they were, and why (spec 06, "Result"): mended,
 * the workbook is uploaded as it is. It is made while it is sent.
 */
export function writeFailedWorkbook(
  { db }: Ctx,
  { id, plan }: ImportRecord,
  words: ColumnWords,
  t: Translate,
): Readable {
  const width = plan.headings.length;
  async function* rows(): AsyncGenerator<readonly Cell[]> {
    for (let after = 0; ;) {
      const batch = await findFailedRows(db, id, after, BATCH);
      for (const { cells, problems } of batch) {
        const padded = Array.from({ length: width }, (_, index) => cells[index] ?? '');
        yield [...padded, reasonsOf(problems, words, t)];
      }
      after = batch.at(-1)?.number ?? 0;
      if (batch.length < BATCH) return;
    }
  }
  return writeSheet(
    {
      name: t('import.failed_sheet'),
      columns: [
        ...plan.headings.map((header) => ({ header, width: WIDTH })),
        { header: t('import.reason_heading'), width: REASON_WIDTH },
      ],
      rows: rows(),
    },
    'xlsx',
  );
}
