import type { Status } from '../ticket/status.ts';
import type { Metric } from './policy.ts';

/** What of a ticket's history its times follow from (spec 05): nothing else is looked at. */
export interface TicketHistory {
  readonly createdAt: Date;
  /** In the order of the log. */
  readonly entries: readonly HistoryEntry[];
  /** In the order of the journey. */
  readonly hops: readonly HistoryHop[];
  /** What began before is not measured; null: everything is. */
  readonly measuredFrom: Date | null;
}

export interface HistoryEntry {
  readonly at: Date;
  readonly action: string;
  readonly status: Status;
}

export interface HistoryHop {
  readonly id: number;
  readonly stage: string | null;
  readonly arrivedAt: Date;
  readonly leftAt: Date | null;
}

/** A stretch of time; open while `to` is null. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date | null;
}

/** Something to be measured: what, since when, and whether it is over. */
export interface Measured extends Stretch {
  readonly metric: Metric;
  /** Of a stage the hop with which the visit began; else how often the ticket had been reopened. */
  readonly occasion: number;
  readonly stage: string | null;
}

/** Actions of a handler that are an answer to the customer's problem (spec 05). */
const RESPONSES: ReadonlySet<string> = new Set(['accept', 'feedback', 'callback', 'resolve', 'close']);

/**
 * Everything that is measured of a ticket (spec 05). Each reopening begins anew; consecutive hops of one stage are one
 * visit.
 */
export function measuredOf(history: TicketHistory): Measured[] {
  const rounds = roundsOf(history);
  const measured = rounds.flatMap((round, occasion): Measured[] => {
    const response = history.entries.find(
      ({ at, action }) => RESPONSES.has(action) && at >= round.from && (round.to === null || at <= round.to),
    );
    const answered = response?.at ?? round.to;
    return [
      { metric: 'first_response', occasion, stage: null, from: round.from, to: answered },
      { metric: 'resolution', occasion, stage: null, ...round },
    ];
  });
  const { measuredFrom } = history;
  return [...measured, ...visitsOf(history, rounds)].filter(
    ({ from }) => measuredFrom === null || from >= measuredFrom,
  );
}

/** From the creation, or a reopening, to the closing. */
export function roundsOf({ createdAt, entries }: TicketHistory): Stretch[] {
  const rounds: { from: Date; to: Date | null }[] = [{ from: createdAt, to: null }];
  for (const { at, status } of entries) {
    const last = rounds.at(-1);
    if (!last) continue;
    if (status === 'closed') last.to ??= at;
    else if (last.to !== null) rounds.push({ from: at, to: null });
  }
  return rounds;
}

function visitsOf({ hops }: TicketHistory, rounds: readonly Stretch[]): Measured[] {
  const visits: (Measured & { to: Date | null })[] = [];
  const roundOf = (at: Date): number => rounds.findLastIndex(({ from }) => from <= at);
  let before: HistoryHop | null = null;
  for (const hop of hops) {
    const last = visits.at(-1);
    const goesOn = before?.stage === hop.stage && roundOf(before.arrivedAt) === roundOf(hop.arrivedAt);
    before = hop;
    if (hop.stage === null) continue;
    if (last && goesOn) last.to = hop.leftAt;
    else
      visits.push({
        metric: 'stage',
        occasion: hop.id,
        stage: hop.stage,
        from: hop.arrivedAt,
        to: hop.leftAt,
      });
  }
  return visits;
}

/** When the ticket waited for its customer. */
export function waitsOf({ entries }: TicketHistory): Stretch[] {
  const waits: { from: Date; to: Date | null }[] = [];
  for (const { at, status } of entries) {
    const last = waits.at(-1);
    if (status === 'waiting') {
      if (!last || last.to !== null) waits.push({ from: at, to: null });
    } else if (last) last.to ??= at;
  }
  return waits;
}
