import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JourneyInput } from '../../src/domain/ticket/journey-bar.ts';
import { layOutJourney } from '../../src/domain/ticket/journey-bar.ts';
import { HOUR_MS } from '../../src/domain/time/duration.ts';

const NOW = Date.parse('2026-11-24T02:26:00Z');
const HOP = {
  stageKey: 'after_sales',
  depth: 3,
  stageMark: '售',
  group: '售后一组',
  sentBy: '陈晓',
  sentAction: 'transfer',
} as const;

const hoursFromNow = (hours: number): Date => new Date(NOW + hours * HOUR_MS);

describe('whatever the times are', () => {
  const moment = fc.integer({ min: -30 * 24, max: 48 }).map(hoursFromNow);
  const maybe = fc.option(moment);
  const hop = fc.record({
    arrivedAt: moment,
    acceptedAt: maybe,
    leftAt: maybe,
    person: fc.constantFrom(null, '乔安'),
    leftAction: fc.constantFrom('return', 'transfer', null),
    returnsToIndex: fc.option(fc.integer({ min: -2, max: 220 })),
  });
  const input: fc.Arbitrary<JourneyInput> = fc.record({
    hops: fc.array(hop, { minLength: 1, maxLength: 200 }).map((hops) => {
      return hops.map((each) => ({ ...HOP, ...each }));
    }),
    waits: fc.array(fc.record({ from: moment, to: maybe }), { maxLength: 4 }),
    breaches: fc.array(fc.record({ hopIndex: fc.integer({ min: -1, max: 220 }), at: moment }), {
      maxLength: 4,
    }),
    dueAt: maybe,
    now: fc.constant(new Date(NOW)),
    closedAt: maybe,
  });

  it('hops and their pieces are in order, cover the bar exactly, and nothing is outside it', () => {
    fc.assert(
      fc.property(input, (journey) => {
        const bar = layOutJourney(journey);
        expect(bar.hops).toHaveLength(journey.hops.length);
        let reached = 0;
        for (const place of bar.hops) {
          expect(place.x).toBeCloseTo(reached, 6);
          expect(place.width).toBeGreaterThan(0);
          let inner = place.x;
          for (const piece of place.segments) {
            expect(piece.x).toBeCloseTo(inner, 6);
            expect(piece.width).toBeGreaterThan(0);
            inner = piece.x + piece.width;
          }
          reached = place.x + place.width;
          expect(inner).toBeCloseTo(reached, 6);
          expect(place.poolMs + place.handMs + place.waitingMs).toBe(place.durationMs);
          if (place.breach) {
            expect(place.breach.x).toBeGreaterThanOrEqual(place.x);
            expect(place.breach.width).toBeGreaterThanOrEqual(0);
            expect(place.breach.x + place.breach.width).toBeCloseTo(reached, 6);
          }
        }
        expect(reached).toBeCloseTo(bar.width, 6);
        expect(bar.width + (bar.tail?.width ?? 0)).toBeLessThanOrEqual(100);
      }),
      { numRuns: 150 },
    );
  });

  it('the current hop keeps its least width, arcs run backwards inside the bar, marks lie in it', () => {
    fc.assert(
      fc.property(input, (journey) => {
        const bar = layOutJourney(journey);
        const least = bar.hops.length <= 8 ? 0.12 : 0.09;
        const current = bar.hops.filter((place) => place.current);
        expect(current).toHaveLength(journey.closedAt === null ? 1 : 0);
        for (const place of current) expect(place.width).toBeGreaterThanOrEqual(bar.width * least - 0.01);
        for (const arc of bar.arcs) {
          expect(arc.toX).toBeGreaterThan(0);
          expect(arc.toX).toBeLessThan(arc.fromX);
          expect(arc.fromX).toBeLessThanOrEqual(bar.width);
          expect([1, 2, 3]).toContain(arc.level);
        }
        if (bar.overdue) {
          expect(bar.overdue.x).toBeGreaterThanOrEqual(0);
          expect(bar.overdue.x + bar.overdue.width).toBeCloseTo(bar.width, 6);
          expect(bar.tail).toBeNull();
        }
      }),
      { numRuns: 150 },
    );
  });
});
