import type { HistoryEntry, HistoryHop, TicketHistory } from '../../src/domain/sla/history.ts';
import type { MeasuringPolicy, SlaStep } from '../../src/domain/sla/policy.ts';
import type { Calendar, Interval } from '../../src/domain/time/calendar.ts';
import type { Status } from '../../src/domain/ticket/status.ts';

/** Histories of tickets in a line each, for what follows from them (spec 05). */

export interface Story {
  readonly history: TicketHistory;
  /** The moment of the last line. */
  readonly now: Date;
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** Moments without an offset are Shanghai's; those without a day are on the day before them. */
export function moment(text: string, day = ''): Date {
  const whole = text.includes('T') ? text : `${day}T${text}`;
  return new Date(/[+-]\d\d:\d\d$/.test(whole) ? whole : `${whole}+08:00`);
}

/**
 * `2026-11-23T09:00 create review; 10:00 wait; 11:00 resume; 12:00 go operations; 13:00 close; 14:00 reopen review`.
 * Any other word is an action of whoever has the ticket in hand; with `by-other` of somebody else.
 */
export function tellStory(text: string): Story {
  const entries: HistoryEntry[] = [];
  const hops: Draft<HistoryHop>[] = [];
  let status: Status = 'new';
  let day = '';
  let now = new Date(Number.NaN);
  const arrive = (stage: string | null, sentAction: string): void => {
    const last = hops.at(-1);
    if (last) last.leftAt ??= now;
    const hop = { stage, sentAction, arrivedAt: now, acceptedAt: null, leftAt: null };
    hops.push({ id: hops.length + 1, ...hop });
  };
  for (const line of text.split(';')) {
    const [when = '', action = '', word] = line.trim().split(' ');
    if (when.includes('T')) day = when.slice(0, 10);
    now = moment(when, day);
    const hop = hops.at(-1);
    if (action === 'now') break;
    if (action === 'create' || action === 'go' || action === 'reopen') arrive(word ?? null, action);
    if (['create', 'go', 'reopen'].includes(action)) status = 'new';
    if (['accept', 'resume', 'callback'].includes(action)) status = 'in_progress';
    if (action === 'wait') status = 'waiting';
    if (action === 'resolve') status = 'resolved';
    if (action === 'close') status = 'closed';
    if (hop && action === 'close') hop.leftAt = now;
    if (hop && action === 'accept') hop.acceptedAt = now;
    // Worked on by whoever was given it: accepted without a word.
    if (hop && action === 'work') hop.acceptedAt = now;
    if (action === 'work') status = 'in_progress';
    entries.push({ at: now, action, status, byHolder: word !== 'by-other' });
  }
  const createdAt = entries[0]?.at ?? now;
  return { history: { createdAt, entries, hops, measuredFrom: null }, now };
}

/** Where every metric has the same target. */
export function policyOf(
  calendar: Calendar | null,
  minutes: number,
  { steps = [], pauses = true, id = 1 }: { steps?: readonly SlaStep[]; pauses?: boolean; id?: number } = {},
): MeasuringPolicy {
  const stages = ['review', 'after_sales', 'operations', 'engineering'];
  return {
    ...{ id, name: '标准时效', pausesWaiting: pauses, calendar },
    targets: [
      { metric: 'first_response', stage: null, minutes, steps },
      ...stages.map((stage) => ({ metric: 'stage', stage, minutes, steps }) as const),
      { metric: 'resolution', stage: null, minutes, steps },
    ],
  };
}

const OFFICE: readonly Interval[] = [
  [540, 720],
  [810, 1080],
];
const NIGHT: readonly Interval[] = [
  [0, 360],
  [1320, 1440],
];
const everyDay = (intervals: readonly Interval[]) => Array.from({ length: 7 }, () => intervals);
const FIVE_DAYS = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];
const off = (month: string, from: number, to: number): [string, readonly Interval[]][] =>
  Array.from({ length: to - from + 1 }, (_, index) => [
    `2026-${month}-${String(from + index).padStart(2, '0')}`,
    [],
  ]);

/** Nine to twelve, half past one to six: 450 minutes a day; with the days off and make-up days of 2026. */
export const office: Calendar = {
  zone: 'Asia/Shanghai',
  week: FIVE_DAYS,
  days: new Map([
    ...off('01', 1, 3),
    ...off('02', 15, 23),
    ...off('10', 1, 7),
    ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-09-20', '2026-10-10'].map(
      (day): [string, readonly Interval[]] => [day, OFFICE],
    ),
  ]),
};
export const sixDays: Calendar = {
  zone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, []],
  days: new Map(),
};
/** Ten at night to six in the morning, every night. */
export const nightly = (zone = 'Asia/Shanghai'): Calendar => ({
  zone,
  week: everyDay(NIGHT),
  days: new Map(),
});
export const allDay = (zone: string): Calendar => ({ zone, week: everyDay([[0, 1440]]), days: new Map() });
export const officeIn = (zone: string): Calendar => ({ zone, week: FIVE_DAYS, days: new Map() });
