import type { Ctx } from '../../context.ts';
import { nextRun } from '../../domain/automation/next-run.ts';
import { evaluateConditions } from '../../domain/conditions/evaluate.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { actByRule } from './act-by-rule.ts';
import { findDueTickets } from './due-tickets.query.ts';
import { type DueAutomation, findDueAutomations, isUnchanged } from './followers.query.ts';
import { brokenResults, runAutomation } from './run-automation.ts';
import { beginRun, endRun, holdSweep, setNextRun } from './runs.store.ts';

const BATCH = 100;
/** At most so many tickets in one go; the next run of the job goes on where this one ended. */
const MOST_AT_ONCE = 500;

interface Swept {
  readonly acted: number;
  readonly failed: number;
}

/**
 * Lets the automations that go by the clock and are due act on the open tickets that meet their conditions (spec 04),
 * on each once while it stays in its state. One round of each is made at a time, by whichever process; each ticket is a
 * transaction of its own, and what a process that died has left, the next round does.
 */
export async function sweepSchedules(ctx: Ctx, stopping?: AbortSignal): Promise<Swept> {
  const sum = { acted: 0, failed: 0 };
  for (const automation of await findDueAutomations(ctx.db, ctx.now())) {
    if (stopping?.aborted) break;
    const swept = await sweepOne(ctx, automation, stopping);
    sum.acted += swept.acted;
    sum.failed += swept.failed;
  }
  return sum;
}

async function sweepOne(ctx: Ctx, automation: DueAutomation, stopping?: AbortSignal): Promise<Swept> {
  // It holds nothing but the right to make the round: tickets are worked on beside it.
  return ctx.db.transaction(async (round) => {
    const sum = { acted: 0, failed: 0 };
    if (!(await holdSweep(round, automation.id)) || !(await isUnchanged(round, automation))) return sum;
    const world = await findWorld(round, ctx.now(), ctx.zone);
    let [after, seen, isThrough] = [0, 0, false];
    while (!isThrough && seen < MOST_AT_ONCE && !stopping?.aborted) {
      const ids = await findDueTickets(round, automation, world, { after, limit: BATCH });
      for (const id of ids) {
        if (stopping?.aborted) return sum;
        const went = await actSafely(ctx, automation, id, world);
        if (went !== null) sum[went] += 1;
      }
      after = ids.at(-1) ?? after;
      seen += ids.length;
      isThrough = ids.length < BATCH;
    }
    const { schedule, dueAt } = automation;
    if (isThrough && schedule)
      await setNextRun(round, automation, nextRun(schedule, ctx.now(), ctx.zone, dueAt));
    return sum;
  });
}

/** What fails is on record and is not tried again in this state of the ticket; the others go on. */
async function actSafely(
  ctx: Ctx,
  automation: DueAutomation,
  ticketId: number,
  world: ConditionWorld,
): Promise<'acted' | 'failed' | null> {
  try {
    return await act(ctx, automation, ticketId, world);
  } catch (error) {
    ctx.log.error({ err: error, automation: automation.name, ticket: ticketId }, 'an automation failed');
    await ctx.db.transaction(async (trx) => {
      const runId = await beginRun(trx, { automation, ticketId, eventId: null, depth: 0, at: ctx.now() });
      if (runId !== null) await endRun(trx, runId, 'failed', brokenResults(automation, error));
    });
    return 'failed';
  }
}

function act(
  ctx: Ctx,
  automation: DueAutomation,
  ticketId: number,
  world: ConditionWorld,
): Promise<'acted' | null> {
  return ctx.db.transaction(async (trx) => {
    const row = await holdTicket(trx, ticketId);
    // Somebody may have been faster, or have switched the automation off meanwhile.
    if (!row || row.status === 'closed' || !(await isUnchanged(trx, automation))) return null;
    const subject = (await findSubjects(trx, [ticketId])).get(ticketId);
    if (!subject || !evaluateConditions(automation.condition, subject, world)) return null;
    await actByRule(trx, ticketId, 1);
    const cause = { ticketId, event: null, depth: 0, imported: false };
    const came = await runAutomation({ ...ctx, db: trx }, trx, automation, cause);
    return came === null ? null : 'acted';
  });
}
