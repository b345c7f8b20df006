import { type ClockFace, type SlaState, timeLeft } from '../../domain/sla/time-left.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';
import { presentDuration } from '../tickets/duration.view.ts';

/** The pill of a clock (`views/shared/_time-left.ejs`), and what it is kept up to date with while a page is open. */
export interface TimeLeftView {
  readonly state: SlaState;
  /** Two units at most: 剩 1 时 12 分. */
  readonly text: string;
  /** When it is due, for whoever asks; of a paused one what is left. */
  readonly title: string;
  /** Instants in ISO 8601; empty where there is none. */
  readonly due: string;
  readonly warn: string;
  readonly targetMinutes: number;
  /** When this was said, by the server's clock. */
  readonly now: number;
  /** The part of the ring that is drawn. */
  readonly dash: number;
}

/** The way around a ring of radius 5. */
const RING = 31.4;

/** A clock in the words of its pill (spec 05); null where nothing is measured. */
export function presentTimeLeft(
  clock: ClockFace,
  now: Date,
  t: Translate,
  moment: (at: Date) => string,
): TimeLeftView | null {
  const { state, ms, share } = timeLeft(clock, now);
  if (state === 'none') return null;
  const duration = presentDuration(ms, t);
  return {
    state,
    text: wordsOf(state, ms < MINUTE_MS ? null : duration, t),
    title: clock.dueAt
      ? t('clock.due', { moment: moment(clock.dueAt) })
      : t('clock.paused_left', { duration }),
    due: clock.dueAt?.toISOString() ?? '',
    warn: clock.warnAt?.toISOString() ?? '',
    targetMinutes: clock.targetMinutes ?? 0,
    now: now.getTime(),
    dash: Math.round(share * RING * 10) / 10,
  };
}

function wordsOf(state: SlaState, duration: string | null, t: Translate): string {
  if (state === 'paused') return t('clock.paused');
  const which = state === 'over' ? 'over' : 'left';
  return duration === null ? t(`clock.${which}_under`) : t(`clock.${which}`, { duration });
}
