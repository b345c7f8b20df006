import type { BarHop } from '../../domain/ticket/journey-bar.ts';
import type { JourneyHop } from '../../domain/ticket/journey-hops.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';
import { presentDuration } from './duration.view.ts';

export interface JourneyFact {
  readonly label: string;
  readonly value: string;
}

/** The words of one hop: under the bar, in its card, in the table, and for a screen reader. */
export interface HopWords {
  readonly group: string;
  /** The handler, or that nobody took it. */
  readonly person: string;
  /** `研发支持 · 纪舟` */
  readonly name: string;
  readonly duration: string;
  /** The same, short enough for a narrow hop: figures are shortened, never cut. */
  readonly brief: string;
  readonly over: string | null;
  readonly sent: string;
  readonly pool: string;
  readonly hand: string;
  readonly waiting: string;
  readonly left: string;
  readonly facts: readonly JourneyFact[];
  readonly sentence: string;
}

interface Telling {
  readonly t: Translate;
  readonly formatMoment: (at: Date) => string;
}

/** Puts one hop into words (spec 01, assignments: who sent it, when it arrived, was accepted, left, and how). */
export function presentHop(
  place: BarHop,
  index: number,
  hops: readonly JourneyHop[],
  telling: Telling,
): HopWords | null {
  const hop = hops[index];
  if (!hop) return null;
  const { t } = telling;
  const person = hop.person ?? t(place.current ? 'journey.in_pool' : 'journey.untaken');
  const just = place.current && place.durationMs < MINUTE_MS;
  const spent = (ms: number): string => (ms > 0 ? presentDuration(ms, t) : '');
  const words = {
    group: hop.group,
    person,
    name: [hop.group, person].filter((part) => part !== '').join(t('journey.name_join')),
    duration: just ? t('journey.duration.just_now') : presentDuration(place.durationMs, t),
    brief: just ? t('journey.duration.just_now') : briefDuration(place.durationMs, t),
    over: place.breach ? t('journey.over_by', { duration: presentDuration(place.breach.overMs, t) }) : null,
    sent: tellSent(hop, telling, 'journey.sent'),
    pool: spent(place.poolMs),
    hand: spent(place.handMs),
    waiting: spent(place.waitingMs),
    left: place.current ? '' : tellLeft(hop, hops[index + 1], telling, 'journey.left'),
  };
  return { ...words, facts: factsOf(words, t), sentence: sentenceOf(words, place, index, hops, telling) };
}

/** A label is at least 58 px wide, which holds eight characters; what is longer needs a shorter form. */
const FITS_ALWAYS = 8;

function briefDuration(ms: number, t: Translate): string {
  const full = presentDuration(ms, t);
  return full.length <= FITS_ALWAYS ? full : presentDuration(ms, t, 1);
}

type Told = Omit<HopWords, 'facts' | 'sentence'>;

function factsOf(words: Told, t: Translate): readonly JourneyFact[] {
  return (['sent', 'pool', 'hand', 'waiting', 'left'] as const)
    .map((key) => ({ label: t(`journey.card.${key}`), value: words[key] }))
    .filter((fact) => fact.value !== '');
}

function sentenceOf(
  words: Told,
  place: BarHop,
  index: number,
  hops: readonly JourneyHop[],
  telling: Telling,
): string {
  const { t } = telling;
  const hop = hops[index];
  const left = place.current || !hop ? '' : tellLeft(hop, hops[index + 1], telling, 'journey.spoken_left');
  return [
    t('journey.position', { n: index + 1, total: hops.length, name: words.name }),
    place.current ? t('journey.current') : '',
    words.duration,
    ...factsOf({ ...words, left }, t).map((fact) => t('journey.fact', { ...fact })),
    words.over ?? '',
  ]
    .filter((part) => part !== '')
    .join(t('journey.sentence_join'));
}

/** Who sent it here, with which action, and when. Without a person it was the system. */
function tellSent(hop: JourneyHop, { t, formatMoment }: Telling, key: string): string {
  const moment = formatMoment(hop.arrivedAt);
  if (hop.sentAction === null) return moment;
  return t(key, {
    who: hop.sentBy ?? t('journey.system'),
    action: t(`ticket.action.${hop.sentAction}`),
    moment,
  });
}

/** How it left, and to whom; after a close it went to nobody, even when it was reopened later. */
function tellLeft(
  hop: JourneyHop,
  next: JourneyHop | undefined,
  { t, formatMoment }: Telling,
  key: string,
): string {
  if (hop.leftAt === null || hop.leftAction === null) return '';
  const words = { action: t(`ticket.action.${hop.leftAction}`), moment: formatMoment(hop.leftAt) };
  const to = next === undefined || next.sentAction === 'reopen' ? '' : (next.person ?? next.group);
  return to === '' ? t(`${key}.only`, words) : t(`${key}.to`, { ...words, who: to });
}
