import { describe, expect, test } from 'vitest';
import { type Conditions, EVERYTHING } from '../../../src/domain/conditions/language.ts';
import type { ConditionSubject, ConditionWorld } from '../../../src/domain/conditions/subject.ts';
import {
  decideRoute,
  judgeRules,
  type PassedOver,
  type RoutingPlaces,
  type RoutingRule,
  strategyOf,
} from '../../../src/domain/routing/decide-route.ts';
import type { Occasion } from '../../../src/domain/routing/rule.ts';
import type { Place } from '../../../src/domain/ticket/ticket.ts';
import { AFTER_SALES, ENGINEERING, inHandOf, inPoolOf, ME, REVIEW } from '../ticket/support.ts';

/** Where tickets go (spec 04): the first rule that fits, else the category's group, else the default one. */

const NOW = new Date('2026-11-24T02:00:00Z');
const REFUND = 7;

const places = (changes: Partial<RoutingPlaces> = {}): RoutingPlaces => ({
  reviewStep: true,
  reviewGroup: inPoolOf(REVIEW),
  defaultGroup: inPoolOf(AFTER_SALES),
  categoryGroup: null,
  ...changes,
});

const subject: ConditionSubject = {
  categoryIds: [REFUND, 2],
  source: 'phone',
  priority: 'high',
  status: 'new',
  stage: null,
  groupId: null,
  assigneeId: null,
  creatorId: ME,
  departmentIds: [],
  customerLevel: 'vip',
  customerTags: [],
  customerRegion: '广东',
  customerName: '顾女士',
  phone: '+8613800000001',
  orderNumber: '',
  title: '退款',
  description: '',
  tags: [],
  values: {},
  createdAt: NOW,
  updatedAt: NOW,
  closedAt: null,
  statusSince: NOW,
  urgedCount: 0,
  appendedCount: 0,
  returnedCount: 0,
  reopenedCount: 0,
  hopCount: 0,
  isRepeat: false,
  clock: null,
};
const world: ConditionWorld = {
  now: NOW,
  zone: 'Asia/Shanghai',
  openGroupIds: [],
  anyOpen: false,
  fields: new Map(),
};

const when = (field: string, ...value: (string | number)[]): Conditions => ({
  version: 1,
  root: { kind: 'all', of: [{ kind: 'test', field, operator: 'in', value }] },
});

let made = 0;
function rule(changes: Partial<RoutingRule> = {}): RoutingRule {
  made += 1;
  return {
    id: made,
    builtIn: null,
    name: `规则 ${made}`,
    active: true,
    occasions: ['created'],
    condition: EVERYTHING,
    groupId: 6,
    assigneeId: null,
    strategy: null,
    fallback: null,
    version: 1,
    group: inPoolOf(ENGINEERING),
    person: null,
    ...changes,
  };
}
const review = rule({ builtIn: 'review', occasions: ['escalated'], groupId: null, group: null });
const ask = (occasion: Occasion, where = places()) => ({ occasion, subject, world, places: where });
const placeAt = (rules: readonly RoutingRule[], occasion: Occasion, where = places()): Place | null =>
  decideRoute(rules, ask(occasion, where))?.place ?? null;

describe('the rules', () => {
  const two = [
    rule({ condition: when('category', 99) }),
    rule({ condition: when('category', REFUND), strategy: 'familiar', fallback: 'idle' }),
    rule({ group: inPoolOf(REVIEW) }),
  ];

  test('the first that fits decides, and brings its strategy', () => {
    expect(decideRoute(two, ask('created'))).toEqual({
      by: 'rule',
      ruleId: two[1]?.id,
      ruleName: two[1]?.name,
      place: inPoolOf(ENGINEERING),
      agentId: null,
      strategy: 'familiar',
      fallback: 'idle',
    });
  });

  test('each of the others says why it does not', () => {
    const all = [
      rule({ active: false }),
      rule({ occasions: ['escalated'] }),
      rule({ group: null }),
      rule({ assigneeId: 9, person: null }),
      ...two,
    ];
    const expected: (PassedOver | null)[] = [
      ...(['inactive', 'other_occasion', 'group_gone', 'agent_gone', 'conditions'] as const),
      null,
      'later',
    ];
    const { rules, route } = judgeRules(all, ask('created'));
    expect(rules.map(({ why }) => why)).toEqual(expected);
    expect(route?.ruleId).toBe(two[1]?.id);
    expect(rules.map(({ judged }) => judged.holds)).toEqual([true, true, true, true, false, true, true]);
  });

  test('one straight to a person: through the pool of their group, or into their hands where they have none', () => {
    const inGroup = rule({ groupId: null, group: null, assigneeId: 9, person: inHandOf(9) });
    const alone = { groupId: null, stageKey: null, assigneeId: 9 };
    const inNone = rule({ groupId: null, group: null, assigneeId: 9, person: alone });
    expect(decideRoute([inGroup], ask('created'))).toMatchObject({
      place: inPoolOf(AFTER_SALES),
      agentId: 9,
    });
    expect(decideRoute([inNone], ask('created'))).toMatchObject({ place: alone, agentId: 9 });
  });

  test('nothing has to be known of the ticket where no rule asks', () => {
    const blind = { occasion: 'created', subject: null, world: null, places: places() } as const;
    expect(decideRoute([rule()], blind)?.by).toBe('rule');
    const never: Conditions = { version: 1, root: { kind: 'any', of: [] } };
    expect(decideRoute([rule({ condition: never })], blind)?.by).toBe('default');
  });
});

describe('where a ticket goes that no rule fits', () => {
  const category = places({ categoryGroup: inPoolOf(ENGINEERING) });
  const nothing = places({ reviewGroup: null, defaultGroup: null });
  const onlyReview = places({ defaultGroup: null });
  const cases: [string, readonly RoutingRule[], Occasion, RoutingPlaces, Place | null][] = [
    ['a new one to the group of its category', [], 'created', category, inPoolOf(ENGINEERING)],
    ['else to the default group', [], 'created', places(), inPoolOf(AFTER_SALES)],
    ['else nowhere', [], 'created', onlyReview, null],
    ['an escalated one to review', [review], 'escalated', category, inPoolOf(REVIEW)],
    [
      'past review, when that step is off',
      [review],
      'escalated',
      places({ reviewStep: false }),
      inPoolOf(AFTER_SALES),
    ],
    [
      'past a review rule that is off',
      [{ ...review, active: false }],
      'escalated',
      places(),
      inPoolOf(AFTER_SALES),
    ],
    [
      'past review, to the group of its category',
      [review],
      'escalated',
      { ...category, reviewStep: false },
      inPoolOf(ENGINEERING),
    ],
    [
      'past a review group that does not exist',
      [review],
      'escalated',
      places({ reviewGroup: null }),
      inPoolOf(AFTER_SALES),
    ],
    [
      'by a rule before review',
      [rule({ occasions: ['escalated'] }), review],
      'escalated',
      places(),
      inPoolOf(ENGINEERING),
    ],
    ['nowhere, when nothing is set up', [review], 'escalated', nothing, null],
    ['a reopened one past review', [review], 'reopened', places(), inPoolOf(AFTER_SALES)],
    [
      'a reopened one to review, where there is nothing else',
      [review],
      'reopened',
      onlyReview,
      inPoolOf(REVIEW),
    ],
    ['a dispatched one like a reopened one', [review], 'dispatched', onlyReview, inPoolOf(REVIEW)],
  ];
  test.each(cases)('%s', (_what, rules, occasion, where, place) => {
    expect(placeAt(rules, occasion, where)).toEqual(place);
  });
});

test('the strategy of a rule comes with its own fallback, else the group has both', () => {
  const group = { strategy: 'familiar', fallback: 'idle' } as const;
  expect(strategyOf(null, group)).toEqual(group);
  expect(strategyOf({ strategy: null, fallback: 'pool' }, group)).toEqual(group);
  expect(strategyOf({ strategy: 'least_open', fallback: null }, group)).toEqual({
    strategy: 'least_open',
    fallback: 'idle',
  });
  expect(strategyOf({ strategy: 'familiar', fallback: 'pool' }, group)).toEqual({
    strategy: 'familiar',
    fallback: 'pool',
  });
});
