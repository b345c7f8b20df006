import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { Automation } from '../../domain/automation/automation.ts';
import { MOST_ATTEMPTS, retryAt } from '../../domain/automation/retry.ts';
import { evaluateConditions } from '../../domain/conditions/evaluate.ts';
import type { ConditionWorld } from '../../domain/conditions/subject.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { actByRule } from './act-by-rule.ts';
import { findFollowers } from './followers.query.ts';
import { dropEntries, holdEntry, postponeEntry, type QueuedEntry } from './queue.store.ts';
import { brokenResults, messageOf, runAutomation } from './run-automation.ts';
import { beginRun, endRun, findActedOn } from './runs.store.ts';

/** How often automations acted on an entry, were cut, or failed. */
export interface Followed {
  readonly acted: number;
  readonly cut: number;
  readonly failed: number;
}

/**
 * Lets the automations that follow a log entry act on its ticket (spec 04), in their order, each judging the ticket as
 * those before it have left it; in one transaction. One that fails leaves nothing, and the others go on; it alone is
 * tried again later, until it is given up. Nothing happens where somebody else has the entry.
 */
export async function followEntry(ctx: Ctx, eventId: number): Promise<Followed> {
  return ctx.db.transaction(async (trx) => {
    const entry = await holdEntry(trx, eventId);
    const counts = { acted: 0, cut: 0, failed: 0 };
    // Before anything is looked at: whoever works on the ticket at this moment finishes first.
    if (!entry || !(await holdTicket(trx, entry.ticket_id))) return counts;
    await actByRule(trx, entry.ticket_id, entry.depth + 1);
    const failure = await runFollowers(ctx, trx, entry, counts);
    if (failure === null) await dropEntries(trx, [eventId]);
    else {
      const attempts = entry.attempts + 1;
      const at = retryAt(ctx.now(), attempts);
      await postponeEntry(trx, eventId, { attempts, error: messageOf(failure), at });
    }
    return counts;
  });
}

/** Answers what is to be tried again, or null. */
async function runFollowers(
  ctx: Ctx,
  trx: Knex.Transaction,
  entry: QueuedEntry,
  counts: { acted: number; cut: number; failed: number },
): Promise<unknown> {
  const { ticket_id: ticketId, event_id: id, action, depth, imported } = entry;
  const inside = { ...ctx, db: trx };
  const world = await findWorld(trx, ctx.now(), ctx.zone);
  const acted = await findActedOn(trx, id);
  let failure: unknown = null;
  for (const automation of await findFollowers(trx)) {
    if (!(automation.events as readonly string[]).includes(action)) continue;
    if (!acted.has(automation.id)) {
      if (!(await isMeant(trx, automation, ticketId, world))) continue;
      try {
        const cause = { ticketId, event: { id, action }, depth, imported };
        const came = await runAutomation(inside, trx, automation, cause);
        if (came !== null) counts[came] += 1;
      } catch (error) {
        counts.failed += 1;
        ctx.log.warn({ err: error, automation: automation.name, ticket: ticketId }, 'an automation failed');
        if (entry.attempts + 1 < MOST_ATTEMPTS) failure = error;
        else await keepFailure(ctx, trx, automation, { entry, error });
        continue;
      }
    }
    if (automation.stops) break;
  }
  return failure;
}

async function isMeant(
  trx: Knex.Transaction,
  { condition }: Automation,
  ticketId: number,
  world: ConditionWorld,
): Promise<boolean> {
  const subject = (await findSubjects(trx, [ticketId])).get(ticketId);
  return subject !== undefined && evaluateConditions(condition, subject, world);
}

async function keepFailure(
  ctx: Ctx,
  trx: Knex.Transaction,
  automation: Automation,
  { entry, error }: { entry: QueuedEntry; error: unknown },
): Promise<void> {
  const { ticket_id: ticketId, event_id: eventId, depth } = entry;
  const runId = await beginRun(trx, { automation, ticketId, eventId, depth, at: ctx.now() });
  if (runId !== null) await endRun(trx, runId, 'failed', brokenResults(automation, error));
}
