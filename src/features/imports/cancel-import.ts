import type { ActorCtx } from '../../context.ts';
import { Refused } from '../../errors.ts';
import { finishCancelled } from './finish-import.ts';
import { changeImport, lockImport } from './import-runs.store.ts';

/**
 * Stops an import (spec 06): a check is forgotten, and the import as it was before; of a run, what is made stays made,
 * and nothing is made after this has resolved.
 * @throws NotFound · Refused `import_state` when it is not at work
 */
export async function cancelImport(ctx: ActorCtx, id: number): Promise<void> {
  const wasRunning = await ctx.db.transaction(async (trx) => {
    const { state } = await lockImport(trx, ctx.actor, id);
    if (state === 'checking') {
      await changeImport(trx, id, ['checking'], { state: 'uploaded', rows_total: 0, rows_done: 0 });
      return false;
    }
    if (!(await changeImport(trx, id, ['running'], { state: 'cancelled' })))
      throw new Refused(409, 'import_state');
    return true;
  });
  // By itself: a batch in hand holds its rows until it finds that the run is over.
  if (wasRunning) await finishCancelled(ctx, id);
}
