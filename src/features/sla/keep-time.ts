import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { evaluateConditions } from '../../domain/conditions/evaluate.ts';
import { attributesAsked } from '../../domain/conditions/language.ts';
import { roundsOf } from '../../domain/sla/history.ts';
import { type ComingStep, comingSteps, type Timer, timersOf } from '../../domain/sla/timers.ts';
import { findSubjects } from '../conditions/subjects.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { findTimedTickets, type StandingTimer, type TimedTicket } from './histories.query.ts';
import { findPoliciesInUse, type PolicyInUse } from './policies.query.ts';
import { holdPolicies } from './time-queue.store.ts';
import {
  type Clock,
  dropTimers,
  noteMissedSteps,
  timerKey,
  type TimerToWrite,
  writeTimes,
} from './timers.store.ts';

/** A timer with what stands of it and what is to come. */
interface KeptTimer extends TimerToWrite {
  readonly policy: PolicyInUse;
  readonly standing: StandingTimer | undefined;
  /** What should have happened before anybody measured. */
  readonly missed: readonly ComingStep[];
  readonly coming: readonly ComingStep[];
}

/** A step that is not done yet, and of which timer. */
export interface StepToCome extends ComingStep {
  readonly timerId: number;
  readonly timer: Timer;
  readonly dueAt: Date;
  readonly policyName: string;
}

interface KeptTicket {
  readonly ticket: TimedTicket;
  readonly policy: PolicyInUse | null;
  readonly timers: readonly KeptTimer[];
}

/**
 * Works out the clocks of tickets anew from their histories, at the end of the transaction that has changed them
 * (spec 05): one or many in the same number of statements. Ended timers stay as they ended; a breach stays on record.
 * What another policy or calendar makes too late for tickets that are queued is noted as missed, and not done.
 * @returns what is still to come of their running timers
 * @param silently what should have happened before now is noted as missed and not done: nobody measured then
 */
export async function keepTime(
  ctx: Pick<Ctx, 'now' | 'zone'>,
  trx: Knex.Transaction,
  ticketIds: readonly number[],
  { silently = false }: { readonly silently?: boolean } = {},
): Promise<StepToCome[]> {
  if (ticketIds.length === 0) return [];
  const now = ctx.now();
  await holdPolicies(trx);
  const tickets = await findTimedTickets(trx, ticketIds);
  const policyOf = await choosePolicies(ctx, trx, tickets);
  const kept = tickets.map((ticket) =>
    keepOne(ticket, policyOf(ticket.id), { now, quietUntil: silently ? now : ticket.queuedAt }),
  );
  const timers = kept.flatMap((each) => each.timers);
  const ids = await writeTimes(
    trx,
    timers.filter(({ timer, standing }) => !isOver(timer, standing)),
    kept.map((each) => clockOf(each)),
  );
  await dropTimers(trx, kept.flatMap(unwanted), now);
  await noteMissed(trx, timers, ids, now);
  return timers.flatMap((each) => stepsToCome(each, ids));
}

function stepsToCome(
  { ticketId, timer, standing, coming, policy }: KeptTimer,
  ids: ReadonlyMap<string, number>,
): StepToCome[] {
  const timerId = ids.get(timerKey(ticketId, timer)) ?? standing?.id;
  const { dueAt } = timer;
  if (timerId === undefined || dueAt === null) return [];
  return coming.map((each) => ({ ...each, timerId, timer, dueAt, policyName: policy.name }));
}

/** The first policy whose conditions hold, of each ticket; nothing is asked where no policy looks at anything. */
async function choosePolicies(
  ctx: Pick<Ctx, 'now' | 'zone'>,
  trx: Knex.Transaction,
  tickets: readonly TimedTicket[],
): Promise<(ticketId: number) => PolicyInUse | null> {
  const policies = await findPoliciesInUse(trx);
  const [first] = policies;
  if (!first || first.condition.root.of.length === 0) return () => first ?? null;
  const asked = attributesAsked(policies.map(({ condition }) => condition));
  const subjects = await findSubjects(
    trx,
    tickets.map(({ id }) => id),
  );
  const world = await findWorld(trx, ctx.now(), ctx.zone, asked);
  return (ticketId) => {
    const subject = subjects.get(ticketId);
    if (!subject) return null;
    return policies.find(({ condition }) => evaluateConditions(condition, subject, world)) ?? null;
  };
}

function keepOne(
  ticket: TimedTicket,
  policy: PolicyInUse | null,
  { now, quietUntil }: { readonly now: Date; readonly quietUntil: Date | null },
): KeptTicket {
  if (!policy) return { ticket, policy, timers: [] };
  const timers = timersOf(ticket.history, policy, now).map((timer): KeptTimer => {
    const standing = standingOf(ticket, timer);
    const coming = comingSteps(timer, ticket.history, policy, standing?.done ?? []);
    // What was about to happen, and still is, is not missed: whoever does the steps comes a moment later.
    const waiting =
      standing?.dueAt?.getTime() === timer.dueAt?.getTime() ? (standing?.nextStepAt ?? null) : null;
    const isMissed = ({ at }: ComingStep): boolean =>
      quietUntil !== null && at <= quietUntil && (waiting === null || at < waiting);
    return {
      ...{ ticketId: ticket.id, policy, timer, standing },
      missed: coming.filter(isMissed),
      coming: coming.filter((each) => !isMissed(each)),
      breachedAt: standing?.breachedAt ?? timer.breachedAt,
      nextStepAt: coming.find((each) => !isMissed(each))?.at ?? null,
    };
  });
  return { ticket, policy, timers };
}

/** It has ended, and that is on record. */
function isOver(timer: Timer, standing: StandingTimer | undefined): boolean {
  return timer.endedAt !== null && standing !== undefined && standing.endedAt !== null;
}

function standingOf(
  { timers }: TimedTicket,
  { metric, occasion }: Pick<Timer, 'metric' | 'occasion'>,
): StandingTimer | undefined {
  return timers.find((each) => each.metric === metric && each.occasion === occasion);
}

/** Open timers of the ticket that its policy has no target for. */
function unwanted({ ticket, timers }: KeptTicket): number[] {
  const wanted = new Set(timers.map(({ timer }) => timerKey(ticket.id, timer)));
  return ticket.timers
    .filter((each) => each.endedAt === null && !wanted.has(timerKey(ticket.id, each)))
    .map(({ id }) => id);
}

async function noteMissed(
  trx: Knex.Transaction,
  timers: readonly KeptTimer[],
  ids: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const missed = timers.flatMap(({ ticketId, timer, standing, missed: steps, policy }) => {
    const timerId = ids.get(timerKey(ticketId, timer)) ?? standing?.id;
    const { dueAt } = timer;
    if (timerId === undefined || dueAt === null) return [];
    return steps.map((coming) => ({ timerId, dueAt, coming, policyName: policy.name }));
  });
  await noteMissedSteps(trx, missed, now);
}

/** The open timer that is due first; where all stand still, the one with the least left. */
function clockOf({ ticket, policy, timers }: KeptTicket): Clock {
  const open = timers.filter(({ timer }) => timer.endedAt === null);
  const running = least(open, ({ timer }) => timer.dueAt?.getTime() ?? null);
  const paused = running ? null : least(open, ({ timer }) => timer.leftMinutes);
  const nearest = (running ?? paused)?.timer ?? null;
  return {
    ticketId: ticket.id,
    ticketVersion: ticket.version,
    policyId: policy?.id ?? null,
    metric: nearest?.metric ?? null,
    stageKey: nearest?.stage ?? null,
    dueAt: running?.timer.dueAt ?? null,
    warnAt: running?.timer.warnAt ?? null,
    paused: paused !== null,
    leftMinutes: paused?.timer.leftMinutes ?? null,
    targetMinutes: nearest?.target.minutes ?? null,
    overdueAt: overdueSince(ticket, timers),
    queued: ticket.queued,
  };
}

/** The first breach since the ticket was created, or last reopened: of timers as they stand and as they are now. */
function overdueSince(ticket: TimedTicket, timers: readonly KeptTimer[]): Date | null {
  const since = roundsOf(ticket.history).at(-1)?.from ?? ticket.history.createdAt;
  const breaches = [
    ...ticket.timers.map(({ startedAt, breachedAt }) => ({ startedAt, breachedAt })),
    ...timers
      .filter(({ timer, standing }) => !isOver(timer, standing))
      .map(({ timer, breachedAt }) => ({ startedAt: timer.startedAt, breachedAt })),
  ].filter(({ startedAt, breachedAt }) => breachedAt !== null && startedAt >= since);
  return least(breaches, ({ breachedAt }) => breachedAt?.getTime() ?? null)?.breachedAt ?? null;
}

function least<Item>(items: readonly Item[], of: (item: Item) => number | null): Item | null {
  let best: { readonly item: Item; readonly value: number } | null = null;
  for (const item of items) {
    const value = of(item);
    if (value !== null && (best === null || value < best.value)) best = { item, value };
  }
  return best?.item ?? null;
}
