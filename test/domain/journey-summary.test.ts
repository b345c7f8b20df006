import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JourneyHop } from '../../src/domain/ticket/journey-bar.ts';
import { layOutJourney, type WaitInterval } from '../../src/domain/ticket/journey-bar.ts';
import { type GroupStay, summarizeJourney } from '../../src/domain/ticket/journey-summary.ts';
import { MINUTE_MS } from '../../src/domain/time/duration.ts';

const NOW = Date.parse('2026-11-24T02:26:00Z');
const ago = (minutes: number): Date => new Date(NOW - minutes * MINUTE_MS);

const GROUPS = {
  tier1: { stageKey: 'tier1', depth: 1, stageMark: '线', group: '一线客服' },
  review: { stageKey: 'review', depth: 2, stageMark: '审', group: '审单组' },
  first: { stageKey: 'after_sales', depth: 3, stageMark: '售', group: '售后一组' },
  second: { stageKey: 'after_sales', depth: 3, stageMark: '售', group: '售后二组' },
} as const;

function aHop(group: keyof typeof GROUPS, special: Partial<JourneyHop>): JourneyHop {
  return {
    ...GROUPS[group],
    person: null,
    sentBy: null,
    sentAction: 'reassign',
    arrivedAt: ago(0),
    // In somebody's hands from the beginning, unless it says otherwise.
    acceptedAt: special.person === undefined ? null : (special.arrivedAt ?? ago(0)),
    leftAt: null,
    leftAction: null,
    returnsToIndex: null,
    ...special,
  };
}

function summarize(
  hops: readonly JourneyHop[],
  waits: readonly WaitInterval[] = [],
  closedAt: Date | null = null,
): { stays: readonly GroupStay[]; elapsedMs: number; places: ReturnType<typeof layOutJourney>['hops'] } {
  const bar = layOutJourney({ hops, waits, breaches: [], dueAt: null, now: new Date(NOW), closedAt });
  return {
    stays: summarizeJourney(hops, bar.hops),
    elapsedMs: bar.summary.elapsedMs,
    places: bar.hops,
  };
}

const inMinutes = (stay: GroupStay): unknown[] => [
  stay.group,
  stay.visits,
  ...[stay.totalMs, stay.poolMs, stay.handMs, stay.waitingMs].map((ms) => ms / MINUTE_MS),
  stay.returns,
  stay.current,
];

describe('summarizeJourney', () => {
  const back = { leftAction: 'return', returnsToIndex: 0 } as const;
  const there = { leftAction: 'escalate' } as const;

  it('adds the stays of each group up, the longest first', () => {
    const { stays } = summarize(
      [
        aHop('tier1', { person: '陈晓', arrivedAt: ago(99), leftAt: ago(90), ...there }),
        aHop('review', { person: '周闻', arrivedAt: ago(90), acceptedAt: ago(55), leftAt: ago(50), ...back }),
        aHop('tier1', { person: '陈晓', arrivedAt: ago(50), leftAt: ago(45), ...there }),
        aHop('review', { person: '周闻', arrivedAt: ago(45), acceptedAt: ago(40), leftAt: ago(35), ...back }),
        aHop('tier1', { person: '陈晓', arrivedAt: ago(35) }),
      ],
      [{ from: ago(20), to: ago(5) }],
    );
    expect(stays.map(inMinutes)).toEqual([
      ['审单组', 2, 50, 40, 10, 0, 2, false],
      ['一线客服', 3, 49, 0, 34, 15, 0, true],
    ]);
  });

  it('keeps two groups of one stage apart, and equal ones in the order of the journey', () => {
    const { stays } = summarize(
      [
        aHop('second', { arrivedAt: ago(20), leftAt: ago(10), leftAction: 'reassign' }),
        aHop('first', { arrivedAt: ago(10), leftAt: ago(0), leftAction: 'close' }),
      ],
      [],
      new Date(NOW),
    );
    expect(stays.map(({ group, current }) => [group, current])).toEqual([
      ['售后二组', false],
      ['售后一组', false],
    ]);
  });

  it('says nothing of no journey', () => {
    expect(summarizeJourney([], [])).toEqual([]);
  });

  it('loses and invents nothing, whatever the times are', () => {
    const moment = fc.integer({ min: -40_000, max: 2000 }).map((minutes) => ago(-minutes));
    const hop = fc
      .record({
        group: fc.constantFrom(...(Object.keys(GROUPS) as (keyof typeof GROUPS)[])),
        arrivedAt: moment,
        acceptedAt: fc.option(moment),
        leftAt: fc.option(moment),
        person: fc.constantFrom(null, '乔安'),
        leftAction: fc.constantFrom('return', 'reassign', null),
      })
      .map(({ group, ...special }) => aHop(group, special));
    const wait = fc.record({ from: moment, to: fc.option(moment) });
    const hops = fc.array(hop, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(hops, fc.array(wait, { maxLength: 4 }), fc.option(moment), (path, waits, closedAt) => {
        const { stays, elapsedMs, places } = summarize(path, waits, closedAt);
        const sum = (of: (stay: GroupStay) => number): number =>
          stays.reduce((total, stay) => total + of(stay), 0);
        const ofHops = (key: 'poolMs' | 'handMs' | 'waitingMs'): number =>
          places.reduce((total, place) => total + place[key], 0);
        expect(sum((stay) => stay.visits)).toBe(path.length);
        expect(sum((stay) => stay.totalMs)).toBe(elapsedMs);
        expect(sum((stay) => stay.poolMs)).toBe(ofHops('poolMs'));
        expect(sum((stay) => stay.handMs)).toBe(ofHops('handMs'));
        expect(sum((stay) => stay.waitingMs)).toBe(ofHops('waitingMs'));
        expect(sum((stay) => stay.returns)).toBe(path.filter((each) => each.leftAction === 'return').length);
        expect(new Set(stays.map((stay) => stay.group)).size).toBe(stays.length);
        expect(stays.filter((stay) => stay.current)).toHaveLength(closedAt === null ? 1 : 0);
        for (const stay of stays) expect(stay.poolMs + stay.handMs + stay.waitingMs).toBe(stay.totalMs);
        const totals = stays.map((stay) => stay.totalMs);
        expect(totals).toEqual([...totals].sort((a, b) => b - a));
      }),
      { numRuns: 200 },
    );
  });
});
