/** What the journey bar needs to know of one assignment (spec 01, "every hop is recorded"). */
export interface JourneyHop {
  readonly stageKey: string;
  /** How deep in the company the stage is: the colour of the hop. */
  readonly depth: 1 | 2 | 3 | 4 | 5;
  /** One character that stands for the stage where there is no room for a name. */
  readonly stageMark: string;
  readonly group: string;
  readonly person: string | null;
  readonly sentBy: string | null;
  /** Action keys: `create`, `reassign`, `return` … */
  readonly sentAction: string | null;
  readonly arrivedAt: Date;
  readonly acceptedAt: Date | null;
  readonly leftAt: Date | null;
  readonly leftAction: string | null;
  /** The earlier hop to which the hop after this one goes back; set for a return and for a hand-back. */
  readonly returnsToIndex: number | null;
}

export interface WaitInterval {
  readonly from: Date;
  readonly to: Date | null;
}

/** A hop as a stretch of time, in epoch milliseconds. Never negative, never before the hop ahead of it. */
export interface HopSpan {
  readonly start: number;
  readonly end: number;
  /** When it came into someone's hands; `end` when nobody ever took it. */
  readonly taken: number;
  readonly untaken: boolean;
}

export type SegmentKind = 'pool' | 'hand' | 'waiting';

export interface SegmentSpan {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
}

/**
 * Puts the hops (spec 01, assignments) on one line of time that ends at `finish` (now, or the close). Several processes write the times, and
 * their clocks may disagree: what would run backwards or past the end is pulled in, so that no hop is negative.
 * A gap between two hops stays: a reopened ticket was nowhere while it was closed.
 */
export function spanHops(hops: readonly JourneyHop[], finish: number): readonly HopSpan[] {
  let reached = Number.NEGATIVE_INFINITY;
  return hops.map((hop, index) => {
    const next = hops[index + 1];
    const left = Math.min(next ? (hop.leftAt ?? next.arrivedAt).getTime() : finish, finish);
    const start = Math.max(Math.min(hop.arrivedAt.getTime(), left), reached);
    const end = Math.max(start, left);
    reached = end;
    const untaken = hop.acceptedAt === null;
    const taken = hop.acceptedAt?.getTime() ?? end;
    return { start, end, taken: clamp(taken, start, end), untaken };
  });
}

/**
 * Cuts a hop (spec 01, accept and wait) into what happened in it: in the pool, in hand, waiting for the customer.
 * Waiting wins over the other two, because then it is nobody's turn inside the company. The pieces cover the hop
 * without gap or overlap; a hop that took no time has one piece.
 */
export function cutHop(span: HopSpan, waits: readonly HopWait[]): readonly SegmentSpan[] {
  const kindAt = (moment: number): SegmentKind =>
    waits.some((wait) => wait.from <= moment && moment < wait.to)
      ? 'waiting'
      : moment < span.taken
        ? 'pool'
        : 'hand';
  if (span.start === span.end) {
    return [{ kind: span.untaken ? 'pool' : 'hand', start: span.start, end: span.end }];
  }
  const cuts = [span.start, span.taken, ...waits.flatMap((wait) => [wait.from, wait.to])]
    .filter((cut) => cut >= span.start && cut < span.end)
    .sort((a, b) => a - b);
  const pieces: SegmentSpan[] = [];
  cuts.forEach((cut, index) => {
    const end = cuts[index + 1] ?? span.end;
    const kind = kindAt(cut);
    const before = pieces.at(-1);
    if (end === cut) return;
    if (before?.kind === kind) pieces[pieces.length - 1] = { ...before, end };
    else pieces.push({ kind, start: cut, end });
  });
  return pieces;
}

/** A waiting interval in epoch milliseconds; an open one ends at the end of the journey. */
export interface HopWait {
  readonly from: number;
  readonly to: number;
}

/** The waiting intervals of a ticket (spec 01, wait), the open one ended at `finish`. */
export function closeWaits(waits: readonly WaitInterval[], finish: number): readonly HopWait[] {
  return waits.map((wait) => ({ from: wait.from.getTime(), to: wait.to?.getTime() ?? finish }));
}

/** `value`, or the bound it passes. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
