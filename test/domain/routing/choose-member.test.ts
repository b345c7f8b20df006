import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  chooseMember,
  type Familiar,
  judgeCandidate,
  type Unavailable,
} from '../../../src/domain/routing/choose-member.ts';
import type { Fallback, Strategy } from '../../../src/domain/routing/rule.ts';

/** Who is picked (spec 04): each strategy as a table. */

const NOW = new Date('2026-11-24T02:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

const member = (userId: number, changes: Partial<Candidate> = {}): Candidate => ({
  userId,
  name: `成员 ${userId}`,
  state: 'on_duty',
  seenAt: null,
  load: 0,
  capacity: null,
  turn: 0,
  givenAt: null,
  ...changes,
});

describe('who may be given a ticket', () => {
  const cases: [string, Partial<Candidate>, boolean, Unavailable | null][] = [
    ['on duty', {}, false, null],
    ['away', { state: 'away' }, false, 'away'],
    ['offline', { state: 'offline' }, false, 'offline'],
    ['never seen, where nobody asks', { seenAt: null }, false, null],
    ['never seen, where pages must be open', { seenAt: null }, true, 'unseen'],
    ['seen two minutes ago', { seenAt: ago(120) }, true, null],
    ['seen longer ago', { seenAt: ago(121) }, true, 'unseen'],
    ['under capacity', { load: 4, capacity: 5 }, false, null],
    ['at capacity', { load: 5, capacity: 5 }, false, 'full'],
    ['over capacity', { load: 9, capacity: 5 }, false, 'full'],
    ['who takes nothing at all', { capacity: 0 }, false, 'full'],
    ['without a limit', { load: 999 }, false, null],
  ];
  test.each(cases)('%s', (_what, changes, requiresOnline, why) => {
    expect(judgeCandidate(member(1, changes), { now: NOW, requiresOnline })).toBe(why);
  });

  test('who has passed on it', () => {
    const asked = { now: NOW, requiresOnline: false, passedIds: [1] };
    expect([judgeCandidate(member(1), asked), judgeCandidate(member(2), asked)]).toEqual(['passed', null]);
  });
});

describe('the strategies', () => {
  const cases: [string, Strategy, readonly Candidate[], number | null][] = [
    ['the pool picks nobody', 'pool', [member(1)], null],
    ['nobody is there', 'round_robin', [], null],
    ['the smallest turn is next', 'round_robin', [member(1, { turn: 7 }), member(2, { turn: 3 })], 2],
    ['of those who never had one, the first', 'round_robin', [member(2), member(1)], 1],
    ['the fewest in hand', 'least_open', [member(1, { load: 3 }), member(2, { load: 2 })], 2],
    [
      'the fewest for what they can take',
      'least_open',
      [member(1, { load: 3, capacity: 10 }), member(2, { load: 2, capacity: 4 })],
      1,
    ],
    [
      'of equal shares, the fewer',
      'least_open',
      [member(1, { load: 4, capacity: 8 }), member(2, { load: 2, capacity: 4 })],
      2,
    ],
    [
      'who has no limit takes as much as the strongest',
      'least_open',
      [member(1, { load: 3, capacity: 5 }), member(2, { load: 2 }), member(3, { load: 5, capacity: 10 })],
      2,
    ],
    [
      'of equal loads, whose turn it is',
      'least_open',
      [member(1, { load: 1, turn: 9 }), member(2, { load: 1, turn: 4 })],
      2,
    ],
    ['longest without one', 'idle', [member(1, { givenAt: ago(60) }), member(2, { givenAt: ago(90) })], 2],
    ['who never had one, before all', 'idle', [member(1, { givenAt: ago(9e6) }), member(2)], 2],
    ['idle equally long, whose turn it is', 'idle', [member(1, { turn: 5 }), member(2, { turn: 2 })], 2],
  ];
  test.each(cases)('%s', (_what, strategy, members, picked) => {
    expect(chooseMember(members, strategy, 'pool')?.candidate.userId ?? null).toBe(picked);
  });
});

describe('who is familiar', () => {
  const members = [member(1, { load: 5 }), member(2, { load: 1 }), member(3, { load: 9 })];
  const customer: Familiar = { userId: 3, by: 'customer' };
  const order: Familiar = { userId: 1, by: 'order' };
  const cases: [string, readonly Familiar[], Fallback, [number, string, string | null] | null][] = [
    ['with the customer, before the order', [customer, order], 'least_open', [3, 'familiar', 'customer']],
    ['with the order', [order], 'least_open', [1, 'familiar', 'order']],
    [
      'the order, where that of the customer is not there',
      [{ userId: 8, by: 'customer' }, order],
      'pool',
      [1, 'familiar', 'order'],
    ],
    ['nobody: the fallback', [], 'least_open', [2, 'least_open', null]],
    [
      'only one who is not there: the fallback',
      [{ userId: 8, by: 'customer' }],
      'round_robin',
      [1, 'round_robin', null],
    ],
    ['nobody, and members accept by themselves', [], 'pool', null],
  ];
  test.each(cases)('%s', (_what, familiar, fallback, picked) => {
    const choice = chooseMember(members, 'familiar', fallback, familiar);
    expect(choice && [choice.candidate.userId, choice.strategy, choice.familiar]).toEqual(picked);
  });
});
