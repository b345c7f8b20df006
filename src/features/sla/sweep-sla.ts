import type { Ctx } from '../../context.ts';
import { MOST_ATTEMPTS, retryAt } from '../../domain/automation/retry.ts';
import { HOUR_MS } from '../../domain/time/duration.ts';
import { messageOf } from '../automation/run-automation.ts';
import { findSettings } from '../settings/settings.query.ts';
import { type After, type DueTicket, findDueTickets } from './due-tickets.query.ts';
import { noteFailure } from './steps.store.ts';
import { sweepTicket } from './sweep-ticket.ts';

const BATCH = 200;
/** However often it has failed, it is tried again that soon. */
const LONGEST_WAIT_MS = HOUR_MS;

export interface Swept {
  /** Steps that were done. */
  readonly steps: number;
  /** Tickets of which some were. */
  readonly tickets: number;
  /** Held by somebody else: the next sweep comes to them. */
  readonly busy: number;
  /** Put off. */
  readonly failed: number;
  readonly [count: string]: number;
}

/**
 * Does the steps of SLA policies whose moment has come (spec 05). Any number of processes may do so at once: each ticket
 * is a transaction of its own, in which its steps, what they do and the next due time are committed together. One that
 * fails does not hold up the others; it is tried again later and later.
 */
export async function sweepSla(ctx: Ctx, stopping?: AbortSignal): Promise<Swept> {
  const now = ctx.now();
  const at = { ...ctx, now: () => now };
  const sum = { steps: 0, tickets: 0, busy: 0, failed: 0 };
  // A ticket is due as often as it has timers that are; once is enough.
  const seen = new Set<number>();
  let after: After | null = null;
  for (;;) {
    const due: DueTicket[] = await findDueTickets(ctx.db, now, { after, limit: BATCH });
    for (const ticket of due) {
      if (stopping?.aborted) return sum;
      if (seen.has(ticket.id)) continue;
      seen.add(ticket.id);
      const steps = await sweepSafely(at, ticket);
      if (typeof steps === 'string') sum[steps] += 1;
      else {
        sum.steps += steps;
        sum.tickets += steps > 0 ? 1 : 0;
      }
    }
    after = due.at(-1) ?? null;
    if (due.length < BATCH || stopping?.aborted) return sum;
  }
}

/** What nobody foresaw breaks one ticket at most. */
async function sweepSafely(ctx: Ctx, ticket: DueTicket): Promise<number | 'busy' | 'failed'> {
  const { id, attempts: before } = ticket;
  try {
    // What breaks again and again is left out in the end: the time is measured all the same.
    return await sweepTicket(ctx, id, { isPatient: before + 1 >= MOST_ATTEMPTS });
  } catch (error) {
    const attempts = before + 1;
    ctx.log.error({ err: error, ticket: id, attempts }, 'the SLA steps of a ticket could not be done');
    const soon = retryAt(ctx.now(), Math.min(attempts, MOST_ATTEMPTS + 2));
    const latest = new Date(ctx.now().getTime() + LONGEST_WAIT_MS);
    await noteFailure(ctx.db, id, { attempts, error: messageOf(error), at: soon < latest ? soon : latest });
    return 'failed';
  }
}

/** How often the clock asks; the setting says how often it is answered. */
export const SLA_TICK_SECONDS = 10;

/** The sweep, where so many seconds have passed as the setting wants (spec 05); else null. */
export async function sweepSlaInTime(ctx: Ctx, stopping?: AbortSignal): Promise<Swept | null> {
  const { sla_sweep_seconds: every } = await findSettings(ctx.db);
  return isSweepTime(ctx.now(), every) ? sweepSla(ctx, stopping) : null;
}

/** Whether a multiple of so many seconds lies between this tick of the clock and the one before it. */
export function isSweepTime(now: Date, every: number): boolean {
  const tick = Math.floor(now.getTime() / 1000 / SLA_TICK_SECONDS) * SLA_TICK_SECONDS;
  return Math.floor(tick / every) > Math.floor((tick - SLA_TICK_SECONDS) / every);
}
