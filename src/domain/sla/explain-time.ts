import { type Calendar, explainWorkingTime, type WorkedDay } from '../time/calendar.ts';
import type { HistoryEntry, TicketHistory } from './history.ts';

/** A stretch in which a ticket that is thought of waits for its customer. */
export interface ThoughtPause {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The history of a ticket that is thought of (spec 05, "try it"): made at a moment, in nobody's hands, and in each of
 * the stages since then, so that every time limit begins together.
 */
export function thoughtHistory(
  start: Date,
  pauses: readonly ThoughtPause[],
  stages: readonly string[],
): TicketHistory {
  const waits = pauses.flatMap(({ from, to }): HistoryEntry[] => [
    { at: from, action: 'wait', status: 'waiting', byHolder: false },
    { at: to, action: 'resume', status: 'in_progress', byHolder: false },
  ]);
  return {
    createdAt: start,
    measuredFrom: null,
    entries: [{ at: start, action: 'create', status: 'new', byHolder: false }, ...waits],
    hops: stages.map((stage, index) => ({
      ...{ id: index + 1, stage, sentAction: 'create', arrivedAt: start },
      ...{ acceptedAt: null, leftAt: null },
    })),
  };
}

/** Why it is due when it is: what was worked on each day from the beginning to the due time, without the pauses. */
export function explainDue(
  calendar: Calendar,
  { from, to }: ThoughtPause,
  pauses: readonly ThoughtPause[],
): WorkedDay[] {
  const inside = pauses
    .map((pause) => ({ from: latest(from, pause.from), to: earliest(to, pause.to) }))
    .filter((pause) => pause.from < pause.to);
  const lost = new Map<string, number>();
  for (const pause of inside)
    for (const { day, minutes } of explainWorkingTime(calendar, pause.from, pause.to))
      lost.set(day, (lost.get(day) ?? 0) + minutes);
  return explainWorkingTime(calendar, from, to).map((day) => ({
    ...day,
    minutes: day.minutes - (lost.get(day.day) ?? 0),
  }));
}

const latest = (one: Date, other: Date): Date => (one > other ? one : other);
const earliest = (one: Date, other: Date): Date => (one < other ? one : other);
