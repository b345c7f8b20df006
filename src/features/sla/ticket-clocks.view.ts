import { timeLeft } from '../../domain/sla/time-left.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import type { Language, Translate } from '../../i18n.ts';
import { presentDuration } from '../tickets/duration.view.ts';
import type { ShownTimer } from './ticket-timers.query.ts';
import { presentTimeLeft, type TimeLeftView } from './time-left.view.ts';

/** The clocks of a ticket as its page shows them (spec 05). */
export interface TicketClocksView {
  /** The running timer that is due first, or the one that stands still; for the header. */
  readonly nearest: ClockView | null;
  /** Those that run, in the order in which they are due, and what was met in the present round. */
  readonly open: readonly ClockView[];
  /** What is over: visits of stages, and whatever was measured before. */
  readonly ended: readonly ClockView[];
  readonly policy: string | null;
  /** What the close form says first of an overdue ticket; null while it is in time. */
  readonly overdue: { readonly title: string; readonly text: string } | null;
}

export interface ClockView {
  readonly label: string;
  /** Null once it has ended. */
  readonly left: TimeLeftView | null;
  readonly outcome: { readonly kind: 'met' | 'missed'; readonly text: string } | null;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly steps: readonly { readonly text: string; readonly moment: string }[];
}

interface Words {
  readonly t: Translate;
  readonly language: Language;
  readonly moment: (at: Date) => string;
  readonly now: Date;
}

/** Puts the timers of a ticket into words, those that run before those that have ended (spec 05). */
export function presentTicketClocks(timers: readonly ShownTimer[], words: Words): TicketClocksView {
  const open = timers.filter(({ endedAt }) => endedAt === null).sort(byUrgency);
  const ended = timers.filter(({ endedAt }) => endedAt !== null).toReversed();
  const views = open.map((timer) => presentClock(timer, words));
  return {
    nearest: views[0] ?? null,
    open: views,
    ended: ended.map((timer) => presentClock(timer, words)),
    policy: (open[0] ?? ended[0])?.policy ?? null,
    overdue: presentOverdue(timers, words),
  };
}

/** What is due first; what stands still comes after, the least left first. */
function byUrgency(one: ShownTimer, other: ShownTimer): number {
  const key = ({ dueAt }: ShownTimer): number => dueAt?.getTime() ?? Number.MAX_VALUE;
  return key(one) - key(other) || (one.leftMinutes ?? 0) - (other.leftMinutes ?? 0);
}

function presentClock(timer: ShownTimer, words: Words): ClockView {
  const { t, moment, now } = words;
  const { endedAt, dueAt, pausedMinutes, startedAt } = timer;
  const fact = (key: string, value: string): { label: string; value: string } => ({
    label: t(`clock.fact.${key}`),
    value,
  });
  return {
    label: labelOf(timer, words),
    left: endedAt === null ? presentTimeLeft(timer, now, t, moment) : null,
    outcome: endedAt === null ? null : outcomeOf(timer, t),
    facts: [
      fact('target', minutesText(timer.targetMinutes ?? 0, t)),
      ...(dueAt ? [fact('due', moment(dueAt))] : []),
      ...(timer.paused ? [fact('left', minutesText(timer.leftMinutes ?? 0, t))] : []),
      fact('started', moment(startedAt)),
      ...(pausedMinutes >= 1 ? [fact('paused', minutesText(pausedMinutes, t))] : []),
      ...(endedAt ? [fact('ended', moment(endedAt))] : []),
    ],
    steps: timer.steps.map((step) => ({ text: stepText(step, t), moment: moment(step.at) })),
  };
}

function labelOf({ metric, stageZh, stageEn }: ShownTimer, { t, language }: Words): string {
  const stage = language === 'en' ? stageEn : stageZh;
  return metric === 'stage' && stage !== null ? t('clock.stage', { stage }) : t(`clock.metric.${metric}`);
}

function outcomeOf({ breachedAt, endedAt }: ShownTimer, t: Translate): ClockView['outcome'] {
  if (breachedAt === null || endedAt === null) return { kind: 'met', text: t('clock.met') };
  const duration = presentDuration(endedAt.getTime() - breachedAt.getTime(), t);
  return { kind: 'missed', text: t('clock.missed', { duration }) };
}

function stepText({ offset, missed }: ShownTimer['steps'][number], t: Translate): string {
  const duration = minutesText(Math.abs(offset), t);
  const which = offset < 0 ? 'before' : offset > 0 ? 'after' : 'at';
  return t(missed ? `clock.step.${which}_missed` : `clock.step.${which}`, { duration });
}

const minutesText = (minutes: number, t: Translate): string => presentDuration(minutes * MINUTE_MS, t);

/** The worst of what is overdue in the present round: what runs over now, else what was missed. */
function presentOverdue(timers: readonly ShownTimer[], words: Words): TicketClocksView['overdue'] {
  const { t, moment, now } = words;
  const running = timers.filter((timer) => timer.endedAt === null);
  const over = running.filter((timer) => timeLeft(timer, now).state === 'over').sort(byUrgency);
  const since = Math.max(
    ...timers.filter(({ metric }) => metric !== 'stage').map(({ startedAt }) => startedAt.getTime()),
  );
  const missed = timers.filter(({ breachedAt, startedAt }) => breachedAt && startedAt.getTime() >= since);
  const worst = over.find(({ metric }) => metric === 'resolution') ?? over[0] ?? missed[0];
  if (!worst) return null;
  const due = worst.breachedAt ?? worst.dueAt ?? now;
  const duration = presentDuration((worst.endedAt ?? now).getTime() - due.getTime(), t);
  const params = {
    what: labelOf(worst, words),
    target: minutesText(worst.targetMinutes ?? 0, t),
    moment: moment(due),
  };
  return {
    title: t(worst.endedAt === null ? 'clock.notice.over' : 'clock.notice.was_over', { duration }),
    text: t('clock.notice.text', params),
  };
}
