import type { Ctx } from '../../context.ts';
import { retryAt } from '../../domain/automation/retry.ts';
import { keepTime } from './keep-time.ts';
import { finishRecalculations, holdPolicies, postponeQueued, takeQueued } from './time-queue.store.ts';

/** So many tickets are worked out together: few enough that nobody waits for them. */
const BATCH = 50;

export interface WorkedOff {
  readonly kept: number;
  readonly failed: number;
  readonly [count: string]: number;
}

/**
 * Works out the clocks of the tickets that are queued (spec 05): after another policy or calendar, and where whoever
 * changed a ticket has left it to this. Any number of processes may do so at once; a ticket on which somebody works is
 * left for later. One that fails does not hold up the others: it is tried again later, and set aside after 5 attempts.
 */
export async function workOffClocks(ctx: Ctx, stopping?: AbortSignal): Promise<WorkedOff> {
  const sum = { kept: 0, failed: 0 };
  while (!stopping?.aborted) {
    const { kept, failed } = await keepNext(ctx);
    sum.kept += kept;
    sum.failed += failed;
    if (kept + failed === 0) break;
  }
  await finishRecalculations(ctx.db, ctx.now());
  return sum;
}

/** A batch in one transaction; where it fails, its tickets one by one. */
async function keepNext(ctx: Ctx): Promise<WorkedOff> {
  let ids: readonly number[] = [];
  const keep = (limit: number, only?: number): Promise<number> =>
    ctx.db.transaction(async (trx) => {
      await holdPolicies(trx);
      ids = await takeQueued(trx, { now: ctx.now(), limit, ...(only !== undefined && { only }) });
      await keepTime(ctx, trx, ids);
      return ids.length;
    });
  try {
    return { kept: await keep(BATCH), failed: 0 };
  } catch (error) {
    if (ids.length === 0) throw error;
    ctx.log.warn({ err: error, tickets: ids.length }, 'clocks could not be worked out together');
  }
  let [kept, failed] = [0, 0];
  for (const id of [...ids]) {
    try {
      kept += await keep(1, id);
    } catch (error) {
      failed += 1;
      ctx.log.error({ err: error, ticket: id }, 'the clock of a ticket could not be worked out');
      const message = error instanceof Error ? error.message : String(error);
      await postponeQueued(ctx.db, id, {
        error: message,
        at: (attempts) => retryAt(ctx.now(), attempts),
      });
    }
  }
  return { kept, failed };
}
