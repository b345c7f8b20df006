import { HOUR_MS } from '../../domain/time/duration.ts';
import { dayOf, endOfDay } from '../../domain/time/format.ts';
import type { Translate } from '../../i18n.ts';
import type { Bench } from './bench.query.ts';

export interface WeekChart {
  readonly bars: readonly {
    readonly label: string;
    readonly today: boolean;
    readonly closed: Bar;
    readonly handled: Bar;
  }[];
  readonly summary: string;
}

interface Bar {
  readonly value: number;
  /** Per cent of the chart's width, pixels of its height. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

const HEIGHT = 72;
const TOP = 20;
const SLOT = 100 / 7;

/** My week as bars: closed beside handled, drawn from zero. Geometry in per cent, so no style attribute is needed. */
export function presentWeek(
  week: Bench['week'],
  t: Translate,
  weekdayOf: (day: string) => string,
): WeekChart {
  const top = Math.max(1, ...week.flatMap((day) => [day.closed, day.handled]));
  const bar = (value: number, x: number): Bar => {
    const height = Math.round((value / top) * HEIGHT);
    return { value, x: Math.round(x * 100) / 100, y: TOP + HEIGHT - height, height };
  };
  return {
    bars: week.map((day, index) => ({
      label: index === week.length - 1 ? t('shell.today') : weekdayOf(day.day),
      today: index === week.length - 1,
      closed: bar(day.closed, index * SLOT + SLOT * 0.14),
      handled: bar(day.handled, index * SLOT + SLOT * 0.5),
    })),
    summary: week
      .map((day) =>
        t('bench.week_day', { day: weekdayOf(day.day), closed: day.closed, handled: day.handled }),
      )
      .join(' '),
  };
}

/** What is measured by when it is due, the rest by how it came and what it is. */
export type QueueGroup = 'over' | 'hour' | 'today' | 'later' | 'returned' | 'urgent' | 'normal' | 'waiting';

/** The queue in its groups, the most urgent first; what waits for the customer last (spec 07, work bench). */
export function groupQueue(
  queue: Bench['queue'],
  now: Date,
  zone: string,
): { group: QueueGroup; tickets: Bench['queue'] }[] {
  const midnight = endOfDay(dayOf(now, zone), zone) ?? now;
  const groupOf = (ticket: Bench['queue'][number]): QueueGroup => {
    if (ticket.status === 'waiting') return 'waiting';
    const { due_at: dueAt } = ticket;
    if (dueAt !== null) {
      if (dueAt <= now) return 'over';
      if (dueAt.getTime() <= now.getTime() + HOUR_MS) return 'hour';
      return dueAt < midnight ? 'today' : 'later';
    }
    if (ticket.status === 'returned') return 'returned';
    return ticket.priority === 'urgent' || ticket.priority === 'high' ? 'urgent' : 'normal';
  };
  const order: QueueGroup[] = ['over', 'hour', 'today', 'later', 'returned', 'urgent', 'normal', 'waiting'];
  return order
    .map((group) => ({ group, tickets: queue.filter((ticket) => groupOf(ticket) === group) }))
    .filter(({ tickets }) => tickets.length > 0);
}
