import type { Ctx } from '../../context.ts';
import type { SheetRow } from '../../domain/import/import-row.ts';
import { Invalid } from '../../errors.ts';
import { readRows } from '../../spreadsheet/read-rows.ts';
import type { ImportRow } from './import-runs.store.ts';

/** The rows below the headings, in batches, read apart from what serves pages (spec 06). @throws Invalid about `file` */
export function readImportFile(
  ctx: Ctx,
  { file_name: name, stored_name: stored, plan }: ImportRow,
): AsyncIterable<readonly SheetRow[]> {
  const open = async () => {
    const content = stored === null ? null : await ctx.files.open(stored);
    if (!content) throw new Invalid({ file: { code: 'sheet_gone', params: {} } });
    return content;
  };
  return readRows({ name, open }, { sheet: plan.sheet, fromRow: plan.headerRow + 1 });
}
