import { describe, expect, test } from 'vitest';
import { nextStep } from '../../../src/domain/ticket/action-table.ts';
import { OPEN_STATUSES, STATUSES, UNFINISHED_STATUSES } from '../../../src/domain/ticket/status.ts';
import {
  AFTER_SALES,
  aHop,
  aSituation,
  COLLEAGUE,
  decide,
  EARLIER,
  ENGINEERING,
  inHandOf,
  inPoolOf,
  ME,
  NO_RELATION,
  NOW,
  REVIEW,
  TIER1,
} from './support.ts';

/** What each action makes of a ticket (spec 01): "becomes", "where it goes" and "also". */

const IN_POOL = aSituation({ ticket: { status: 'new', ...inPoolOf(AFTER_SALES), firstRespondedAt: null } });

describe('accept', () => {
  test('puts it into my hands; the first response is met', () => {
    expect(decide('accept', IN_POOL)).toEqual({
      status: 'in_progress',
      move: { kind: 'take', assigneeId: ME },
      set: { acceptedAt: NOW, firstRespondedAt: NOW },
    });
  });

  test('a later acceptance is not the first response', () => {
    const again = aSituation({ ticket: { status: 'returned', ...inPoolOf(AFTER_SALES) } });
    expect(decide('accept', again).set).toEqual({ acceptedAt: NOW });
  });
});

test('escalate sends it up, and a return leads back here', () => {
  const situation = aSituation({ ticket: inHandOf(ME, TIER1), escalateTo: inPoolOf(REVIEW) });
  expect(decide('escalate', situation, { remark: '请核实' })).toEqual({
    status: 'new',
    move: { kind: 'go', to: inPoolOf(REVIEW), cameFromId: 103 },
    body: '请核实',
  });
  expect(decide('escalate', situation).body).toBe('');
});

describe('reassign', () => {
  test('to an agent: in progress, in their hands', () => {
    const to = inHandOf(COLLEAGUE, ENGINEERING);
    expect(decide('reassign', aSituation(), { remark: '查回调' }, to)).toEqual({
      status: 'in_progress',
      move: { kind: 'go', to, cameFromId: 103 },
      body: '查回调',
    });
  });

  test.each(['in_progress', 'waiting', 'returned'] as const)(
    'to a group, from %s: new, in its pool',
    (status) => {
      const change = decide('reassign', aSituation({ ticket: { status } }), {}, inPoolOf(ENGINEERING));
      expect(change).toMatchObject({ status: 'new', move: { kind: 'go', to: inPoolOf(ENGINEERING) } });
    },
  );
});

describe('return', () => {
  test('goes to the previous handler, counts, and keeps the reason', () => {
    const situation = aSituation({
      ticket: { returnedCount: 1 },
      origin: { ...inHandOf(5, REVIEW), cameFromId: 101 },
    });
    expect(decide('return', situation, { remark: '缺少订单号' })).toEqual({
      status: 'returned',
      move: { kind: 'go', to: inHandOf(5, REVIEW), cameFromId: 101 },
      set: { returnedCount: 2 },
      body: '缺少订单号',
    });
  });

  test('goes to the previous group where nobody has it any more', () => {
    const situation = aSituation({ origin: { ...inPoolOf(REVIEW), cameFromId: 101 } });
    expect(decide('return', situation)).toMatchObject({ status: 'returned', move: { to: inPoolOf(REVIEW) } });
  });

  test('stands there as it stood before: what was first there came from nowhere', () => {
    // The next return from there leads to the creator, not in a circle to the same hands.
    const situation = aSituation({ origin: { ...inHandOf(5, REVIEW), cameFromId: null } });
    expect(decide('return', situation).move).toMatchObject({ cameFromId: null });
  });
});

describe('feedback', () => {
  const answer = { remark: '回调已补发' };

  test('stays, and is in progress', () => {
    for (const status of ['new', 'waiting', 'returned', 'resolved'] as const) {
      expect(decide('feedback', aSituation({ ticket: { status } }), answer)).toEqual({
        status: 'in_progress',
        move: { kind: 'stay' },
        set: {},
        body: '回调已补发',
        data: { handedBack: false },
      });
    }
  });

  test('of a ticket that nobody has in hand leaves its status', () => {
    for (const status of ['new', 'returned'] as const) {
      const inPool = aSituation({ ticket: { status, ...inPoolOf(AFTER_SALES) }, relation: NO_RELATION });
      expect(decide('feedback', inPool, answer)).toMatchObject({ status, move: { kind: 'stay' } });
    }
  });

  test('handed back: in progress with the previous handler, who stands there as before', () => {
    const situation = aSituation({ origin: { ...inHandOf(5, REVIEW), cameFromId: null } });
    expect(decide('feedback', situation, { ...answer, hand_back: true })).toMatchObject({
      status: 'in_progress',
      move: { kind: 'go', to: inHandOf(5, REVIEW), cameFromId: null },
      data: { handedBack: true },
    });
  });

  test('handed back to a group whose handler has left: new, in its pool', () => {
    const situation = aSituation({ origin: { ...inPoolOf(REVIEW), cameFromId: 101 } });
    expect(decide('feedback', situation, { ...answer, hand_back: true })).toMatchObject({
      status: 'new',
      move: { kind: 'go', to: inPoolOf(REVIEW), cameFromId: 101 },
    });
  });

  test('only the holder can hand back, and only to somewhere', () => {
    const ticked = { ...answer, hand_back: true };
    const collaborator = aSituation({ relation: { ...NO_RELATION, collaborator: true } });
    expect(decide('feedback', collaborator, ticked).move).toEqual({ kind: 'stay' });
    expect(decide('feedback', aSituation({ origin: null }), ticked).move).toEqual({ kind: 'stay' });
  });

  test('is a first response when the holder gives it', () => {
    const ticket = { firstRespondedAt: null };
    expect(decide('feedback', aSituation({ ticket }), answer).set).toEqual({ firstRespondedAt: NOW });
    const collaborator = aSituation({ ticket, relation: { ...NO_RELATION, collaborator: true } });
    expect(decide('feedback', collaborator, answer).set).toEqual({});
    expect(decide('feedback', aSituation({ ticket: { firstRespondedAt: EARLIER } }), answer).set).toEqual({});
  });
});

describe('callback', () => {
  test.each([
    ['confirmed', 'waiting', 'waiting', { lastCallback: 'confirmed', lastContactAt: NOW }],
    ['confirmed', 'in_progress', 'in_progress', { lastCallback: 'confirmed', lastContactAt: NOW }],
    ['not_solved', 'waiting', 'in_progress', { lastCallback: 'not_solved', lastContactAt: NOW }],
    ['not_solved', 'resolved', 'in_progress', { lastCallback: 'not_solved', lastContactAt: NOW }],
    ['not_reached', 'in_progress', 'in_progress', { lastCallback: 'not_reached' }],
    ['not_reached', 'waiting', 'waiting', { lastCallback: 'not_reached' }],
  ] as const)('%s, from %s: %s', (outcome, status, becomes, set) => {
    const values = { callback_method: 'sms', callback_outcome: outcome, remark: '明早再打' };
    expect(decide('callback', aSituation({ ticket: { status } }), values)).toEqual({
      status: becomes,
      move: { kind: 'stay' },
      set,
      body: '明早再打',
      data: { method: 'sms', outcome },
    });
  });

  test('is a first response', () => {
    const situation = aSituation({ ticket: { firstRespondedAt: null } });
    expect(decide('callback', situation, { callback_outcome: 'not_reached' }).set).toMatchObject({
      firstRespondedAt: NOW,
    });
  });
});

test('wait makes it the customer’s turn and moves nothing', () => {
  expect(decide('wait', aSituation(), { remark: '等客户寄回' })).toEqual({
    status: 'waiting',
    move: { kind: 'stay' },
    body: '等客户寄回',
  });
});

test.each(OPEN_STATUSES)('a note changes nothing, from %s', (status) => {
  expect(decide('note', aSituation({ ticket: { status } }), { remark: '语气很急' })).toEqual({
    status,
    move: { kind: 'stay' },
    body: '语气很急',
  });
});

describe('the filled button', () => {
  const step = (changes: Parameters<typeof aSituation>[0], hop = aHop()): string =>
    nextStep(aSituation(changes), hop);

  test.each([
    ['in a pool', { ticket: inPoolOf(AFTER_SALES) }, 'accept'],
    ['on the line', { ticket: inHandOf(ME, TIER1) }, 'escalate'],
    ['under review', { ticket: inHandOf(ME, REVIEW) }, 'reassign'],
    ['asked of engineering', { ticket: inHandOf(ME, ENGINEERING) }, 'feedback'],
    ['asked of operations', { ticket: inHandOf(ME, { groupId: 5, stageKey: 'operations' }) }, 'feedback'],
    ['with after-sales', {}, 'feedback'],
    ['after the customer said yes', { ticket: { lastCallback: 'confirmed' } }, 'close'],
    ['after the customer said no', { ticket: { lastCallback: 'not_solved' } }, 'feedback'],
    ['in other hands, working along', { relation: { ...NO_RELATION, collaborator: true } }, 'feedback'],
    ['in other hands', { relation: NO_RELATION }, 'note'],
  ] as const)('%s: %s', (_where, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('an answer that came back leads to the callback', () => {
    expect(step({}, aHop({ sentAction: 'feedback' }))).toBe('callback');
  });
});

test('the sets of statuses', () => {
  expect(STATUSES).toEqual(['new', 'in_progress', 'waiting', 'returned', 'resolved', 'closed']);
  expect(OPEN_STATUSES).toEqual(['new', 'in_progress', 'waiting', 'returned', 'resolved']);
  expect(UNFINISHED_STATUSES).toEqual(['new', 'in_progress', 'waiting', 'returned']);
});
