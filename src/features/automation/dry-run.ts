import type { ActorCtx } from '../../context.ts';
import type { Automation } from '../../domain/automation/automation.ts';
import { DAY_MS } from '../../domain/time/duration.ts';
import { findWorld } from '../conditions/world.query.ts';
import { type DryRunRow, findFollowedTickets, findMatchingTickets } from './dry-run.query.ts';

/** Rows that are shown; tickets that are counted; entries of each kind that are looked at. */
const SHOWN = 50;
const COUNTED = 1000;
const LOOKED_AT = 20_000;

export interface DryRun {
  readonly kind: 'events' | 'schedule';
  readonly rows: readonly DryRunRow[];
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  readonly since: Date;
}

/**
 * Which tickets an automation would have touched, without touching any (spec 04): of one that follows events, those to
 * which such a thing happened in the last days; of one by the clock, the open ones. The conditions are judged by what
 * the tickets are now: what they were then is not kept. Only tickets that the person may read, newest first.
 */
export async function dryRun(
  ctx: ActorCtx,
  automation: Pick<Automation, 'events' | 'schedule' | 'condition'>,
  { days }: { readonly days: number },
): Promise<DryRun> {
  const now = ctx.now();
  const since = new Date(now.getTime() - days * DAY_MS);
  const asked = {
    actor: ctx.actor,
    world: await findWorld(ctx.db, now, ctx.zone),
    since,
    limit: SHOWN,
    counted: COUNTED + 1,
    looked: LOOKED_AT,
  };
  const isByClock = automation.schedule !== null;
  const { rows, count } = isByClock
    ? await findMatchingTickets(ctx.db, automation, asked)
    : await findFollowedTickets(ctx.db, automation, asked);
  return {
    kind: isByClock ? 'schedule' : 'events',
    rows,
    count: Math.min(count, COUNTED),
    isMore: count > COUNTED,
    since,
  };
}
