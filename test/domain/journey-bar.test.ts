import { describe, expect, it } from 'vitest';
import type { JourneyBar, JourneyHop, JourneyInput } from '../../src/domain/ticket/journey-bar.ts';
import { layOutJourney } from '../../src/domain/ticket/journey-bar.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time/duration.ts';

const NOW = Date.parse('2026-11-24T02:26:00Z');

/** Minutes in the pool and in hand, then what is special about the hop. */
type Row = [pool: number, hand: number, special?: Partial<JourneyHop>];

/** A journey that ends at `end`, hop after hop. */
function aJourney(rows: readonly Row[], end = NOW): JourneyHop[] {
  let at = end - rows.reduce((total, [pool, hand]) => total + (pool + hand) * MINUTE_MS, 0);
  return rows.map(([pool, hand, special], index) => {
    const arrivedAt = new Date(at);
    const acceptedAt = new Date(at + pool * MINUTE_MS);
    at += (pool + hand) * MINUTE_MS;
    const last = index === rows.length - 1;
    return {
      stageKey: 'after_sales',
      depth: 3,
      stageMark: '售',
      group: '售后一组',
      person: '林知夏',
      sentBy: '陈晓',
      sentAction: 'transfer',
      arrivedAt,
      acceptedAt,
      leftAt: last ? null : new Date(at),
      leftAction: last ? null : 'transfer',
      returnsToIndex: null,
      ...special,
    };
  });
}

/** So many hops of an hour each, in hand from the start. */
const hours = (count: number): Row[] => Array.from({ length: count }, () => [0, 60]);

function layOut(rows: readonly Row[], more: Partial<JourneyInput> = {}): JourneyBar {
  const end = (more.closedAt ?? more.now ?? new Date(NOW)).getTime();
  const input = { hops: aJourney(rows, end), waits: [], breaches: [], dueAt: null, closedAt: null };
  return layOutJourney({ ...input, now: new Date(NOW), ...more });
}

const hoursFromNow = (hours: number): Date => new Date(NOW + hours * HOUR_MS);
const widths = (bar: JourneyBar): number[] => bar.hops.map((hop) => hop.width);
const kinds = (bar: JourneyBar, index: number): string[] =>
  (bar.hops[index]?.segments ?? []).map((piece) => piece.kind);
const returning = (toIndex: number): Partial<JourneyHop> => ({
  leftAction: 'return',
  returnsToIndex: toIndex,
});

describe('widths', () => {
  it('are those of the reference: seven hops, the resolution due in 4 h 22 min', () => {
    const bar = layOut(
      [
        [0, 14],
        [38, 22],
        [96, 214],
        [52, 128, returning(2)],
        [0, 46],
        [118, 402],
        [0, 48],
      ],
      { dueAt: hoursFromNow(262 / 60) },
    );
    expect(bar.width).toBe(85);
    expect(widths(bar)).toEqual([8.78, 9.72, 14.76, 12.13, 9.43, 19.01, 11.17]);
    expect(bar.hops[1]?.segments).toEqual([
      { kind: 'pool', x: 8.78, width: 6.16 },
      { kind: 'hand', x: 14.94, width: 3.56 },
    ]);
    expect(bar.arcs).toEqual([
      { hopIndex: 3, toIndex: 2, fromX: 45.39, toX: 25.88, level: 1, withWord: true },
    ]);
    expect(bar.tail).toMatchObject({ x: 85, width: 14.7, dueX: 99.7, leftMs: 262 * MINUTE_MS });
    expect(bar.nowX).toBe(85);
    expect(bar.summary).toEqual({
      hops: 7,
      elapsedMs: 1178 * MINUTE_MS,
      poolMs: 304 * MINUTE_MS,
      returns: 1,
      breaches: 0,
    });
  });

  it.each([
    ['one hop', [[0, 6]], [98.4]],
    ['one hop that has just arrived', [[0, 0]], [98.4]],
    [
      'no time at all: equal shares beside the least widths',
      [
        [0, 0],
        [0, 0],
      ],
      [48.71, 49.69],
    ],
  ] satisfies [string, Row[], number[]][])('%s', (_name, rows, expected) => {
    expect(widths(layOut(rows))).toEqual(expected);
  });

  it('leave room for a tail between 11 and 15 per cent', () => {
    const tailOf = (hours: number): number | undefined =>
      layOut([[0, 600]], { dueAt: hoursFromNow(hours) }).tail?.x;
    expect([tailOf(0.01), tailOf(1.5), tailOf(900)]).toEqual([89, 86.96, 85]);
  });

  it('fill the box when the ticket is closed, with no current hop, dot or tail', () => {
    const bar = layOut(
      [
        [0, 14],
        [38, 22],
      ],
      { closedAt: new Date(NOW), dueAt: hoursFromNow(3) },
    );
    expect(bar.width).toBe(100);
    expect(bar.hops.some((hop) => hop.current)).toBe(false);
    expect([bar.nowX, bar.tail, bar.overdue]).toEqual([null, null, null]);
  });

  it('stay legible with forty hops and possible with two hundred', () => {
    const forty = layOut(Array.from({ length: 40 }, (_, i): Row => [i, 3 * i]));
    const many = layOut(Array.from({ length: 200 }, (): Row => [1, 9]));
    expect([forty.gap, many.gap]).toEqual([1, 0.5]);
    expect(Math.min(...widths(forty))).toBeGreaterThan(1.3);
    expect(many.hops.at(-1)?.width).toBeGreaterThan(8.8);
    expect(many.hops.filter((hop) => hop.labelled)).toHaveLength(1);
  });
});

describe('inside a hop', () => {
  it.each([
    ['taken on arrival', [0, 30], {}, ['hand']],
    ['taken later', [10, 20], {}, ['pool', 'hand']],
    ['never taken', [0, 30], { acceptedAt: null, person: null }, ['pool']],
    ['never taken, just arrived', [0, 0], { acceptedAt: null, person: null }, ['pool']],
    ['given to a person who has not accepted yet', [0, 30], { acceptedAt: null }, ['pool']],
    ['accepted before it arrived, by another clock', [0, 30], { acceptedAt: new Date(0) }, ['hand']],
  ] satisfies [string, [number, number], Partial<JourneyHop>, string[]][])(
    '%s',
    (_name, time, special, expected) => {
      expect(
        kinds(
          layOut([
            [0, 5],
            [...time, special],
          ]),
          1,
        ),
      ).toEqual(expected);
    },
  );

  it('shows waiting across hops, in each for its part, and counts it apart', () => {
    const bar = layOut(hours(3), {
      waits: [
        { from: hoursFromNow(-2.5), to: hoursFromNow(-1.5) },
        { from: hoursFromNow(-0.5), to: null },
      ],
    });
    expect([kinds(bar, 0), kinds(bar, 1), kinds(bar, 2)]).toEqual([
      ['hand', 'waiting'],
      ['waiting', 'hand'],
      ['hand', 'waiting'],
    ]);
    expect(bar.hops.map((hop) => hop.waitingMs)).toEqual([0.5, 0.5, 0.5].map((hours) => hours * HOUR_MS));
    expect(bar.hops[1]).toMatchObject({ durationMs: HOUR_MS, handMs: HOUR_MS / 2, poolMs: 0 });
  });

  it('puts the flag at the breach and the strip from there to the end of the hop', () => {
    const breaches = [
      { hopIndex: 0, at: hoursFromNow(-1.5) },
      { hopIndex: 0, at: hoursFromNow(-1.2) },
      { hopIndex: 9, at: hoursFromNow(-1) },
    ];
    const bar = layOut(hours(2), { breaches });
    expect(bar.hops[0]?.breach).toEqual({ x: 24.36, width: 24.35, overMs: HOUR_MS / 2 });
    expect(bar.summary.breaches).toBe(1);
    expect(bar.legend).toEqual(['hand', 'overdue']);
  });
});

describe('returns', () => {
  const rows: Row[] = [
    [0, 9],
    [0, 9],
    [0, 9],
    [0, 9, returning(2)],
    [0, 9, returning(1)],
    [0, 9, returning(0)],
    [0, 9],
  ];

  it('that enclose one another run on higher levels', () => {
    const bar = layOut(rows);
    expect(bar.arcs.map((arc) => arc.level)).toEqual([1, 2, 3]);
    expect(bar.levels).toBe(3);
  });

  it('that lie side by side share a level', () => {
    const bar = layOut([
      [0, 9],
      [0, 9, returning(0)],
      [0, 9],
      [0, 9, returning(2)],
      [0, 9],
    ]);
    expect(bar.arcs.map((arc) => arc.level)).toEqual([1, 1]);
  });

  it('lose their word beyond eight hops, and are in the legend instead', () => {
    const more: Row[] = [...rows, [0, 9], [0, 9]];
    expect(layOut(rows).legend).toEqual(['hand']);
    expect(layOut(more).arcs.map((arc) => arc.withWord)).toEqual([false, false, false]);
    expect(layOut(more).legend).toEqual(['hand', 'return']);
  });

  it('have an arc only when it is a return, to an earlier hop, with a hop after it', () => {
    const bar = layOut([
      [0, 9],
      [0, 9, { leftAction: 'feedback', returnsToIndex: 0 }],
      [0, 9, returning(7)],
      [0, 9, { leftAction: 'return', returnsToIndex: null }],
      [0, 9, returning(0)],
    ]);
    expect(bar.arcs).toEqual([]);
    expect(bar.summary.returns).toBe(3);
  });
});

describe('overdue', () => {
  it('marks the due moment inside the bar, and a strip from there to now', () => {
    const bar = layOut(hours(2), { dueAt: hoursFromNow(-0.5) });
    expect(bar.tail).toBeNull();
    expect(bar.width).toBe(98.4);
    expect(bar.overdue).toMatchObject({ x: 73.56, width: 24.84, overMs: HOUR_MS / 2 });
  });

  it('begins at the due moment itself', () => {
    expect(layOut([[0, 60]], { dueAt: new Date(NOW) }).overdue).toMatchObject({
      x: 98.4,
      width: 0,
      overMs: 0,
    });
  });

  it('stays on a ticket that was closed late, and ends with the close', () => {
    const bar = layOut([[0, 60]], { closedAt: hoursFromNow(-5), dueAt: hoursFromNow(-5.25) });
    expect(bar.overdue).toMatchObject({ x: 75, width: 25, overMs: HOUR_MS / 4 });
  });

  it('falls at the edge when it was due before the ticket arrived, or while it was closed', () => {
    const reopened = aJourney(hours(2));
    const first = reopened[0];
    if (!first) throw new Error('two hops');
    const hops = [
      { ...first, arrivedAt: hoursFromNow(-9), acceptedAt: null, leftAt: hoursFromNow(-8) },
      ...reopened.slice(1),
    ];
    expect(layOut([[0, 60]], { dueAt: hoursFromNow(-99) }).overdue?.x).toBe(0);
    const bar = layOut([], { hops, dueAt: hoursFromNow(-3) });
    expect(bar.overdue?.x).toBe(bar.hops[1]?.x);
    expect(bar.summary.elapsedMs).toBe(2 * HOUR_MS);
  });
});

describe('clock skew', () => {
  it('never makes a hop negative, nor robs the hops around it', () => {
    const hops = aJourney([
      [0, 30],
      [0, 30],
      [0, 30],
    ]);
    const skewed = hops.map((hop, index) =>
      index === 1 ? { ...hop, arrivedAt: hoursFromNow(2), acceptedAt: null } : hop,
    );
    const bar = layOut([], { hops: skewed });
    expect(bar.hops.map((hop) => hop.durationMs)).toEqual([30 * MINUTE_MS, 0, 30 * MINUTE_MS]);
  });

  it('lays out an empty journey as an empty bar', () => {
    expect(layOut([])).toMatchObject({
      hops: [],
      arcs: [],
      levels: 0,
      legend: [],
      summary: { hops: 0, elapsedMs: 0 },
    });
  });
});
