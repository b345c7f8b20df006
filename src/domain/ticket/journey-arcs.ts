import type { JourneyHop } from './journey-hops.ts';

/** A return drawn above the bar, from the end of the hop that returned to the middle of the one it went back to. */
export interface JourneyArc {
  readonly hopIndex: number;
  readonly toIndex: number;
  /** Per cent of the bar's box; `fromX` is right of `toX`. */
  readonly fromX: number;
  readonly toX: number;
  /** 1 is next to the bar. */
  readonly level: number;
  /** Whether there is room for the word. */
  readonly withWord: boolean;
}

/** More nesting than this is drawn on the highest level: a fourth line would be further from the bar than it is high. */
const LEVELS = 3;
const HOPS_WITH_WORD = 8;

/**
 * Lays out the return arcs of a journey (spec 01, return): arcs that overlap are put on different levels, the
 * shorter ones nearer to the bar, so that one that encloses another runs above it. A hand-back with an answer is
 * ordinary work and gets no arc.
 */
export function layOutArcs(
  hops: readonly JourneyHop[],
  places: readonly { readonly x: number; readonly width: number }[],
  round: (value: number) => number,
): readonly JourneyArc[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: LEVELS }, () => []);
  return hops
    .flatMap((hop, hopIndex) => {
      const toIndex = hop.returnsToIndex;
      const from = places[hopIndex];
      const to = toIndex === null || toIndex >= hopIndex ? undefined : places[toIndex];
      if (hop.leftAction !== 'return' || toIndex === null || !from || !to || !hops[hopIndex + 1]) return [];
      return [{ hopIndex, toIndex, fromX: round(from.x + from.width), toX: round(to.x + to.width / 2) }];
    })
    .sort((a, b) => a.fromX - a.toX - (b.fromX - b.toX))
    .map((arc) => {
      const free = taken.findIndex((level) =>
        level.every((other) => arc.fromX < other.from || arc.toX > other.to),
      );
      const index = free === -1 ? LEVELS - 1 : free;
      taken[index]?.push({ from: arc.toX, to: arc.fromX });
      return { ...arc, level: index + 1, withWord: hops.length <= HOPS_WITH_WORD };
    })
    .sort((a, b) => a.hopIndex - b.hopIndex);
}
