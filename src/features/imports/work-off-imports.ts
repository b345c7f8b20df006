import type { Ctx } from '../../context.ts';
import type { RowProblem } from '../../domain/import/import-row.ts';
import { Invalid } from '../../errors.ts';
import { checkImport } from './check-import.ts';
import { finishCancelled, finishFailed } from './finish-import.ts';
import { readImportFile } from './read-import-file.ts';
import { findImportRow, findImportsAtWork, holdImport, type ImportRow } from './import-runs.store.ts';
import { NoLongerAllowed, Overtaken } from './import-worker.ts';
import { runImport } from './run-import.ts';

/**
 * Checks and runs what there is to be checked and run (spec 06), one import after the other; one that another process
 * works on is left to it. What a process that died has left undone goes on here.
 * @param signal ends the work between two batches: it goes on elsewhere, or after the next start
 */
export async function workOffImports(
  ctx: Ctx,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ imports: number }> {
  let imports = 0;
  for (let worked = true; worked && !signal.aborted;) {
    worked = false;
    for (const id of await findImportsAtWork(ctx.db)) {
      if (signal.aborted || !(await tryImport(ctx, id, signal))) continue;
      imports += 1;
      worked = true;
    }
  }
  return { imports };
}

/** What fails for a reason nobody foresaw does not keep the others from their turn; the clock tries it again. */
async function tryImport(ctx: Ctx, id: number, signal: AbortSignal): Promise<boolean> {
  try {
    return await workOffImport(ctx, id, signal);
  } catch (error) {
    ctx.log.error({ err: error, import: id }, 'an import broke off');
    return false;
  }
}

/** Works on one import until its phase ends; false when somebody else does, or when there is nothing to be done. */
export async function workOffImport(ctx: Ctx, id: number, signal: AbortSignal): Promise<boolean> {
  // A transaction of its own, which writes nothing: the lock goes with the process, however that ends.
  return ctx.db.transaction(async (hold) => {
    if (!(await holdImport(hold, id))) return false;
    const row = await findImportRow(ctx.db, id);
    if (!row) return false;
    try {
      if (row.state === 'checking') await checkImport(ctx, row, (each) => readImportFile(ctx, each), signal);
      else if (row.state === 'running') await runImport(ctx, row, signal);
      else return row.state === 'cancelled' && (await finishCancelled(ctx, id));
      return true;
    } catch (error) {
      if (error instanceof Overtaken) return true;
      const failure = failureOf(error, row);
      if (!failure) throw error;
      if (failure.code === CHECK_FAILED) ctx.log.error({ err: error, import: id }, 'a check broke off');
      return finishFailed(ctx, row, failure);
    }
  });
}

const CHECK_FAILED = 'import:check_failed';

/** Why an import can't go on, in words for its page; null when it is only to be tried again. */
function failureOf(error: unknown, { state }: ImportRow): Pick<RowProblem, 'code' | 'params'> | null {
  if (error instanceof NoLongerAllowed) return { code: 'import:no_permission', params: {} };
  const problem = error instanceof Invalid ? error.problems['file'] : undefined;
  if (problem) return { code: `form:${problem.code}`, params: problem.params };
  return state === 'checking' && !isPassing(error) ? { code: CHECK_FAILED, params: {} } : null;
}

/** The database is away or overloaded, not the file at fault: everything but what it says about data and statements. */
function isPassing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && !/^(22|23|42)/.test(code);
}
