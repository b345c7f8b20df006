import { describe, expect, test } from 'vitest';
import { evaluateConditions, judgeConditions } from '../../../src/domain/conditions/evaluate.ts';
import { foldWords } from '../../../src/domain/conditions/fold-words.ts';
import {
  attributesAsked,
  type Conditions,
  EVERYTHING,
  isAsked,
  type Operator,
  type TestValue,
} from '../../../src/domain/conditions/language.ts';
import type { ConditionSubject } from '../../../src/domain/conditions/subject.ts';
import { BARE, only, WORLD } from '../../support/condition-subject.ts';

const at = (text: string): Date => new Date(text);
const values = (answers: ConditionSubject['values']): Partial<ConditionSubject> => ({ values: answers });

/** Due then, without a warning before. */
const aClock = (due: string): ConditionSubject['clock'] => ({
  ...{ dueAt: at(due), warnAt: null, paused: false, leftMinutes: null, targetMinutes: 60 },
});

type Row = readonly [
  field: string,
  operator: Operator,
  value: TestValue,
  ticket: Partial<ConditionSubject>,
  holds: boolean,
];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'categories, with all below them': [
    ['category', 'in', [3], {}, true],
    ['category', 'in', [1, 99], {}, true],
    ['category', 'in', [4], {}, false],
    ['category', 'not_in', [2], {}, false],
    ['category', 'not_in', [4], {}, true],
  ],
  choices: [
    ['priority', 'in', ['high', 'normal'], {}, true],
    ['priority', 'not_in', ['high'], {}, true],
    ['customer_level', 'in', ['vip'], { customerLevel: 'vip' }, true],
    ['customer_level', 'in', ['vip'], {}, false],
    ['customer_level', 'not_in', ['vip'], {}, true],
    ['stage', 'empty', null, {}, true],
    ['stage', 'filled', null, { stage: 'tier1' }, true],
  ],
  'people, groups, departments': [
    ['assignee', 'in', [5], { assigneeId: 5 }, true],
    ['assignee', 'in', [5], {}, false],
    ['assignee', 'not_in', [5], {}, true],
    ['assignee', 'empty', null, {}, true],
    ['group', 'filled', null, { groupId: 11 }, true],
    ['creator', 'in', [7], {}, true],
    ['department', 'in', [1], { departmentIds: [2, 1] }, true],
    ['department', 'in', [1], {}, false],
    ['department', 'empty', null, {}, true],
  ],
  tags: [
    ['tags', 'in', ['a', 'b'], { tags: ['b', 'c'] }, true],
    ['tags', 'in', ['a'], {}, false],
    ['tags', 'not_in', ['a'], {}, true],
    ['customer_tags', 'empty', null, {}, true],
    ['customer_tags', 'filled', null, { customerTags: ['x'] }, true],
  ],
  'texts, without width and case': [
    ['title', 'contains', ['换货', '退款'], {}, true],
    ['title', 'lacks', ['退款'], {}, false],
    ['title', 'lacks', ['换货'], {}, true],
    ['title', 'begins', ['退款'], {}, true],
    ['title', 'begins', ['问题'], {}, false],
    ['order_number', 'contains', ['gd１２'], { orderNumber: 'xＧＤ123' }, true],
    ['order_number', 'in', ['ab1'], { orderNumber: 'AB１' }, true],
    ['order_number', 'in', ['ab1'], { orderNumber: 'AB12' }, false],
    ['order_number', 'contains', ['%'], { orderNumber: 'AB' }, false],
    ['order_number', 'contains', ['_'], { orderNumber: 'A_B' }, true],
    ['customer_region', 'begins', ['浙江'], { customerRegion: '浙江省杭州市' }, true],
    ['description', 'contains', ['x'], {}, false],
    ['description', 'lacks', ['x'], {}, true],
    ['description', 'not_in', ['x'], {}, true],
    ['customer_name', 'empty', null, {}, true],
    ['customer_name', 'filled', null, { customerName: '顾' }, true],
    ['title', 'contains', [''], {}, false],
  ],
  phones: [
    ['phone', 'in', ['+8613812342046'], { phone: '+8613812342046' }, true],
    ['phone', 'begins', ['+86138'], { phone: '+8613812342046' }, true],
    ['phone', 'begins', ['+86139'], { phone: '+8613812342046' }, false],
    ['phone', 'not_in', ['+8613812342046'], {}, true],
    ['phone', 'empty', null, {}, true],
  ],
  numbers: [
    ['urged_count', 'at_least', 2, { urgedCount: 2 }, true],
    ['urged_count', 'at_least', 3, { urgedCount: 2 }, false],
    ['hop_count', 'at_most', 1, {}, true],
    ['returned_count', 'in', [0, 1], {}, true],
    ['reopened_count', 'not_in', [0], {}, false],
    ['appended_count', 'at_least', '2', { appendedCount: 5 }, false],
  ],
  'moments, by days of the zone': [
    ['created_at', 'at_least', '2026-11-22', { createdAt: at('2026-11-21T16:00:00.000Z') }, true],
    ['created_at', 'at_least', '2026-11-22', { createdAt: at('2026-11-21T15:59:59.999Z') }, false],
    ['created_at', 'at_most', '2026-11-22', { createdAt: at('2026-11-22T15:59:59.999Z') }, true],
    ['created_at', 'at_most', '2026-11-22', { createdAt: at('2026-11-22T16:00:00.000Z') }, false],
    ['closed_at', 'at_most', '2026-11-22', {}, false],
    ['closed_at', 'empty', null, {}, true],
  ],
  'moments before now': [
    ['status_since', 'within', 60, { statusSince: at('2026-11-22T05:00:00.000Z') }, true],
    ['status_since', 'within', 60, { statusSince: at('2026-11-22T04:59:59.999Z') }, false],
    ['status_since', 'older_than', 60, { statusSince: at('2026-11-22T04:59:59.999Z') }, true],
    ['status_since', 'older_than', 60, { statusSince: at('2026-11-22T05:00:00.000Z') }, false],
    ['updated_at', 'within', 60, {}, true],
    ['closed_at', 'within', 60, {}, false],
    ['closed_at', 'older_than', 60, {}, false],
  ],
  switches: [
    ['is_repeat', 'is', true, { isRepeat: true }, true],
    ['sla_state', 'in', ['none'], {}, true],
    ['sla_state', 'in', ['over'], { clock: aClock('2026-11-22T06:00:00Z') }, true],
    ['sla_state', 'in', ['ok'], { clock: aClock('2026-11-22T06:00:01Z') }, true],
    ['sla_state', 'not_in', ['over', 'warning'], { clock: aClock('2026-11-22T06:00:01Z') }, true],
    ['is_repeat', 'is', false, {}, true],
    ['is_repeat', 'is', true, {}, false],
  ],
  'working hours': [
    ['working_hours', 'is', true, { groupId: 11 }, true],
    ['working_hours', 'is', true, { groupId: 12 }, false],
    ['working_hours', 'is', false, { groupId: 12 }, true],
    ['working_hours', 'is', true, {}, true],
  ],
  answers: [
    ['f.text', 'contains', ['IPHONE'], values({ text: 'ｉＰｈｏｎｅ１５' }), true],
    ['f.text', 'lacks', ['x'], {}, true],
    ['f.text', 'empty', null, values({ text: '' }), true],
    ['f.select', 'in', ['a', 'b'], values({ select: 'b' }), true],
    ['f.select', 'in', ['other'], values({ select: 'other:线下' }), true],
    ['f.select', 'in', ['a'], values({ select: 'other:a' }), false],
    ['f.multiselect', 'in', ['b'], values({ multiselect: ['a', 'b'] }), true],
    ['f.multiselect', 'in', ['other'], values({ multiselect: ['a', 'other:壳'] }), true],
    ['f.multiselect', 'not_in', ['b'], values({ multiselect: ['a', 'b'] }), false],
    ['f.multiselect', 'empty', null, values({ multiselect: [] }), true],
    ['f.number', 'at_least', 1.5, values({ number: 1.5 }), true],
    ['f.number', 'at_most', 1.4, values({ number: 1.5 }), false],
    ['f.number', 'at_least', 1, {}, false],
    ['f.cascade', 'in', ['zj'], values({ cascade: 'hz' }), true],
    ['f.cascade', 'in', ['sh'], values({ cascade: 'hz' }), false],
    ['f.cascade', 'in', ['gone'], values({ cascade: 'gone' }), true],
    ['f.department', 'in', [1], values({ department: 2 }), true],
    ['f.department', 'in', [2], values({ department: 1 }), false],
    ['f.user', 'in', [5], values({ user: 5 }), true],
    ['f.switch', 'is', true, values({ switch: true }), true],
    ['f.switch', 'is', false, {}, false],
    ['f.phone', 'begins', ['+86138'], values({ phone: '+8613812342046' }), true],
    ['f.time', 'at_least', '09:30', values({ time: '09:30' }), true],
    ['f.time', 'at_most', '09:30', values({ time: '09:31' }), false],
    ['f.date', 'at_least', '2026-11-22', values({ date: '2026-11-22' }), true],
    ['f.date', 'at_most', '2026-11-22', values({ date: '2026-11-22' }), true],
    ['f.datetime', 'at_most', '2026-11-22', values({ datetime: '2026-11-22T23:59' }), true],
    ['f.datetime', 'at_most', '2026-11-22', values({ datetime: '2026-11-23T00:00' }), false],
    ['f.datetime', 'within', 60, values({ datetime: '2026-11-22T13:00' }), true],
    ['f.datetime', 'within', 60, values({ datetime: '2026-11-22T12:59' }), false],
    ['f.datetime', 'older_than', 60, values({ datetime: '2026-11-22T12:59' }), true],
    ['f.datetime', 'within', 60, values({ datetime: '2026-11-22T14:01' }), false],
    ['f.date', 'within', 1440, values({ date: '2026-11-21' }), true],
    ['f.date', 'within', 1440, values({ date: '2026-11-20' }), false],
    ['f.date', 'within', 1440, values({ date: '2026-11-23' }), false],
    ['f.date', 'older_than', 1440, values({ date: '2026-11-20' }), true],
  ],
  'what means nothing, whose negation means nothing either': [
    ['f.gone', 'in', ['a'], values({ gone: 'a' }), false],
    ['f.gone', 'not_in', ['a'], {}, false],
    ['f.file', 'filled', null, values({ file: ['1'] }), false],
    ['f.__proto__', 'filled', null, {}, false],
    ['constructor', 'filled', null, {}, false],
    ['priority', 'in', 'normal', {}, false],
    ['created_at', 'at_least', '2026-02-30', {}, false],
    ['created_at', 'within', 1e300, {}, false],
    ['created_at', 'within', 'a', {}, false],
    ['is_repeat', 'is', null, {}, false],
  ],
};

describe.each(Object.entries(ROWS))('%s', (_, rows) => {
  test.each(rows)('%s %s %j of %j: %s', (field, operator, value, ticket, holds) => {
    expect(evaluateConditions(only(field, operator, value), { ...BARE, ...ticket }, WORLD)).toBe(holds);
  });
});

const YES = { kind: 'test', field: 'priority', operator: 'in', value: ['normal'] } as const;
const NO = { kind: 'test', field: 'priority', operator: 'in', value: ['low'] } as const;

describe('groups', () => {
  const ANSWERS: readonly (readonly [Conditions['root']['kind'], readonly boolean[], boolean])[] = [
    ['all', [], true],
    ['any', [], false],
    ['none', [], true],
    ['all', [true, true], true],
    ['all', [true, false], false],
    ['any', [true, false], true],
    ['any', [false, false], false],
    ['none', [false, false], true],
    ['none', [true, false], false],
  ];
  test.each(ANSWERS)('%s of %j: %s', (kind, members, holds) => {
    const conditions: Conditions = {
      version: 1,
      root: { kind, of: members.map((each) => (each ? YES : NO)) },
    };
    expect(evaluateConditions(conditions, BARE, WORLD)).toBe(holds);
    expect(judgeConditions(conditions, BARE, WORLD).holds).toBe(holds);
  });

  test('say of each part what it answered', () => {
    const conditions: Conditions = {
      version: 1,
      root: { kind: 'any', of: [NO, { kind: 'none', of: [NO] }, { kind: 'all', of: [YES, NO] }] },
    };
    expect(judgeConditions(conditions, BARE, WORLD)).toEqual({
      kind: 'any',
      holds: true,
      of: [
        { kind: 'test', holds: false, test: NO },
        { kind: 'none', holds: true, of: [{ kind: 'test', holds: false, test: NO }] },
        {
          kind: 'all',
          holds: false,
          of: [
            { kind: 'test', holds: true, test: YES },
            { kind: 'test', holds: false, test: NO },
          ],
        },
      ],
    });
  });

  test('everything is everything', () => {
    expect(evaluateConditions(EVERYTHING, BARE, WORLD)).toBe(true);
  });
});

test.each([
  ['ＡＢＣ１２３', 'abc123'],
  ['ÉTÉ Жда ΟΔΟΣ', 'été жда οδοσ'],
  ['İı', 'İı'],
  ['ﾃｽﾄ ①', 'テスト 1'],
])('%s is compared as %s', (text, folded) => {
  expect(foldWords(text)).toBe(folded);
});

test('what conditions look at is found wherever it stands', () => {
  const test = (field: string) => ({ kind: 'test', field, operator: 'filled', value: null }) as const;
  const nested: Conditions = {
    version: 1,
    root: { kind: 'all', of: [test('phone'), { kind: 'none', of: [test('f.amount'), test('phone')] }] },
  };
  expect([...attributesAsked([EVERYTHING, nested])]).toEqual(['phone', 'f.amount']);
  expect([isAsked(null, 'title'), isAsked(new Set(['phone']), 'title')]).toEqual([true, false]);
});
