import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { type Automation, CHAIN_LIMIT, DEPTH_LIMIT } from '../../domain/automation/automation.ts';
import { type ActionResult, outcomeOf } from '../../domain/automation/run.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import { takeRuleStep } from '../tickets/take-rule-step.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { doAction } from './do-action.ts';
import { checkNow } from './queue.store.ts';
import { beginRun, countChained, endRun, wasCut } from './runs.store.ts';

/** What set an automation off. */
export interface Cause {
  readonly ticketId: number;
  /** The log entry that it follows; null by the clock. */
  readonly event: { readonly id: number; readonly action: string } | null;
  readonly depth: number;
  readonly imported: boolean;
}

/**
 * Lets an automation act on a ticket, all of it or nothing, and keeps on record what it did (spec 04). Automations that
 * have set each other off too often in a row are cut: nothing is done, and the ticket's log says so.
 * @returns null where it has acted already on this
 */
export async function runAutomation(
  ctx: Ctx,
  trx: Knex.Transaction,
  automation: Automation,
  cause: Cause,
): Promise<'acted' | 'cut' | null> {
  return trx.transaction(async (savepoint) => {
    const { ticketId, event, depth } = cause;
    const inside = { ...ctx, db: savepoint };
    const run = { automation, ticketId, eventId: event?.id ?? null, depth, at: ctx.now() };
    const runId = await beginRun(savepoint, run);
    if (runId === null) return null;
    if (await isTooMuch(savepoint, cause, chainStart(ctx))) {
      const cut = { runId, automationId: automation.id, ticketId };
      if (!(await wasCut(savepoint, cut, chainStart(ctx))))
        await sayCut(inside, savepoint, automation, cause);
      await endRun(savepoint, runId, 'cut', []);
      return 'cut';
    }
    const results: ActionResult[] = [];
    for (const [at, action] of automation.actions.entries()) {
      const work = {
        ctx: inside,
        trx: savepoint,
        rule: automation.name,
        ticketId,
        once: `automation:${runId}:${at}`,
        event: event?.action ?? null,
        imported: cause.imported,
      };
      results.push({ kind: action.kind, ...(await doAction(work, action)) });
    }
    await endRun(savepoint, runId, outcomeOf(results), results);
    await checkNow(savepoint);
    return 'acted';
  });
}

function chainStart(ctx: Ctx): Date {
  return new Date(ctx.now().getTime() - CHAIN_LIMIT.minutes * MINUTE_MS);
}

async function isTooMuch(trx: Knex.Transaction, { ticketId, depth }: Cause, since: Date): Promise<boolean> {
  if (depth === 0 || depth >= DEPTH_LIMIT) return depth > 0;
  // This run is one of them.
  return (await countChained(trx, ticketId, since)) > CHAIN_LIMIT.runs;
}

/** An entry that no automation follows, else it would never end. */
async function sayCut(
  ctx: Ctx,
  trx: Knex.Transaction,
  automation: Automation,
  { ticketId, depth }: Cause,
): Promise<void> {
  const row = await holdTicket(trx, ticketId);
  // The log of a closed ticket is at its end; the record of the run says it.
  if (!row || row.status === 'closed') return;
  await takeRuleStep(
    ctx,
    trx,
    row,
    ({ status }) => ({ status, move: { kind: 'stay' }, data: { count: depth } }),
    { action: 'cut', eventType: 'ticket_automation_cut', ruleName: automation.name },
  );
}

/** What an automation that broke has done: nothing. For administrators, with the reason. */
export function brokenResults(automation: Pick<Automation, 'actions'>, error: unknown): ActionResult[] {
  const message = messageOf(error);
  return automation.actions.map(({ kind }) => ({ kind, outcome: 'refused', code: 'error', message }));
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
