import type { JourneyBar, Stretch } from '../../domain/ticket/journey-bar.ts';
import type { JourneyHop } from '../../domain/ticket/journey-hops.ts';
import { type GroupStay, summarizeJourney } from '../../domain/ticket/journey-summary.ts';
import type { Translate } from '../../i18n.ts';
import { presentDuration } from './duration.view.ts';

export interface StayView {
  readonly group: string;
  readonly depth: JourneyHop['depth'];
  readonly current: boolean;
  readonly visits: string;
  readonly total: string;
  /** Of the whole journey, in words. */
  readonly share: string;
  readonly pool: string;
  readonly hand: string;
  readonly waiting: string;
  readonly returns: string;
  /** Per cent of the widest row: pool, hand, waiting, one after the other. */
  readonly bar: {
    readonly width: number;
    readonly pool: Stretch;
    readonly hand: Stretch;
    readonly waiting: Stretch;
  };
}

export interface JourneySummaryView {
  readonly stays: readonly StayView[];
  readonly all: Omit<StayView, 'group' | 'depth' | 'current' | 'share' | 'bar'>;
  readonly withWaiting: boolean;
  readonly withReturns: boolean;
}

/**
 * A journey by group (spec 01): where the time went, the longest first. Null while every group had the ticket once:
 * then the table of the hops says the same.
 */
export function presentJourneySummary(
  bar: JourneyBar,
  hops: readonly JourneyHop[],
  t: Translate,
): JourneySummaryView | null {
  const stays = summarizeJourney(hops, bar.hops);
  if (stays.length === bar.hops.length) return null;
  const sum = (of: (stay: GroupStay) => number): number => stays.reduce((total, stay) => total + of(stay), 0);
  const widestMs = stays[0]?.totalMs ?? 0;
  const elapsedMs = sum((stay) => stay.totalMs);
  const spent = (ms: number): string => (ms > 0 ? presentDuration(ms, t) : '');
  const words = (
    of: Pick<GroupStay, 'visits' | 'totalMs' | 'poolMs' | 'handMs' | 'waitingMs' | 'returns'>,
  ) => ({
    visits: String(of.visits),
    total: presentDuration(of.totalMs, t),
    pool: spent(of.poolMs),
    hand: spent(of.handMs),
    waiting: spent(of.waitingMs),
    returns: of.returns > 0 ? String(of.returns) : '',
  });
  return {
    stays: stays.map((stay) => ({
      ...words(stay),
      group: stay.group,
      depth: stay.depth,
      current: stay.current,
      share: shareOf(stay.totalMs, elapsedMs, t),
      bar: barOf(stay, widestMs),
    })),
    all: words({
      visits: bar.hops.length,
      totalMs: elapsedMs,
      poolMs: sum((stay) => stay.poolMs),
      handMs: sum((stay) => stay.handMs),
      waitingMs: sum((stay) => stay.waitingMs),
      returns: sum((stay) => stay.returns),
    }),
    withWaiting: stays.some((stay) => stay.waitingMs > 0),
    withReturns: stays.some((stay) => stay.returns > 0),
  };
}

function shareOf(ms: number, elapsedMs: number, t: Translate): string {
  const share = elapsedMs > 0 ? (100 * ms) / elapsedMs : 0;
  return share > 0 && share < 1 ? t('journey.share_little') : t('journey.share', { n: Math.round(share) });
}

/** Edges are rounded rather than widths, so that the pieces meet exactly. */
function barOf(stay: GroupStay, widestMs: number): StayView['bar'] {
  const edge = (ms: number): number => (widestMs > 0 ? Math.round((10_000 * ms) / widestMs) / 100 : 0);
  const [one, two, three] = [
    edge(stay.poolMs),
    edge(stay.poolMs + stay.handMs),
    edge(stay.poolMs + stay.handMs + stay.waitingMs),
  ];
  const between = (from: number, to: number): Stretch => ({
    x: from,
    width: Math.round((to - from) * 100) / 100,
  });
  return {
    width: three,
    pool: between(0, one),
    hand: between(one, two),
    waiting: between(two, three),
  };
}
