import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readFault,
  faultAnswer,
  restAfter,
  shortAnswer,
  waitAfter,
} from '../../../src/domain/connector/outcome.ts';
import { takeSlot } from '../../../src/domain/connector/pace.ts';

const at = (ms: number): Date => new Date(Date.UTC(2026, 10, 22) + ms);

describe('the pace of a channel', () => {
  test('20 a minute: five at once, then one every four seconds', () => {
    let paced: Date | null = null;
    const sent: number[] = [];
    for (let ms = 0; ms < 60_000; ms += 100) {
      for (let slot = takeSlot(paced, 20, at(ms)); slot.free; slot = takeSlot(paced, 20, at(ms))) {
        paced = slot.pacedAt;
        sent.push(ms);
      }
    }
    expect(sent.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 4000, 8000, 12_000]);
    expect(sent).toHaveLength(19);
  });

  test('never more in any minute, however it is asked, and the time it names is the time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }),
        (perMinute, pauses) => {
          let paced: Date | null = null;
          let ms = 0;
          const sent: number[] = [];
          for (const pause of pauses) {
            ms += pause;
            const slot = takeSlot(paced, perMinute, at(ms));
            if (slot.free) {
              paced = slot.pacedAt;
              sent.push(ms);
            } else {
              expect(takeSlot(paced, perMinute, slot.at).free).toBe(true);
              ms = slot.at.getTime() - at(0).getTime();
              paced = (takeSlot(paced, perMinute, slot.at) as { pacedAt: Date | null }).pacedAt;
              sent.push(ms);
            }
          }
          for (const begin of sent) {
            expect(sent.filter((each) => each >= begin && each < begin + 60_000).length).toBeLessThanOrEqual(
              perMinute,
            );
          }
        },
      ),
    );
  });

  test('without one, anything goes', () => {
    expect(takeSlot(at(99), null, at(0))).toEqual({ free: true, pacedAt: null });
  });
});

test.each([
  [1, 1, 1],
  [2, 2, 2],
  [3, 4, 4],
  [5, 16, 15],
  [7, 60, 15],
  [40, 60, 15],
])(
  'after %i attempts a message waits %i min, after as many failures a channel rests %i min',
  (n, wait, rest) => {
    expect([waitAfter(n) / 60_000, restAfter(n) / 60_000]).toEqual([wait, rest]);
  },
);

test.each([
  ['!timeout', { fault: 'timeout', detail: '' }],
  ['!private_address 10.0.0.1', { fault: 'private_address', detail: '10.0.0.1' }],
  ['!unheard', null],
  ['200 {"errcode":0}', null],
  ['', null],
])('the answer %j', (answer, fault) => {
  expect(readFault(answer)).toEqual(fault);
});

test('answers are short, and hold nothing that a column does not take', () => {
  expect(faultAnswer('redirect', '302')).toBe('!redirect 302');
  expect(shortAnswer(`a\0b\ud800c${'x'.repeat(1000)}`)).toHaveLength(500);
});
