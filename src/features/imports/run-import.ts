import type { ActorCtx, Ctx } from '../../context.ts';
import { finishRun } from './finish-import.ts';
import type { ImportAtWork } from './import-handler.ts';
import { type AnyHandler, handlerOf } from './import-handlers.ts';
import { countAttempt, ofRow, settleRows, takeRows, type ToWrite } from './import-rows.store.ts';
import { advance, type ImportRow } from './import-runs.store.ts';
import { asImporter, giveWay, Overtaken } from './import-worker.ts';

/** A row that fails by itself for a reason nobody foresaw is tried so often, then reported. */
const ATTEMPTS = 3;

interface Run {
  readonly person: ActorCtx;
  readonly job: ImportAtWork;
  readonly handler: AnyHandler;
}

/**
 * Imports what waits for it, batch by batch (spec 06, "Run"). What a batch writes and what became of its rows are
 * committed together: whenever the process dies, nothing is lost and nothing is done twice. Several processes may work
 * on one import.
 * @throws Overtaken · NoLongerAllowed
 */
export async function runImport(ctx: Ctx, row: ImportRow, signal: AbortSignal): Promise<void> {
  const handler = handlerOf(row.kind);
  const job = { id: row.id, kind: row.kind, fileName: row.file_name, plan: row.plan };
  const phases: ToWrite[] = job.plan.duplicates === 'append' ? ['ready', 'duplicate'] : ['ready'];
  for (const which of phases) {
    for (let taken = handler.batch; taken > 0;) {
      if (signal.aborted) return;
      const since = performance.now();
      const person = await asImporter(ctx, row, handler);
      taken = await writeBatch({ person, job, handler }, which, { limit: handler.batch });
      await giveWay(since);
    }
  }
  await finishRun(ctx, row);
}

/** Writes the next rows; answers how many there were. Where they fail together, each half is tried by itself. */
async function writeBatch(
  run: Run,
  which: ToWrite,
  only: { readonly limit: number; readonly numbers?: readonly number[] },
): Promise<number> {
  let taken: readonly number[] = [];
  try {
    return await run.person.db.transaction(async (trx) => {
      const rows = await takeRows(trx, run.job.id, which, only);
      taken = rows.map(({ number }) => number);
      if (taken.length === 0) return 0;
      const outcomes = await run.handler.write({ ...run.person, db: trx }, run.job, rows);
      await settleRows(trx, run.job.id, outcomes);
      const phase = { id: run.job.id, state: 'running' } as const;
      if (!(await advance(trx, phase, outcomes.length))) throw new Overtaken();
      return taken.length;
    });
  } catch (error) {
    // Without rows it is the database that fails, not they: the job goes on when it is back.
    if (error instanceof Overtaken || taken.length === 0) throw error;
    const [first] = taken;
    if (taken.length === 1 && first !== undefined) await giveUpAtLast(run, first, error);
    else await writeHalves(run, which, taken);
    return taken.length;
  }
}

async function writeHalves(run: Run, which: ToWrite, numbers: readonly number[]): Promise<void> {
  const middle = Math.ceil(numbers.length / 2);
  for (const half of [numbers.slice(0, middle), numbers.slice(middle)])
    await writeBatch(run, which, { limit: half.length, numbers: half });
}

/** One bad row never stops the others: after some tries it is reported like any other that can't be imported. */
async function giveUpAtLast({ person, job }: Run, number: number, error: unknown): Promise<void> {
  await person.db.transaction(async (trx) => {
    const attempts = await countAttempt(trx, job.id, number);
    const log = attempts < ATTEMPTS ? person.log.warn : person.log.error;
    log.call(person.log, { err: error, import: job.id, row: number, attempts }, 'a row was not imported');
    if (attempts < ATTEMPTS) return;
    const refused = { number, state: 'refused', ticketId: null, problems: [ofRow('import:failed')] } as const;
    await settleRows(trx, job.id, [refused]);
    if (!(await advance(trx, { id: job.id, state: 'running' }, 1))) throw new Overtaken();
  });
}
