import type { JourneyArc } from './journey-arcs.ts';
import { layOutArcs } from './journey-arcs.ts';
import type { HopSpan, JourneyHop, SegmentKind, SegmentSpan, WaitInterval } from './journey-hops.ts';
import { clamp, closeWaits, cutHop, spanHops } from './journey-hops.ts';

export type { JourneyArc, JourneyHop, SegmentKind, WaitInterval };

export interface JourneyInput {
  /** In the order of the journey. */
  readonly hops: readonly JourneyHop[];
  readonly waits: readonly WaitInterval[];
  /** Stage targets that were missed. */
  readonly breaches: readonly { readonly hopIndex: number; readonly at: Date }[];
  /** When the resolution target ends; null when there is none, or while it is paused. */
  readonly dueAt: Date | null;
  readonly now: Date;
  readonly closedAt: Date | null;
}

/** A stretch of the bar, in per cent of its box, two decimals. */
export interface Stretch {
  readonly x: number;
  readonly width: number;
}

export interface BarSegment extends Stretch {
  readonly kind: SegmentKind;
}

export interface BarHop extends Stretch {
  readonly segments: readonly BarSegment[];
  /** Where the ticket is now; none of a closed ticket. */
  readonly current: boolean;
  /** The strip from the missed stage target to the end of the hop; its `x` is the place of the flag. */
  readonly breach: (Stretch & { readonly overMs: number }) | null;
  /** False where even one character would never fit, on the widest screen. */
  readonly labelled: boolean;
  readonly durationMs: number;
  readonly poolMs: number;
  readonly handMs: number;
  readonly waitingMs: number;
}

export type LegendKind = 'pool' | 'hand' | 'waiting' | 'return' | 'overdue';

export interface JourneyBar {
  /** Width of the bar itself; the hops fill it exactly. */
  readonly width: number;
  readonly hops: readonly BarHop[];
  /** Pixels between two hops: less where many hops would otherwise vanish between the gaps. */
  readonly gap: number;
  readonly arcs: readonly JourneyArc[];
  readonly levels: number;
  /** What is left until the resolution is due: of an open ticket that is not late. */
  readonly tail: (Stretch & { readonly dueX: number; readonly leftMs: number; readonly dueAt: Date }) | null;
  /** Where on the way the resolution fell due, and the strip from there to now or to the close. */
  readonly overdue: (Stretch & { readonly overMs: number; readonly dueAt: Date }) | null;
  /** The pulsing dot; null when closed. */
  readonly nowX: number | null;
  readonly summary: {
    readonly hops: number;
    readonly elapsedMs: number;
    readonly poolMs: number;
    readonly returns: number;
    readonly breaches: number;
  };
  /** Only what occurs. */
  readonly legend: readonly LegendKind[];
}

const FULL = 100;
/** Room for the dot at the end of an open journey without a tail. */
const OPEN_WIDTH = 98.4;
const DUE_X = 99.7;
const TAIL = { least: 11, most: 15 };
/** One character needs 13 px; no bar is wider than this. */
const ONE_CHARACTER = (13 / 2000) * FULL;

/**
 * Lays out the journey of a ticket as a bar of per cent figures: where it has been, how long, and whose turn it is
 * (spec 01, assignments; the look is "Journey bar" of the visual reference). Short hops keep a least width, the rest is
 * shared by time. A breach of a hop that does not exist is ignored; of several in one hop the first counts.
 */
export function layOutJourney(input: JourneyInput): JourneyBar {
  const open = input.closedAt === null;
  const finish = (input.closedAt ?? input.now).getTime();
  const spans = spanHops(input.hops, finish);
  const waits = closeWaits(input.waits, finish);
  const current = open ? spans.length - 1 : -1;
  const elapsedMs = sum(spans.map((span) => span.end - span.start));
  const tail = open ? layOutTail(input.dueAt, finish, elapsedMs) : null;
  const width = tail ? tail.x : open ? OPEN_WIDTH : FULL;
  const edges = edgesOf(spans, current, width);
  const hops = spans.map((span, index) => {
    const place = { x: edges[index] ?? 0, width: between(edges[index], edges[index + 1]) };
    return layOutHop(span, place, cutHop(span, waits), firstBreach(input, index), index === current);
  });
  const arcs = layOutArcs(input.hops, hops, round);
  const overdue = layOutOverdue(input.dueAt, finish, spans, hops, width);
  return {
    width,
    hops,
    gap: gapOf(hops.length),
    arcs,
    levels: Math.max(0, ...arcs.map((arc) => arc.level)),
    tail,
    overdue,
    nowX: open ? width : null,
    summary: {
      hops: hops.length,
      elapsedMs,
      poolMs: sum(hops.map((hop) => hop.poolMs)),
      returns: input.hops.filter((hop) => hop.leftAction === 'return').length,
      breaches: hops.filter((hop) => hop.breach !== null).length,
    },
    legend: legendOf(hops, arcs, overdue !== null),
  };
}

/** The share of the box that is still to come, between 11 and 15 per cent however near or far the end is. */
function layOutTail(dueAt: Date | null, finish: number, elapsedMs: number): JourneyBar['tail'] {
  if (dueAt === null || dueAt.getTime() <= finish) return null;
  const leftMs = dueAt.getTime() - finish;
  const x = round(FULL - clamp((FULL * leftMs) / (elapsedMs + leftMs), TAIL.least, TAIL.most));
  return { x, width: between(x, DUE_X), dueX: DUE_X, leftMs, dueAt };
}

/**
 * The borders of the hops from 0 to `width`: each has its least share, what remains is divided by time. Borders are
 * rounded rather than widths, so that the widths add up exactly.
 */
function edgesOf(spans: readonly HopSpan[], current: number, width: number): readonly number[] {
  const count = spans.length;
  const few = count <= 8;
  const least = few ? Math.min(0.11, 0.7 / count) : Math.min(0.044, 0.56 / count);
  const leastOf = (index: number): number => (index === current ? Math.max(least, few ? 0.12 : 0.09) : least);
  const spare = 1 - sum(spans.map((_, index) => leastOf(index)));
  const total = sum(spans.map((span) => span.end - span.start));
  let reached = 0;
  const edges = spans.map((span, index) => {
    const share = total > 0 ? (span.end - span.start) / total : 1 / count;
    reached += width * (leastOf(index) + spare * share);
    return index === count - 1 ? width : Math.min(round(reached), width);
  });
  return [0, ...edges];
}

function layOutHop(
  span: HopSpan,
  place: Stretch,
  pieces: readonly SegmentSpan[],
  breachAt: number | null,
  current: boolean,
): BarHop {
  const end = round(place.x + place.width);
  const at = (moment: number): number => xOf(moment, span, place);
  const segments = pieces
    .map((piece, index) => {
      const x = index === 0 ? place.x : at(piece.start);
      return { kind: piece.kind, x, width: between(x, index === pieces.length - 1 ? end : at(piece.end)) };
    })
    .filter((segment) => segment.width > 0);
  const spent = (kind: SegmentKind): number =>
    sum(pieces.filter((piece) => piece.kind === kind).map((piece) => piece.end - piece.start));
  const flag = breachAt === null ? null : at(breachAt);
  return {
    ...place,
    segments,
    current,
    breach:
      breachAt === null || flag === null
        ? null
        : {
            x: flag,
            width: between(flag, end),
            overMs: Math.max(0, span.end - Math.max(breachAt, span.start)),
          },
    labelled: place.width >= ONE_CHARACTER,
    durationMs: span.end - span.start,
    poolMs: spent('pool'),
    handMs: spent('hand'),
    waitingMs: spent('waiting'),
  };
}

function firstBreach(input: JourneyInput, hopIndex: number): number | null {
  const moments = input.breaches
    .filter((breach) => breach.hopIndex === hopIndex)
    .map((breach) => breach.at.getTime());
  return moments.length === 0 ? null : Math.min(...moments);
}

/** The due moment inside the bar. While the ticket was closed no hop ran: then it is the end of the one before. */
function layOutOverdue(
  dueAt: Date | null,
  finish: number,
  spans: readonly HopSpan[],
  places: readonly Stretch[],
  width: number,
): JourneyBar['overdue'] {
  if (dueAt === null || dueAt.getTime() > finish) return null;
  const due = dueAt.getTime();
  const index = Math.max(
    0,
    spans.findLastIndex((span) => span.start <= due),
  );
  const span = spans[index];
  const place = places[index];
  if (!span || !place) return null;
  const x = xOf(due, span, place);
  return { x, width: between(x, width), overMs: finish - due, dueAt };
}

/** Where a moment of a hop lies in the bar. */
function xOf(moment: number, span: HopSpan, place: Stretch): number {
  const share =
    span.end > span.start ? (clamp(moment, span.start, span.end) - span.start) / (span.end - span.start) : 0;
  return round(place.x + place.width * share);
}

function legendOf(
  hops: readonly BarHop[],
  arcs: readonly JourneyArc[],
  overdue: boolean,
): readonly LegendKind[] {
  const has = (kind: SegmentKind): boolean =>
    hops.some((hop) => hop.segments.some((piece) => piece.kind === kind));
  const occurs: Readonly<Record<LegendKind, boolean>> = {
    pool: has('pool'),
    hand: has('hand'),
    waiting: has('waiting'),
    return: arcs.some((arc) => !arc.withWord),
    overdue: overdue || hops.some((hop) => hop.breach !== null),
  };
  return (['pool', 'hand', 'waiting', 'return', 'overdue'] as const).filter((kind) => occurs[kind]);
}

function gapOf(count: number): number {
  return count <= 24 ? 2 : count <= 80 ? 1 : 0.5;
}

function between(from: number | undefined, to: number | undefined): number {
  return Math.max(0, round((to ?? 0) - (from ?? 0)));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
