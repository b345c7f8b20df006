import { DateTime } from 'luxon';
import { HOUR_MS } from '../../domain/time/duration.ts';
import type { Translate } from '../../i18n.ts';
import type { BenchTicket } from './bench.query.ts';

/** The next hours of a person as a line: what is late, now, and what is due when. Geometry in per cent. */
export interface DueRail {
  readonly now: { readonly x: number; readonly label: string };
  readonly late: { readonly label: string } | null;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly dots: readonly { readonly x: number; readonly kind: 'hour' | 'later'; readonly label: string }[];
  readonly summary: string;
}

const HOURS = 8;
/** Left of now is what is late. */
const NOW_X = 7;
/** Closer labels would lie on each other. */
const LABEL_GAP = 5.5;

/** What of the queue is due within a shift; null where nothing of it is due at any time (spec 07, work bench). */
export function presentDueRail(
  queue: readonly Pick<BenchTicket, 'number' | 'due_at'>[],
  now: Date,
  zone: string,
  t: Translate,
): DueRail | null {
  const timed = queue.flatMap(({ number, due_at: dueAt }) =>
    dueAt === null ? [] : [{ number, in: dueAt.getTime() - now.getTime() }],
  );
  if (timed.length === 0) return null;
  const late = timed.filter((each) => each.in <= 0).length;
  const coming = timed
    .filter((each) => each.in > 0 && each.in <= HOURS * HOUR_MS)
    .sort((one, other) => one.in - other.in);
  let reached = NOW_X - LABEL_GAP;
  const dots = coming.map((each): DueRail['dots'][number] => {
    const x = xOf(each.in);
    const hasRoom = x - reached >= LABEL_GAP;
    if (hasRoom) reached = x;
    return {
      x,
      kind: each.in <= HOUR_MS ? 'hour' : 'later',
      label: hasRoom ? (each.number.split('-')[1] ?? '') : '',
    };
  });
  return {
    now: { x: NOW_X, label: DateTime.fromJSDate(now, { zone }).toFormat('HH:mm') },
    late: late === 0 ? null : { label: t('bench.rail.late', { count: late }) },
    ticks: ticksOf(now, zone),
    dots,
    summary: t('bench.rail.summary', {
      late,
      hour: dots.filter(({ kind }) => kind === 'hour').length,
      later: dots.filter(({ kind }) => kind === 'later').length,
      hours: HOURS,
    }),
  };
}

function xOf(ms: number): number {
  return Math.round((NOW_X + ((100 - NOW_X - 1) * ms) / (HOURS * HOUR_MS)) * 100) / 100;
}

/** The full hours; the one that would lie on the present moment is left out. */
function ticksOf(now: Date, zone: string): DueRail['ticks'] {
  const first = DateTime.fromJSDate(now, { zone }).startOf('hour').plus({ hours: 1 });
  return Array.from({ length: HOURS }, (_, index) => first.plus({ hours: index }))
    .map((at) => ({ x: xOf(at.toMillis() - now.getTime()), label: at.toFormat('HH:mm') }))
    .filter(({ x }) => x <= 99 && x - NOW_X >= LABEL_GAP);
}
