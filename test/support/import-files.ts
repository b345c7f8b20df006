import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { ActorCtx } from '../../src/context.ts';
import type { ImportKind, ImportPlan } from '../../src/domain/import/import-plan.ts';
import { findImport, type ImportRecord } from '../../src/features/imports/imports.query.ts';
import { startCheck } from '../../src/features/imports/start-check.ts';
import { startRun } from '../../src/features/imports/start-run.ts';
import { storeWorkbook } from '../../src/features/imports/store-workbook.ts';
import { uploadImport } from '../../src/features/imports/upload-import.ts';
import { workOffImports } from '../../src/features/imports/work-off-imports.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';

/** Spreadsheets taken through the product's own use cases, and worked off in this process. */

export async function withFolder(ctx: ActorCtx): Promise<ActorCtx> {
  return { ...ctx, files: createFolderStore(await mkdtemp(path.join(tmpdir(), 'gongdan-imports-'))) };
}

/** A file as somebody uploads it and as it was checked; `mend` says how it is read where the guess does not do. */
export async function checkedImport(
  ctx: ActorCtx,
  file: { kind: ImportKind; name: string; content: Buffer | string; mend?: (plan: ImportPlan) => ImportPlan },
): Promise<ImportRecord> {
  const received = await storeWorkbook(ctx, {
    name: file.name,
    content: Readable.from([Buffer.from(file.content)]),
  });
  if (!received.ok) throw new Error(received.problem.code);
  const id = await uploadImport(ctx, { kind: file.kind, workbook: received.workbook, presetId: null });
  const uploaded = await findImport(ctx, id);
  if (file.mend)
    await ctx
      .db('imports')
      .where('id', id)
      .update({ plan: JSON.stringify(file.mend(uploaded.plan)) });
  await startCheck(ctx, { id, version: uploaded.version });
  await workOffImports(ctx);
  return findImport(ctx, id);
}

/** The same, imported. */
export async function runImported(ctx: ActorCtx, { id, version, plan }: ImportRecord): Promise<ImportRecord> {
  await startRun(ctx, { id, version, duplicates: plan.duplicates });
  await workOffImports(ctx);
  return findImport(ctx, id);
}

export interface SettledRow {
  readonly row_number: number;
  readonly state: string;
  readonly codes: readonly string[];
  readonly ticket_id: number | null;
}

export async function rowsOf(db: Knex, importId: number): Promise<SettledRow[]> {
  const { rows } = (await db.raw(
    `select row_number, state, ticket_id, array(select p ->> 'code' from jsonb_array_elements(problems) p) as codes
     from import_rows where import_id = ? order by row_number`,
    [importId],
  )) as { rows: SettledRow[] };
  return rows;
}

/** Rows as a CSV that a spreadsheet program would write. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join(',')).join('\r\n');
}
