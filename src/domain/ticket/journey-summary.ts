import type { BarHop } from './journey-bar.ts';
import type { JourneyHop } from './journey-hops.ts';

/** What one group had of a journey: all its stays together, in milliseconds. */
export interface GroupStay {
  readonly stageKey: string;
  readonly depth: JourneyHop['depth'];
  readonly group: string;
  readonly visits: number;
  readonly totalMs: number;
  readonly poolMs: number;
  readonly handMs: number;
  readonly waitingMs: number;
  /** How often it gave the ticket back. */
  readonly returns: number;
  /** The ticket is there now. */
  readonly current: boolean;
}

/**
 * Adds a journey up by the groups that held the ticket (spec 01, assignments), the one that held it longest first;
 * equal ones stay in the order of the journey. Every hop counts exactly once, so the sums are those of the hops.
 * @param places the laid-out hops, one for each of `hops`
 */
export function summarizeJourney(
  hops: readonly JourneyHop[],
  places: readonly BarHop[],
): readonly GroupStay[] {
  const stays = new Map<string, GroupStay>();
  hops.forEach((hop, index) => {
    const place = places[index];
    if (!place) return;
    // Names are unique among groups; a person without one stands under their stage.
    const key = JSON.stringify([hop.stageKey, hop.group]);
    const before = stays.get(key);
    stays.set(key, {
      stageKey: hop.stageKey,
      depth: hop.depth,
      group: hop.group,
      visits: (before?.visits ?? 0) + 1,
      totalMs: (before?.totalMs ?? 0) + place.durationMs,
      poolMs: (before?.poolMs ?? 0) + place.poolMs,
      handMs: (before?.handMs ?? 0) + place.handMs,
      waitingMs: (before?.waitingMs ?? 0) + place.waitingMs,
      returns: (before?.returns ?? 0) + (hop.leftAction === 'return' ? 1 : 0),
      current: (before?.current ?? false) || place.current,
    });
  });
  return [...stays.values()].sort((a, b) => b.totalMs - a.totalMs);
}
