import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { ActorCtx } from '../../src/context.ts';
import type { ImportPlan, ImportTarget } from '../../src/domain/import/import-plan.ts';
import { startCheck } from '../../src/features/imports/start-check.ts';
import { startRun } from '../../src/features/imports/start-run.ts';
import { workOffImports } from '../../src/features/imports/work-off-imports.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { makeStoredName } from '../../src/storage/stored-name.ts';
import type { Company, Person } from './company.ts';
import { asPerson } from './tickets.ts';

/** Imports made of small texts, and worked off by the product's own use cases. */

export interface ImportBench {
  readonly db: Knex;
  readonly company: Company;
  /** The context of a person, with a storage that has the files. */
  readonly as: (person: Person) => Promise<ActorCtx>;
  readonly close: () => Promise<void>;
}

export async function openImportBench(db: Knex, company: Company): Promise<ImportBench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongdan-imports-'));
  const files = createFolderStore(folder);
  return {
    db,
    company,
    as: async (person) => ({ ...(await asPerson(db, company, person)), files }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Columns of the sheets below. */
const COLUMNS = ['customer_name', 'phone', 'category', 'description'] as const satisfies ImportTarget[];
const HEADINGS = ['姓名', '电话', '分类', '内容'];

export interface SheetLine {
  readonly name?: string;
  readonly phone?: string;
  readonly category?: string;
  readonly text?: string;
}

let lines = 0;

/** A line that is fine, and like no other. */
export function aLine(line: SheetLine = {}): Required<SheetLine> {
  lines += 1;
  return {
    name: `客户${lines}`,
    phone: `137${String(10_000_000 + lines)}`,
    category: '售后/订单问题/退款问题',
    text: `退货已寄回，一直没有确认收货，第 ${lines} 次来电`,
    ...line,
  };
}

export function csvOf(sheet: readonly SheetLine[]): string {
  const quoted = (cells: readonly string[]): string =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  const rows = sheet.map(({ name = '', phone = '', category = '', text = '' }) => [
    name,
    phone,
    category,
    text,
  ]);
  return [HEADINGS, ...rows].map(quoted).join('\n');
}

/** An upload with its plan, as the wizard leaves it; answers its id. */
export async function anUpload(
  ctx: ActorCtx,
  content: string | Buffer,
  plan: Partial<ImportPlan> = {},
  name = '投诉.csv',
): Promise<number> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const storedName = makeStoredName();
  await ctx.files.put(storedName, Readable.from([bytes]));
  const whole: ImportPlan = {
    sheet: 0,
    headerRow: 1,
    headings: HEADINGS,
    columns: COLUMNS,
    constants: { source: 'phone', priority: 'normal' },
    values: {},
    duplicates: 'skip',
    remembersValues: false,
    ...plan,
  };
  const [row] = (await ctx
    .db('imports')
    .insert({
      kind: 'tickets',
      user_id: ctx.actor.id,
      file_name: name,
      file_bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      stored_name: storedName,
      state: 'uploaded',
      plan: JSON.stringify(whole),
      created_at: ctx.now(),
    })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('insert into imports answered nothing');
  return row.id;
}

export interface ImportState {
  readonly state: string;
  readonly version: number;
  readonly rows_total: number;
  readonly rows_done: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failure: { readonly code: string } | null;
}

export async function stateOfImport(db: Knex, id: number): Promise<ImportState> {
  return (await db('imports').where({ id }).first()) as ImportState;
}

export interface RowState {
  readonly row_number: number;
  readonly state: string;
  readonly ticket_id: number | null;
  readonly problems: readonly { code: string; params: Readonly<Record<string, unknown>> }[];
}

export async function rowsOf(db: Knex, id: number): Promise<RowState[]> {
  return (await db('import_rows').where('import_id', id).orderBy('row_number')) as RowState[];
}

/** Checked, and ready to be run. */
export async function aChecked(
  ctx: ActorCtx,
  sheet: readonly SheetLine[],
  plan: Partial<ImportPlan> = {},
): Promise<number> {
  const id = await anUpload(ctx, csvOf(sheet), plan);
  await startCheck(ctx, { id, version: 1 });
  await workOffImports(ctx);
  return id;
}

/** Begun, with nobody working on it yet. */
export async function beRun(
  ctx: ActorCtx,
  id: number,
  duplicates: ImportPlan['duplicates'] = 'skip',
): Promise<void> {
  await startRun(ctx, { id, version: (await stateOfImport(ctx.db, id)).version, duplicates });
}

/** Imported. */
export async function anImport(
  ctx: ActorCtx,
  sheet: readonly SheetLine[],
  duplicates: ImportPlan['duplicates'] = 'skip',
): Promise<number> {
  const id = await aChecked(ctx, sheet);
  await beRun(ctx, id, duplicates);
  await workOffImports(ctx);
  return id;
}
