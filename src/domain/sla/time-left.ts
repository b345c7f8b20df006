import { MINUTE_MS } from '../time/duration.ts';

/** How a ticket stands with its time (spec 05), in the order of urgency. */
export const SLA_STATES = ['over', 'warning', 'ok', 'paused', 'none'] as const;
export type SlaState = (typeof SLA_STATES)[number];

/** What is known of the timer that is due first, or of any other. */
export interface ClockFace {
  readonly dueAt: Date | null;
  /** When it turns amber; null where nothing warns. */
  readonly warnAt: Date | null;
  readonly paused: boolean;
  /** Working minutes that were left when it was paused. */
  readonly leftMinutes: number | null;
  readonly targetMinutes: number | null;
}

export interface TimeLeft {
  readonly state: SlaState;
  /** Milliseconds on the wall until it is due, or since it was; what is left of working time while it stands still. */
  readonly ms: number;
  /** The part of its time that is left, from 0 to 1: the ring. */
  readonly share: number;
}

const NOTHING: TimeLeft = { state: 'none', ms: 0, share: 0 };

/**
 * What a clock says at a moment (spec 05): due at this very moment is over, as it is to the sweep. `slaStateSql` says
 * the same of rows.
 */
export function timeLeft(clock: ClockFace | null, now: Date): TimeLeft {
  if (clock === null) return NOTHING;
  const { dueAt, warnAt, paused, leftMinutes } = clock;
  if (dueAt !== null) {
    const ms = dueAt.getTime() - now.getTime();
    if (ms <= 0) return { state: 'over', ms: Math.abs(ms), share: 0 };
    const state = warnAt !== null && warnAt.getTime() <= now.getTime() ? 'warning' : 'ok';
    return { state, ms, share: shareOf(ms, clock) };
  }
  if (!paused) return NOTHING;
  const ms = Math.max(0, leftMinutes ?? 0) * MINUTE_MS;
  return { state: 'paused', ms, share: shareOf(ms, clock) };
}

function shareOf(ms: number, { targetMinutes }: ClockFace): number {
  if (targetMinutes === null || targetMinutes <= 0) return 1;
  return Math.min(1, Math.max(0, ms / (targetMinutes * MINUTE_MS)));
}

/** What lists can be narrowed to: the states, and what is due within the hour or before the day is over. */
export const SLA_FILTERS = ['over', 'warning', 'hour', 'today', 'ok', 'paused', 'none'] as const;
export type SlaFilter = (typeof SLA_FILTERS)[number];
