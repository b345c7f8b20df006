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
  /** After it. */
  readonly status: Status;
  /** Done by whoever had the ticket in hand. */
  readonly byHolder: boolean;
}

export interface HistoryHop {
  readonly id: number;
  readonly stage: string | null;
  /** The action that brought the ticket there. */
  readonly sentAction: string;
  readonly arrivedAt: Date;
  /** Of what somebody was given without asking: when they first worked on it. */
  readonly acceptedAt: Date | null;
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

/** Actions that are an answer to the customer's problem (spec 05); feedback only by whoever has the ticket in hand. */
export const RESPONSES: readonly string[] = ['accept', 'feedback', 'callback', 'resolve', 'close'];

/** From the creation, or a reopening, to the closing, with what was done and where the ticket was meanwhile. */
interface Round extends Stretch {
  readonly entries: readonly HistoryEntry[];
  readonly hops: readonly HistoryHop[];
}

/**
 * Everything that is measured of a ticket (spec 05). Each reopening begins anew; consecutive hops of one stage are one
 * visit.
 */
export function measuredOf(history: TicketHistory): Measured[] {
  const measured = roundsOf(history).flatMap((round, occasion): Measured[] => [
    { metric: 'first_response', occasion, stage: null, from: round.from, to: responseIn(round) },
    ...visitsIn(round),
    { metric: 'resolution', occasion, stage: null, from: round.from, to: round.to },
  ]);
  const { measuredFrom } = history;
  return measured.filter(({ from }) => measuredFrom === null || from >= measuredFrom);
}

/**
 * The rounds of a ticket, in order. What belongs to which follows from the order of log and journey, not from the
 * times: a ticket may be made, closed and reopened in the same instant.
 */
export function roundsOf({ createdAt, entries, hops }: TicketHistory): Round[] {
  const journeys = hops.reduce<HistoryHop[][]>(
    (all, hop) => {
      if (hop.sentAction === 'reopen') all.push([hop]);
      else all.at(-1)?.push(hop);
      return all;
    },
    [[]],
  );
  const rounds: { from: Date; to: Date | null; entries: HistoryEntry[] }[] = [
    { from: createdAt, to: null, entries: [] },
  ];
  for (const entry of entries) {
    const last = rounds.at(-1);
    if (!last) continue;
    if (last.to !== null && entry.status !== 'closed')
      rounds.push({ from: entry.at, to: null, entries: [entry] });
    else {
      last.entries.push(entry);
      if (entry.status === 'closed') last.to ??= entry.at;
    }
  }
  return rounds.map((round, index) => ({ ...round, hops: journeys[index] ?? [] }));
}

/** When somebody first did something for the customer; closing ends the waiting for it in any case. */
function responseIn({ to, entries, hops }: Round): Date | null {
  const answers = entries
    .filter(({ action, byHolder }) => RESPONSES.includes(action) && (action !== 'feedback' || byHolder))
    .map(({ at }) => at);
  // Who was given it accepts it by working on it, without saying so.
  const accepted = hops.flatMap(({ acceptedAt, arrivedAt }) =>
    acceptedAt !== null && acceptedAt > arrivedAt ? acceptedAt : [],
  );
  return [...answers, ...accepted, ...(to ? [to] : [])].reduce<Date | null>(
    (first, at) => (first === null || at < first ? at : first),
    null,
  );
}

function visitsIn({ hops }: Round): Measured[] {
  const visits: (Measured & { to: Date | null })[] = [];
  for (const [index, { id, stage, arrivedAt, leftAt }] of hops.entries()) {
    const last = visits.at(-1);
    if (stage === null) continue;
    if (last && hops[index - 1]?.stage === stage) last.to = leftAt;
    else visits.push({ metric: 'stage', occasion: id, stage, from: arrivedAt, to: leftAt });
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
