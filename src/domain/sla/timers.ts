import { addWorkingMinutes, type Calendar, workingMinutesBetween } from '../time/calendar.ts';
import { MINUTE_MS } from '../time/duration.ts';
import { type Measured, measuredOf, type Stretch, type TicketHistory, waitsOf } from './history.ts';
import {
  type MeasuringPolicy,
  type Metric,
  type SlaStep,
  type SlaTarget,
  stepsOf,
  warningOf,
} from './policy.ts';

/** A clock of a ticket (spec 05): all of it follows from the history and the policy. */
export interface Timer extends Pick<Measured, 'metric' | 'occasion' | 'stage'> {
  readonly policyId: number;
  readonly target: SlaTarget;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Null while it is paused (unless its time was over before), and where so much is never worked. */
  readonly dueAt: Date | null;
  /** When it turns amber; null while it is paused (unless it had before), and where nothing warns. */
  readonly warnAt: Date | null;
  /** Since when it stands still. */
  readonly pausedAt: Date | null;
  /** Working minutes that it has stood still until now. */
  readonly pausedMinutes: number;
  /** Working minutes that were left when it was paused; null while it runs. */
  readonly leftMinutes: number | null;
  /** The due time, once it has passed before the end. */
  readonly breachedAt: Date | null;
}

/** The clocks of a ticket by its policy, open and ended ones (spec 05). @param now how far the history goes */
export function timersOf(history: TicketHistory, policy: MeasuringPolicy, now: Date): Timer[] {
  const waits = policy.pausesWaiting ? waitsOf(history) : [];
  return measuredOf(history).flatMap((measured) => {
    const target = targetFor(policy, measured);
    return target ? [timerOf(measured, { policy, target, waits, now })] : [];
  });
}

/** What the policy wants of it; undefined where it wants nothing. */
function targetFor(
  { targets }: Pick<MeasuringPolicy, 'targets'>,
  { metric, stage }: { readonly metric: Metric; readonly stage: string | null },
): SlaTarget | undefined {
  return targets.find((each) => each.metric === metric && (metric !== 'stage' || each.stage === stage));
}

function timerOf(
  { from, to, ...measured }: Measured,
  by: { policy: MeasuringPolicy; target: SlaTarget; waits: readonly Stretch[]; now: Date },
): Timer {
  const { target, policy, now } = by;
  const { calendar } = policy;
  const pauses = pausesWithin({ from, to }, by.waits);
  const running = runningOf({ from, to: null }, pauses);
  const dueAt = instantAfter(calendar, running, target.minutes);
  const warning = warningOf(target);
  const pausedAt = to === null ? (pauses.find((pause) => pause.to === null)?.from ?? null) : null;
  return {
    ...measured,
    policyId: policy.id,
    target,
    startedAt: from,
    endedAt: to,
    dueAt,
    warnAt: warning === null ? null : instantAfter(calendar, running, target.minutes - warning),
    pausedAt,
    pausedMinutes: sum(pauses.map((pause) => workedIn(calendar, { from: pause.from, to: pause.to ?? now }))),
    leftMinutes:
      pausedAt !== null && dueAt === null
        ? target.minutes - sum(running.map((stretch) => workedIn(calendar, stretch)))
        : null,
    breachedAt: dueAt !== null && dueAt < (to ?? now) ? dueAt : null,
  };
}

/** The pauses of a stretch; one that it ends in ends with it. */
function pausesWithin({ from, to }: Stretch, waits: readonly Stretch[]): Stretch[] {
  return waits.flatMap((wait) => {
    const begin = wait.from > from ? wait.from : from;
    const end = wait.to === null || (to !== null && to < wait.to) ? to : wait.to;
    return end !== null && end <= begin ? [] : [{ from: begin, to: end }];
  });
}

/** What is left of a stretch without its pauses: in order, the last one open unless it is paused. */
function runningOf({ from, to }: Stretch, pauses: readonly Stretch[]): Stretch[] {
  const running: Stretch[] = [];
  let begin: Date | null = from;
  for (const pause of pauses) {
    if (begin === null) break;
    if (pause.from > begin) running.push({ from: begin, to: pause.from });
    begin = pause.to;
  }
  return begin === null ? running : [...running, { from: begin, to }];
}

/** When so many working minutes are over; null where it stands still before, or so much is never worked. */
function instantAfter(calendar: Calendar | null, running: readonly Stretch[], minutes: number): Date | null {
  let left = minutes;
  for (const stretch of running) {
    const reached = addTo(calendar, stretch.from, left);
    // What ends together with a pause's beginning is only over when it goes on.
    if (stretch.to === null || (reached !== null && reached < stretch.to)) return reached;
    left -= workedIn(calendar, stretch);
  }
  return null;
}

function addTo(calendar: Calendar | null, from: Date, minutes: number): Date | null {
  return calendar === null
    ? new Date(from.getTime() + Math.round(minutes * MINUTE_MS))
    : addWorkingMinutes(calendar, from, minutes);
}

function workedIn(calendar: Calendar | null, { from, to }: Stretch): number {
  if (to === null) return 0;
  return calendar === null
    ? (to.getTime() - from.getTime()) / MINUTE_MS
    : workingMinutesBetween(calendar, from, to);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A step that was done: when, and for which due time. */
export interface DoneStep {
  readonly stepId: number;
  readonly dueAt: Date;
  readonly at: Date;
}

export interface ComingStep {
  readonly step: SlaStep;
  readonly at: Date;
}

/**
 * The steps of a running timer that are not done yet, with the moment of each, in order (spec 05). A step is done once
 * for each due time; one whose moment had come under an earlier due time, and still lies before that, is not done again.
 */
export function comingSteps(
  timer: Timer,
  history: TicketHistory,
  policy: MeasuringPolicy,
  done: readonly DoneStep[],
): ComingStep[] {
  const { dueAt, endedAt, target } = timer;
  if (dueAt === null || endedAt !== null) return [];
  const waits = policy.pausesWaiting ? waitsOf(history) : [];
  const running = runningOf(
    { from: timer.startedAt, to: null },
    pausesWithin({ from: timer.startedAt, to: null }, waits),
  );
  return stepsOf(target).flatMap((step) => {
    const at = instantAfter(policy.calendar, running, target.minutes + step.offset);
    if (at === null) return [];
    const isDone = done.some(
      (each) => each.stepId === step.id && (each.dueAt.getTime() === dueAt.getTime() || at <= each.at),
    );
    return isDone ? [] : [{ step, at }];
  });
}
