import type { ActorCtx, Ctx } from '../../context.ts';
import { holds } from '../../domain/people/permissions.ts';
import { Conflict } from '../../errors.ts';
import { findSignedIn } from '../people/actor.query.ts';
import { attempt } from './attempt.ts';
import { BULK_RULES } from './bulk-actions.ts';
import { findUnfinishedRuns } from './bulk-runs.query.ts';
import {
  type BulkItemRow,
  type BulkRunRow,
  countAttempt,
  findRunToWorkOff,
  finishItem,
  finishRun,
  lockNextItem,
  refuseItem,
  type RunAction,
} from './bulk-runs.store.ts';
import { dispatchTicket } from './dispatch-ticket.ts';
import { isOvertaken } from './is-overtaken.query.ts';
import { performAction } from './perform-action.ts';
import { lockTicket } from './ticket.query.ts';
import { upgradeTicket } from './upgrade-tickets.ts';

/** A ticket that fails for a reason nobody foresaw is tried so often, then reported. */
const ATTEMPTS = 3;

/**
 * Does what a bulk run is about to its tickets one by one (spec 01: each judged on its own), with the rules and log
 * entries of doing it to a single one, as the person who started it. Each ticket and its result are committed together: whenever the process
 * dies, what is done is counted, what is not is still waiting, and nothing is done twice. Several processes may work
 * off the same run. Answers how many came out how; stops at `limit` items.
 */
export async function workOffBulkRun(
  ctx: Ctx,
  runId: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ done: number; refused: number; failed: number }> {
  const counts = { done: 0, refused: 0, failed: 0 };
  const run = await findRunToWorkOff(ctx.db, runId);
  if (!run) return counts;
  const actor = await findSignedIn(ctx.db, run.user_id);
  const needed = run.action === 'upgrade' ? 'config.manage' : BULK_RULES[run.action].permission;
  const person: ActorCtx | null =
    actor && holds(actor, needed) ? { ...ctx, sourceIp: run.source_ip, actor } : null;
  for (let taken = 0; taken < limit; taken += 1) {
    const result = await workOffNext(ctx, person, run);
    if (result === 'none') {
      await finishRun(ctx.db, run.id, ctx.now());
      break;
    }
    counts[result] += 1;
  }
  return counts;
}

/** What a process that died has left undone; run by the clock. */
export async function workOffBulkRuns(
  ctx: Ctx,
): Promise<{ runs: number; done: number; refused: number; failed: number }> {
  const total = { runs: 0, done: 0, refused: 0, failed: 0 };
  for (const id of await findUnfinishedRuns(ctx.db)) {
    const counts = await workOffBulkRun(ctx, id);
    total.runs += 1;
    total.done += counts.done;
    total.refused += counts.refused;
    total.failed += counts.failed;
  }
  return total;
}

type Result = 'done' | 'refused' | 'failed' | 'none';

async function workOffNext(ctx: Ctx, person: ActorCtx | null, run: BulkRunRow): Promise<Result> {
  let item: BulkItemRow | undefined;
  try {
    return await ctx.db.transaction(async (trx) => {
      item = await lockNextItem(trx, run.id);
      if (!item) return 'none';
      const refused =
        item.attempts >= ATTEMPTS
          ? { code: 'failed', details: {} }
          : person
            ? await attemptOne({ ...person, db: trx }, item, run)
            : { code: 'no_permission', details: {} };
      if (refused) await refuseItem(trx, run.id, item.position, refused);
      else await finishItem(trx, run.id, item, run.action !== 'upgrade' && BULK_RULES[run.action].moves);
      return refused ? 'refused' : 'done';
    });
  } catch (error) {
    // Without an item it is the database that fails, not a ticket: the next run of the job goes on.
    if (!item) throw error;
    ctx.log.error({ err: error, run: run.id, ticket: item.number }, 'a ticket of a bulk run failed');
    await countAttempt(ctx.db, run.id, item.position);
    return 'failed';
  }
}

/** The single action, inside the item's transaction (a savepoint of it). Answers why not, or null when it is done. */
function attemptOne(
  ctx: ActorCtx,
  item: BulkItemRow,
  { action, form }: BulkRunRow,
): ReturnType<typeof attempt> {
  return attempt(() => DO_ONE[action](ctx, item, form));
}

const DO_ONE: Readonly<
  Record<RunAction, (ctx: ActorCtx, item: BulkItemRow, form: BulkRunRow['form']) => Promise<unknown>>
> = {
  close: (ctx, { number, version }, form) => performAction(ctx, { number, action: 'close', version, form }),
  reassign: (ctx, { number, version }, form) =>
    performAction(ctx, { number, action: 'reassign', version, form }),
  redispatch,
  upgrade: (ctx, { number }, form) => upgradeTicket(ctx, number, form['drops_answers'] === 'on'),
};

/** Anew by the rules (spec 04), if the ticket is still as it was seen; a closed one is refused in its own words. */
async function redispatch(
  ctx: ActorCtx,
  { number, version }: BulkItemRow,
  form: BulkRunRow['form'],
): Promise<void> {
  const { remark } = form;
  await ctx.db.transaction(async (trx) => {
    const row = await lockTicket(trx, ctx.actor, number);
    if (row.status !== 'closed' && (await isOvertaken(trx, row, version))) throw new Conflict(version);
    await dispatchTicket(ctx, trx, row, typeof remark === 'string' ? remark.trim() : '');
  });
}
