import type { Ctx } from '../../context.ts';
import type { SheetRow } from '../../domain/import/import-row.ts';
import { type ImportAtWork } from './import-handler.ts';
import { type AnyHandler, handlerOf } from './import-handlers.ts';
import { countRows, deleteRows, insertRows } from './import-rows.store.ts';
import { advance, changeImport, type ImportRow } from './import-runs.store.ts';
import { asImporter, giveWay, Overtaken } from './import-worker.ts';

/** Judging so many takes a few milliseconds: then the pages have their turn. */
const SLICE = 10;
/** So many are kept at a time. */
const KEPT = 100;

/**
 * The dry run (spec 06, "Check"): every row of the sheet is read, judged and kept with what was found, then all of them
 * together. One that a dead process has left begins again from the start.
 * @throws Overtaken · NoLongerAllowed · Invalid about `file` when it can't be read
 */
export async function checkImport(
  ctx: Ctx,
  row: ImportRow,
  read: (row: ImportRow) => AsyncIterable<readonly SheetRow[]>,
  signal: AbortSignal,
): Promise<void> {
  const handler = handlerOf(row.kind);
  const person = await asImporter(ctx, row, handler);
  const job = { id: row.id, kind: row.kind, fileName: row.file_name, plan: row.plan };
  await ctx.db.transaction(async (trx) => {
    if (!(await changeImport(trx, row.id, ['checking'], { rows_done: 0 }))) throw new Overtaken();
    await deleteRows(trx, row.id);
  });
  const judge = await handler.openCheck(person, job);
  let done = 0;
  for await (const rows of read(row)) {
    for (let at = 0; at < rows.length; at += KEPT) {
      if (signal.aborted) return;
      const slice = rows.slice(at, at + KEPT);
      const judged = await judgeGently(slice, judge);
      const since = performance.now();
      await keep(ctx, { job, handler, done }, slice, judged);
      done += slice.length;
      await giveWay(since);
    }
  }
  await ctx.db.transaction(async (trx) => {
    await handler.finishCheck({ ...person, db: trx }, job);
    const counts = JSON.stringify(await countRows(trx, row.id));
    const checked = { state: 'checked', counts, rows_total: done, checked_at: ctx.now() } as const;
    if (!(await changeImport(trx, row.id, ['checking'], checked))) throw new Overtaken();
  });
}

type Judge = Awaited<ReturnType<AnyHandler['openCheck']>>;
type Judged = Awaited<ReturnType<Judge>>;

async function judgeGently(rows: readonly SheetRow[], judge: Judge): Promise<Judged> {
  const judged: Judged[] = [];
  for (let at = 0; at < rows.length; at += SLICE) {
    const since = performance.now();
    judged.push(await judge(rows.slice(at, at + SLICE)));
    await giveWay(since);
  }
  return judged.flat();
}

async function keep(
  ctx: Ctx,
  { job, handler, done }: { job: ImportAtWork; handler: AnyHandler; done: number },
  rows: readonly SheetRow[],
  judged: Judged,
): Promise<void> {
  const found = rows.map((sheet, at) => {
    const checked = judged[at];
    if (!checked) throw new Error(`row ${sheet.number} of import ${job.id} was not judged`);
    const key = checked.prepared === null ? null : (handler.caseOf?.(checked.prepared) ?? null);
    return { sheet, checked, key };
  });
  await ctx.db.transaction(async (trx) => {
    if (!(await advance(trx, { id: job.id, state: 'checking' }, rows.length, done))) throw new Overtaken();
    await insertRows(trx, job.id, found);
  });
}
