import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../src/domain/people/permissions.ts';
import { judgeAction, TICKET_ACTIONS, type TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../../src/domain/ticket/action-table.ts';
import { STATUSES } from '../../../src/domain/ticket/status.ts';
import type { Relation, Ticket } from '../../../src/domain/ticket/ticket.ts';
import {
  AFTER_SALES,
  aSituation,
  COLLEAGUE,
  granted,
  inHandOf,
  inPoolOf,
  NO_RELATION,
  NOW,
  REVIEW,
} from './support.ts';

/** The table of spec 01, "from status", in its own order. */
const FROM: Readonly<Record<TicketAction, string>> = {
  escalate: 'new in_progress returned',
  accept: 'new returned',
  reassign: 'new in_progress waiting returned resolved',
  return: 'new in_progress waiting',
  feedback: 'new in_progress waiting returned resolved',
  note: 'new in_progress waiting returned resolved',
  callback: 'new in_progress waiting returned resolved',
  wait: 'new in_progress returned',
  close: 'new in_progress waiting returned resolved',
  redispatch: 'new in_progress waiting returned resolved',
  transfer: 'new in_progress waiting returned resolved',
  resolve: 'in_progress',
  reopen: 'closed',
  urge: 'new in_progress waiting returned resolved',
  append: 'new in_progress waiting returned resolved',
  save: 'new in_progress waiting returned resolved',
};

function judge(
  action: TicketAction,
  scopes: readonly Scope[],
  ticket: Partial<Ticket>,
  relation: Partial<Relation> = {},
): string | null {
  const actor = granted(ACTION_TABLE[action].permission, ...scopes);
  const refusal = judgeAction(
    ACTION_TABLE[action],
    aSituation({ ticket, actor, relation: { ...NO_RELATION, ...relation } }),
  );
  return refusal && `${refusal.status} ${refusal.code}`;
}

const MINE = { holder: true, inGroup: true };
const held = inHandOf(COLLEAGUE);
const waiting = inPoolOf(AFTER_SALES);

test.each(TICKET_ACTIONS)('%s starts from the statuses of the table', (action) => {
  const place = action === 'accept' ? waiting : {};
  const allowed = STATUSES.filter((status) => judge(action, ['all'], { status, ...place }, MINE) === null);
  expect(allowed.join(' ')).toBe(FROM[action]);
});

test.each(TICKET_ACTIONS)('%s needs its own permission', (action) => {
  const others = TICKET_ACTIONS.filter((each) => each !== action);
  for (const other of others) {
    const actor = granted(ACTION_TABLE[other].permission, 'all');
    const refusal = judgeAction(ACTION_TABLE[action], aSituation({ actor }));
    expect(refusal).toEqual({ status: 403, code: 'no_permission' });
  }
});

test('nothing but reopening can be done to a closed ticket, with any scope', () => {
  for (const action of TICKET_ACTIONS.filter((each) => each !== 'reopen')) {
    expect(judge(action, ['all'], { status: 'closed' }, MINE)).toBe('409 closed');
    expect(judge(action, ['mine'], { status: 'closed', ...held })).toBe('409 closed');
    expect(judge(action, ['groups'], { status: 'closed', ...waiting })).toBe('409 closed');
  }
});

describe('scopes of acting', () => {
  test.each([
    ['all', held, {}, null],
    ['groups', held, { inGroup: true }, null],
    ['groups', held, {}, '403 not_holder'],
    ['groups', inHandOf(7, REVIEW), { holder: true }, null],
    ['groups', waiting, { inGroup: true }, null],
    ['groups', waiting, {}, '403 not_accepted_yet'],
    ['mine', held, { inGroup: true }, '403 not_holder'],
    ['mine', held, { creator: true }, '403 not_holder'],
    ['mine', {}, { holder: true }, null],
    ['mine', waiting, { inGroup: true }, '403 not_accepted_yet'],
    // Scopes of reading say nothing about acting.
    ['pool', waiting, { inGroup: true }, '403 not_accepted_yet'],
    ['review', inPoolOf(REVIEW), { inGroup: true }, '403 not_accepted_yet'],
  ] as const)('%s, with %j and %j: %s', (scope, place, relation, expected) => {
    expect(judge('reassign', [scope], place, relation)).toBe(expected);
  });

  test('of several roles the widest counts', () => {
    expect(judge('reassign', ['mine', 'groups'], held, { inGroup: true })).toBeNull();
    expect(judge('reassign', ['mine', 'all'], held)).toBeNull();
  });
});

test('collaborators may note and give feedback, and nothing else', () => {
  const place = { status: 'in_progress', ...held } as const;
  const allowed = TICKET_ACTIONS.filter(
    (action) => judge(action, ['mine'], place, { collaborator: true }) === null,
  );
  expect(allowed).toEqual(['feedback', 'note']);
});

describe('urge', () => {
  const minutesAgo = (minutes: number): Partial<Ticket> => ({
    lastUrgedAt: new Date(NOW.getTime() - minutes * 60_000),
  });
  test.each([
    [{ lastUrgedAt: null }, null],
    [minutesAgo(0), '409 urged_too_soon'],
    [minutesAgo(359), '409 urged_too_soon'],
    [minutesAgo(360), null],
    [minutesAgo(3600), null],
  ])('with %j: %s', (ticket, expected) => {
    expect(judge('urge', ['all'], ticket)).toBe(expected);
  });

  test('tells when it is possible again', () => {
    const actor = granted('ticket.urge', 'all');
    const refusal = judgeAction(ACTION_TABLE.urge, aSituation({ actor, ticket: minutesAgo(60) }));
    expect(refusal?.until).toEqual(new Date(NOW.getTime() + 300 * 60_000));
  });
});

test.each([
  [null, '409 no_previous_handler'],
  [{ place: held, name: '韩屿', isAvailable: false }, '409 previous_handler_gone'],
  [{ place: held, name: '韩屿', isAvailable: true }, null],
])('redispatch, when the previous handler is %j: %s', (previous, expected) => {
  const actor = granted('ticket.redispatch', 'all');
  const refusal = judgeAction(ACTION_TABLE.redispatch, aSituation({ actor, previous }));
  expect(refusal && `${refusal.status} ${refusal.code}`).toBe(expected);
});

test.each([
  ['resolve', { resolveEnabled: false }, '409 no_resolve'],
  ['reopen', { ticket: { status: 'in_progress' } }, '409 no_reopen'],
] as const)('%s is not there with %j', (action, changes, expected) => {
  const actor = granted(ACTION_TABLE[action].permission, 'all');
  const refusal = judgeAction(ACTION_TABLE[action], aSituation({ actor, ...changes }));
  expect(refusal && `${refusal.status} ${refusal.code}`).toBe(expected);
});

describe('accept', () => {
  test.each([
    [{ status: 'new', ...waiting }, { inGroup: true }, null],
    [{ status: 'returned', ...waiting }, { inGroup: true }, null],
    [{ status: 'waiting', ...waiting }, { inGroup: true }, '409 wrong_status'],
    [{ status: 'new', ...waiting }, {}, '403 not_in_group'],
    [{ status: 'new', ...waiting }, { collaborator: true }, '403 not_in_group'],
    [{ status: 'in_progress', ...held }, { inGroup: true }, '409 already_accepted'],
    [{ status: 'in_progress', ...held }, {}, '409 already_accepted'],
    [{ status: 'in_progress' }, MINE, '409 already_yours'],
    [{ status: 'returned' }, MINE, '409 already_yours'],
  ] as const)('%j, %j: %s', (ticket, relation, expected) => {
    expect(judge('accept', ['groups'], ticket, relation)).toBe(expected);
  });
});

test.each(['callback', 'wait'] as const)('%s needs a handler, even for an administrator', (action) => {
  expect(judge(action, ['all'], { status: 'new', ...waiting })).toBe('409 nobody_has_it');
  expect(judge(action, ['all'], { status: 'new', ...held })).toBeNull();
});

describe('reasons of their own', () => {
  const actor = granted('ticket.escalate', 'all');

  test('escalating where no group is set up for it', () => {
    const refusal = judgeAction(ACTION_TABLE.escalate, aSituation({ actor, escalateTo: null }));
    expect(refusal).toEqual({ status: 409, code: 'no_group_to_escalate_to' });
  });

  test('escalating what is there already', () => {
    const refusal = judgeAction(
      ACTION_TABLE.escalate,
      aSituation({ actor, escalateTo: inPoolOf(AFTER_SALES) }),
    );
    expect(refusal).toEqual({ status: 409, code: 'already_escalated' });
  });

  test('returning what came from nowhere', () => {
    const holder = granted('ticket.return', 'mine');
    const refusal = judgeAction(ACTION_TABLE.return, aSituation({ actor: holder, origin: null }));
    expect(refusal).toEqual({ status: 409, code: 'nowhere_to_return' });
  });

  test('they come last: whose turn it is not, is told so', () => {
    const stranger = granted('ticket.return', 'mine');
    const situation = aSituation({ actor: stranger, origin: null, ticket: held, relation: NO_RELATION });
    expect(judgeAction(ACTION_TABLE.return, situation)).toEqual({ status: 403, code: 'not_holder' });
  });
});

test('the table has a row for every action, under its own name', () => {
  expect(
    Object.values(ACTION_TABLE)
      .map(({ action }) => action)
      .sort(),
  ).toEqual([...TICKET_ACTIONS].sort());
  for (const action of TICKET_ACTIONS) expect(ACTION_TABLE[action].action).toBe(action);
});
