import type { JourneyArc, JourneyBar, LegendKind } from '../../domain/ticket/journey-bar.ts';
import type { JourneyHop } from '../../domain/ticket/journey-hops.ts';
import type { Translate } from '../../i18n.ts';
import { presentDuration } from './duration.view.ts';
import type { HopWords } from './journey-hop.view.ts';
import { presentHop } from './journey-hop.view.ts';
import { type JourneySummaryView, presentJourneySummary } from './journey-summary.view.ts';

export interface HopView extends HopWords {
  readonly id: string;
  readonly depth: JourneyHop['depth'];
  readonly mark: string;
  readonly x: number;
  readonly width: number;
  readonly segments: JourneyBar['hops'][number]['segments'];
  readonly breach: JourneyBar['hops'][number]['breach'];
  readonly current: boolean;
  /** The hop that the one tab stop of the bar opens. */
  readonly chosen: boolean;
  readonly labelled: boolean;
  /** The card hangs at this per cent of the bar and is shifted by the same share of its own width: never outside. */
  readonly cardX: number;
  readonly cardShift: number;
}

export interface ArcView {
  readonly fromX: number;
  readonly toX: number;
  readonly middle: number;
  readonly y: number;
  readonly word: string;
}

/** Everything `views/tickets/_journey.ejs` shows: words ready, figures in per cent of the bar's box or in pixels. */
export interface JourneyView {
  readonly idPrefix: string;
  readonly mini: boolean;
  readonly width: number;
  readonly gap: number;
  readonly gapShift: number;
  /** Rows of 14 px needed above the bar beyond the usual ones. */
  readonly rise: number;
  readonly caption: readonly { readonly text: string; readonly over: boolean }[];
  readonly summary: string;
  readonly legend: readonly { readonly kind: LegendKind; readonly label: string }[];
  readonly hops: readonly HopView[];
  /** The last three, for a phone. */
  readonly recent: readonly HopView[];
  readonly all: string;
  readonly withWaiting: boolean;
  /** By group; null where the hops themselves say it. */
  readonly groups: JourneySummaryView | null;
  readonly arcs: readonly ArcView[];
  readonly tail: {
    readonly x: number;
    readonly width: number;
    readonly dueX: number;
    readonly left: string;
    readonly due: string;
    readonly moment: string;
  } | null;
  readonly overdue: {
    readonly x: number;
    readonly width: number;
    readonly label: string;
    readonly anchor: 'start' | 'middle' | 'end';
    readonly labelY: number;
    readonly lineY: number;
  } | null;
  readonly nowX: number | null;
}

export interface JourneyViewOptions {
  /** Begins every id; different for each bar of a page. */
  readonly idPrefix?: string;
  /** Only the picture: list preview, hover. */
  readonly mini?: boolean;
}

/** Pixels; the width of the card in `public/css/journey-tip.css`. */
const CARD_WIDTH = 288;
const ROW = 14;
const FIRST_ARC_Y = 10;

/**
 * Puts a laid-out journey into words (spec 01, assignments). `t` looks up `journey.…` and `ticket.action.<key>`;
 * `formatMoment` writes a moment in the reader's zone, short: `11-21 14:05`.
 */
export function presentJourney(
  bar: JourneyBar,
  hops: readonly JourneyHop[],
  t: Translate,
  formatMoment: (at: Date) => string,
  options: JourneyViewOptions = {},
): JourneyView {
  const idPrefix = options.idPrefix ?? 'journey';
  const views = presentHops(bar, hops, t, formatMoment, idPrefix);
  const caption = captionOf(bar, t);
  const overdueRow = bar.overdue !== null && bar.levels > 0 ? 1 : 0;
  return {
    idPrefix,
    mini: options.mini ?? false,
    width: bar.width,
    gap: bar.gap,
    gapShift: -bar.gap / 2,
    rise: Math.max(0, bar.levels - 1) + overdueRow,
    caption,
    summary: [t('journey.title'), ...caption.map((part) => part.text)].join(t('journey.sentence_join')),
    legend: bar.legend.map((kind) => ({ kind, label: t(`journey.legend.${kind}`) })),
    hops: views,
    recent: views.slice(-3),
    all: views.length > 1 ? t('journey.all', { n: views.length }) : t('journey.all_one'),
    withWaiting: views.some((hop) => hop.waiting !== ''),
    groups: presentJourneySummary(bar, hops, t),
    arcs: bar.arcs.map((arc) => presentArc(arc, t)),
    tail: bar.tail && {
      x: bar.tail.x,
      width: bar.tail.width,
      dueX: bar.tail.dueX,
      left: t('journey.tail.left', { duration: presentDuration(bar.tail.leftMs, t) }),
      due: t('journey.tail.due', { moment: formatMoment(bar.tail.dueAt) }),
      moment: formatMoment(bar.tail.dueAt),
    },
    overdue: bar.overdue && {
      x: bar.overdue.x,
      width: bar.overdue.width,
      label: t('journey.overdue', { moment: formatMoment(bar.overdue.dueAt) }),
      anchor: anchorAt(bar.overdue.x),
      labelY: bar.levels === 0 ? 11 : FIRST_ARC_Y + 4 - ROW * bar.levels,
      lineY: bar.levels === 0 ? 14 : FIRST_ARC_Y + 7 - ROW * bar.levels,
    },
    nowX: bar.nowX,
  };
}

function presentHops(
  bar: JourneyBar,
  hops: readonly JourneyHop[],
  t: Translate,
  formatMoment: (at: Date) => string,
  idPrefix: string,
): readonly HopView[] {
  return bar.hops.flatMap((place, index) => {
    const hop = hops[index];
    const words = presentHop(place, index, hops, { t, formatMoment });
    if (!hop || !words) return [];
    const centre = place.x + place.width / 2;
    return [
      {
        ...words,
        id: `${idPrefix}-hop-${index + 1}`,
        depth: hop.depth,
        mark: hop.stageMark,
        x: place.x,
        width: place.width,
        segments: place.segments,
        breach: place.breach,
        current: place.current,
        chosen: index === bar.hops.length - 1,
        labelled: place.labelled,
        cardX: hundredths(centre),
        cardShift: hundredths((-CARD_WIDTH * centre) / 100),
      },
    ];
  });
}

/** 7 个环节 · 历时 19 时 38 分 · 待接 5 时 4 分 · 退回 1 次 · 环节超时 1 次; what did not happen is left out. */
function captionOf({ summary }: JourneyBar, t: Translate): JourneyView['caption'] {
  const parts = [
    {
      text: t(summary.hops === 1 ? 'journey.caption.one_hop' : 'journey.caption.hops', { n: summary.hops }),
      over: false,
      told: true,
    },
    { text: told('elapsed', summary.elapsedMs, t), over: false, told: true },
    { text: told('pool', summary.poolMs, t), over: false, told: summary.poolMs > 0 },
    { text: t('journey.caption.returns', { n: summary.returns }), over: false, told: summary.returns > 0 },
    { text: t('journey.caption.breaches', { n: summary.breaches }), over: true, told: summary.breaches > 0 },
  ];
  return parts.filter((part) => part.told).map(({ text, over }) => ({ text, over }));
}

function told(key: string, ms: number, t: Translate): string {
  return t(`journey.caption.${key}`, { duration: presentDuration(ms, t) });
}

function presentArc(arc: JourneyArc, t: Translate): ArcView {
  return {
    fromX: arc.fromX,
    toX: arc.toX,
    middle: hundredths((arc.fromX + arc.toX) / 2),
    y: FIRST_ARC_Y - ROW * (arc.level - 1),
    word: arc.withWord ? t('journey.legend.return') : '',
  };
}

/** Near an end of the bar the words would run out of the page. */
function anchorAt(x: number): 'start' | 'middle' | 'end' {
  return x < 12 ? 'start' : x > 88 ? 'end' : 'middle';
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
