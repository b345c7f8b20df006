import type { Ctx } from '../../context.ts';
import { actByRule } from '../automation/act-by-rule.ts';
import { holdFreeTicket } from '../tickets/ticket.query.ts';
import { isDue } from './due-tickets.query.ts';
import { keepTime, type StepToCome } from './keep-time.ts';
import { dropFailure, writeResults } from './steps.store.ts';
import type { SlaWork, TakenStep } from './sla-work.ts';
import { takeSlaStep } from './take-sla-step.ts';
import { tellReminders } from './tell-reminders.ts';

/** So many steps of one ticket in one go; the next sweep goes on. */
const MOST_STEPS = 100;

/**
 * Does what is due of one ticket (spec 05), in one transaction: its steps in the order of their moments, each judged on
 * the ticket as those before have left it; then tells each person once. Somebody who works on the ticket at this moment
 * is not waited for.
 * @param isPatient an action that breaks is left out, with its reason on record
 * @returns how many steps were done
 */
export async function sweepTicket(
  ctx: Ctx,
  ticketId: number,
  { isPatient }: { readonly isPatient: boolean },
): Promise<number | 'busy'> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    if (!(await holdFreeTicket(trx, ticketId))) return 'busy';
    if (!(await isDue(trx, ticketId, now))) return 0;
    await actByRule(trx, ticketId, 1);
    const work: SlaWork = { ctx: { ...ctx, db: trx }, trx, ticketId, isPatient };
    const taken: TakenStep[] = [];
    let next = firstDue(await keepTime(ctx, trx, [ticketId]), now);
    while (next && taken.length < MOST_STEPS) {
      taken.push(await takeSlaStep(work, next));
      next = firstDue(await keepTime(ctx, trx, [ticketId]), now);
    }
    await tellReminders(work, taken);
    for (const { id, results } of taken) await writeResults(trx, id, results);
    await dropFailure(trx, ticketId);
    return taken.length;
  });
}

/** The step whose moment came first. */
function firstDue(steps: readonly StepToCome[], now: Date): StepToCome | undefined {
  return steps
    .filter(({ at }) => at <= now)
    .sort((one, other) => one.at.getTime() - other.at.getTime() || one.timerId - other.timerId)[0];
}
