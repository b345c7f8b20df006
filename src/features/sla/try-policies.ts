import type { Ctx } from '../../context.ts';
import { type JudgedGroup, judgeConditions } from '../../domain/conditions/evaluate.ts';
import type { ConditionSubject } from '../../domain/conditions/subject.ts';
import { explainDue, thoughtHistory, type ThoughtPause } from '../../domain/sla/explain-time.ts';
import type { SlaPolicy } from '../../domain/sla/policy.ts';
import { type ComingStep, comingSteps, type Timer, timersOf } from '../../domain/sla/timers.ts';
import type { Calendar, WorkedDay } from '../../domain/time/calendar.ts';
import { dayOf } from '../../domain/time/format.ts';
import { findCalendar } from '../calendars/calendar.query.ts';
import { findDays } from '../calendars/calendars.query.ts';
import { findWorld } from '../conditions/world.query.ts';
import { findPolicies } from './policy-list.query.ts';

export interface JudgedPolicy {
  readonly policy: SlaPolicy;
  readonly judged: JudgedGroup;
  /** Why it does not hold; null for the one that does. */
  readonly why: 'inactive' | 'conditions' | 'later' | null;
}

export interface TriedTimer {
  readonly timer: Timer;
  readonly steps: readonly ComingStep[];
  /** None without a calendar, and where it is never due. */
  readonly days: readonly WorkedDay[];
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Which policy a ticket would go by, why not the others, and when everything would be due that begins at a moment
 * (spec 05, "try it"). Changes nothing.
 */
export async function tryPolicies(
  { db, now, zone }: Pick<Ctx, 'db' | 'now' | 'zone'>,
  asked: {
    readonly subject: ConditionSubject;
    readonly start: Date;
    readonly pauses: readonly ThoughtPause[];
  },
): Promise<{
  readonly policies: readonly JudgedPolicy[];
  readonly policy: SlaPolicy | null;
  readonly zone: string;
  readonly timers: readonly TriedTimer[];
}> {
  const world = await findWorld(db, now(), zone);
  let policy: SlaPolicy | null = null;
  const policies = (await findPolicies(db)).map((each): JudgedPolicy => {
    const judged = judgeConditions(each.condition, asked.subject, world);
    const why = !each.active ? 'inactive' : !judged.holds ? 'conditions' : policy ? 'later' : null;
    if (why === null) policy = each;
    return { policy: each, judged, why };
  });
  const fitting = policies.find(({ why }) => why === null)?.policy ?? null;
  if (!fitting) return { policies, policy: null, zone, timers: [] };
  const calendar = fitting.calendarId === null ? null : await findCalendar(db, fitting.calendarId);
  if (calendar === undefined) throw new Error('a policy counts by a calendar that is gone');
  const { start, pauses } = asked;
  const stages = fitting.targets.flatMap(({ stage }) => stage ?? []);
  const history = thoughtHistory(start, pauses, stages);
  const measuring = { ...fitting, calendar };
  const timers = timersOf(history, measuring, start).map(async (timer): Promise<TriedTimer> => {
    const steps = comingSteps(timer, history, measuring, []);
    const stood = fitting.pausesWaiting ? pauses : [];
    if (calendar === null || fitting.calendarId === null || timer.dueAt === null)
      return { timer, steps, days: [], names: new Map() };
    const days = explainDue(calendar, { from: start, to: timer.dueAt }, stood);
    const names = await findNames(db, fitting.calendarId, calendar, { from: start, to: timer.dueAt });
    return { timer, steps, days, names };
  });
  const inOrder = fitting.targets.flatMap((target) => target);
  const done = await Promise.all(timers);
  return {
    ...{ policies, policy: fitting, zone: calendar?.zone ?? zone },
    timers: inOrder.flatMap((target) => done.filter(({ timer }) => timer.target === target)),
  };
}

async function findNames(
  db: Ctx['db'],
  id: number,
  { zone }: Calendar,
  { from, to }: ThoughtPause,
): Promise<ReadonlyMap<string, string>> {
  const named = await findDays(db, id, dayOf(from, zone), dayOf(to, zone));
  return new Map(named.map(({ day, name }) => [day, name]));
}
