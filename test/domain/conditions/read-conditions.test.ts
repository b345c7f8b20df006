import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Attribute, type Catalogue, operatorsOf } from '../../../src/domain/conditions/catalogue.ts';
import type { Conditions } from '../../../src/domain/conditions/language.ts';
import { readConditions } from '../../../src/domain/conditions/read-conditions.ts';

type Kind = Attribute['kind'];
const attribute = (key: string, kind: Kind, more: Partial<Attribute> = {}): Attribute => ({
  ...{ key, kind, label: `字段 ${key}`, operators: operatorsOf(kind) },
  ...more,
});

const CATALOGUE: Catalogue = {
  attributes: [
    attribute('category', 'category', {
      operators: operatorsOf('category', false),
      options: [
        { value: '1', label: '售后', children: [{ value: '2', label: '退款' }] },
        { value: '3', label: '旧', retired: true, children: [{ value: '4', label: '旧的下级' }] },
      ],
    }),
    attribute('priority', 'choice', { options: [{ value: 'high', label: '高' }] }),
    attribute('tags', 'tags', { options: [{ value: 'a', label: '甲' }] }),
    attribute('customer_tags', 'tags'),
    attribute('title', 'text'),
    attribute('phone', 'phone'),
    attribute('created_at', 'moment'),
    attribute('is_repeat', 'switch'),
    attribute('f.amount', 'number', { unit: '元' }),
    attribute('f.at', 'time'),
    attribute('f.old', 'text', { retired: true }),
  ],
};

const one = (field: unknown, operator: unknown, value: unknown): unknown => ({
  version: 1,
  root: { kind: 'all', of: [{ kind: 'test', field, operator, value }] },
});

function valueOf(raw: unknown): unknown {
  const reading = readConditions(raw, CATALOGUE);
  const [first] = reading.ok ? reading.conditions.root.of : [];
  return first?.kind === 'test' ? first.value : reading;
}

function problemsOf(raw: unknown, kept?: Conditions): string[] {
  const reading = readConditions(raw, CATALOGUE, kept);
  return reading.ok ? [] : reading.problems.map(({ path, code }) => `${path.join('.')}: ${code}`);
}

describe('values come back as they are stored', () => {
  test.each([
    ['category', 'in', ['2', 2, '1'], [2, 1]],
    ['priority', 'in', ['high'], ['high']],
    ['title', 'contains', [' 退款 ', '退款', 'ＡＢＣ'], ['退款', 'ＡＢＣ']],
    ['title', 'in', [12], ['12']],
    ['customer_tags', 'not_in', ['x'], ['x']],
    ['phone', 'in', ['138 1234 2046', '+86 13812342046'], ['+8613812342046']],
    ['phone', 'begins', ['138', '010', '+1650'], ['+86138', '+8610', '+1650']],
    ['f.amount', 'at_least', '1,428.50 元', 1428.5],
    ['f.amount', 'in', ['5', 5.0, '６'], [5, 6]],
    ['f.amount', 'at_most', 0, 0],
    ['created_at', 'at_least', '2026-11-22', '2026-11-22'],
    ['created_at', 'within', '60', 60],
    ['f.at', 'at_most', '09:30', '09:30'],
    ['is_repeat', 'is', 'false', false],
    ['f.amount', 'empty', 'whatever', null],
  ])('%s %s %j: %j', (field, operator, value, stored) => {
    expect(valueOf(one(field, operator, value))).toEqual(stored);
  });
});

describe('what does not fit is refused, where it stands', () => {
  const MANY = Array.from({ length: 101 }, (_, index) => String(index));
  test.each([
    ['', 'in', ['a'], 'field: no_attribute'],
    ['gone', 'in', ['a'], 'field: unknown_attribute'],
    ['__proto__', 'in', ['a'], 'field: unknown_attribute'],
    ['f.constructor', 'filled', null, 'field: unknown_attribute'],
    ['f.old', 'contains', ['a'], 'field: retired_attribute'],
    ['title', 'at_least', 5, 'operator: unfit_operator'],
    ['title', 'toString', 5, 'operator: unfit_operator'],
    ['category', 'empty', null, 'operator: unfit_operator'],
    ['category', 'in', [], 'value: no_value'],
    ['category', 'in', '2', 'value: no_value'],
    ['category', 'in', { 0: 2 }, 'value: no_value'],
    ['category', 'in', [99], 'value: unknown_option'],
    ['category', 'in', ['02'], 'value: unknown_option'],
    ['category', 'in', [3], 'value: retired_option'],
    ['category', 'in', [4], 'value: retired_option'],
    ['category', 'in', [Number.NaN], 'value: value_unusable'],
    ['category', 'in', [null], 'value: value_unusable'],
    ['priority', 'in', ['__proto__'], 'value: unknown_option'],
    ['title', 'contains', MANY, 'value: too_many_values'],
    ['title', 'contains', ['长'.repeat(201)], 'value: value_too_long'],
    ['title', 'contains', ['a\u0000b'], 'value: value_unusable'],
    ['title', 'contains', ['\ud800'], 'value: value_unusable'],
    ['title', 'contains', ['　'], 'value: no_value'],
    ['title', 'contains', [['a']], 'value: value_unusable'],
    ['phone', 'in', ['138****2046'], 'value: not_a_phone'],
    ['phone', 'begins', ['abc'], 'value: not_a_phone'],
    ['f.amount', 'at_least', '', 'value: no_value'],
    ['f.amount', 'at_least', 'five', 'value: not_a_number'],
    ['f.amount', 'at_least', Number.NaN, 'value: value_unusable'],
    ['f.amount', 'at_least', Number.POSITIVE_INFINITY, 'value: value_unusable'],
    ['f.amount', 'at_least', [5], 'value: value_unusable'],
    ['created_at', 'at_least', '2026-02-30', 'value: not_a_day'],
    ['created_at', 'at_least', '0001-01-01', 'value: not_a_day'],
    ['created_at', 'at_least', '2026-11-22T09:00', 'value: not_a_day'],
    ['created_at', 'within', 0, 'value: not_minutes'],
    ['created_at', 'within', -5, 'value: not_minutes'],
    ['created_at', 'within', 1.5, 'value: not_minutes'],
    ['created_at', 'within', 5_270_401, 'value: not_minutes'],
    ['created_at', 'within', 1e300, 'value: not_minutes'],
    ['created_at', 'within', '', 'value: no_value'],
    ['f.at', 'at_least', '25:00', 'value: not_a_time'],
    ['is_repeat', 'is', 'yes', 'value: not_yes_or_no'],
    ['is_repeat', 'is', undefined, 'value: no_value'],
  ])('%s %s %j: %s', (field, operator, value, problem) => {
    expect(problemsOf(one(field, operator, value))).toEqual([`root.of.0.${problem}`]);
  });

  test('each problem at once, by its place', () => {
    const root = {
      kind: 'any',
      of: [
        { kind: 'test', field: 'title', operator: 'in', value: [] },
        { kind: 'none', of: [{ kind: 'test', field: 'nope', operator: 'in', value: ['x'] }] },
      ],
    };
    expect(problemsOf({ version: 1, root })).toEqual([
      'root.of.0.value: no_value',
      'root.of.1.of.0.field: unknown_attribute',
    ]);
  });
});

test('what is out of use may stay where it stood before', () => {
  const retired = one('category', 'in', [3]);
  expect(problemsOf(retired, retired as Conditions)).toEqual([]);
  expect(problemsOf(retired, one('category', 'in', [4]) as Conditions)).toHaveLength(1);
  const old = one('f.old', 'contains', ['a']);
  expect(problemsOf(old, one('f.old', 'contains', ['b']) as Conditions)).toEqual([]);
  expect(problemsOf(one('category', 'in', [99]), one('category', 'in', [99]) as Conditions)).toHaveLength(1);
});

describe('shapes and sizes', () => {
  const nested = (depth: number): unknown => {
    let node: unknown = { kind: 'all', of: [] };
    for (let at = 1; at < depth; at += 1) node = { kind: 'all', of: [node] };
    return { version: 1, root: node };
  };
  const tests = (count: number): unknown => ({
    version: 1,
    root: {
      kind: 'any',
      of: [0, 1].map((half) => ({
        kind: 'all',
        of: Array.from({ length: half === 0 ? Math.floor(count / 2) : Math.ceil(count / 2) }, () => ({
          ...{ kind: 'test', field: 'is_repeat', operator: 'is', value: true },
        })),
      })),
    },
  });
  const circle: { kind: string; of: unknown[] } = { kind: 'all', of: [] };
  circle.of.push(circle);

  test.each([
    ['nothing', null, ': unreadable'],
    ['a text', '{}', ': unreadable'],
    ['another version', { version: 2, root: { kind: 'all', of: [] } }, ': unreadable'],
    ['no root', { version: 1 }, ': unreadable'],
    ['a list', { version: 1, root: [] }, 'root: unreadable'],
    [
      'a test alone',
      { version: 1, root: (one('is_repeat', 'is', true) as Conditions).root.of[0] },
      'root: unreadable',
    ],
    ['an unknown kind', { version: 1, root: { kind: 'xor', of: [] } }, 'root: unreadable'],
    [
      'a prototype',
      { version: 1, root: JSON.parse('{"__proto__":{"kind":"all","of":[]}}') as unknown },
      'root: unreadable',
    ],
    ['members that are none', { version: 1, root: { kind: 'all', of: { length: 3 } } }, 'root: unreadable'],
    ['six levels', nested(6), 'root.of.0.of.0.of.0.of.0.of.0: too_deep'],
    ['a hundred thousand levels', nested(100_000), 'root.of.0.of.0.of.0.of.0.of.0: too_deep'],
    ['a circle', { version: 1, root: circle }, 'root.of.0.of.0.of.0.of.0.of.0: too_deep'],
    ['a hundred and one tests', tests(101), 'root.of.1.of.50: too_many_tests'],
    [
      'a million tests',
      { version: 1, root: { kind: 'all', of: new Array(1_000_000).fill(1) } },
      'root: too_many_tests',
    ],
  ])('%s', (_, raw, problem) => {
    expect(problemsOf(raw)).toEqual([problem]);
  });

  test.each([
    ['nothing at all', nested(1)],
    ['five levels', nested(5)],
    ['a hundred tests', tests(100)],
  ])('%s is fine', (_, raw) => {
    expect(problemsOf(raw)).toEqual([]);
  });
});

test('anything is answered by conditions or problems', () => {
  const node = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.record({
        kind: fc.constantFrom('test', 'all', 'x'),
        field: fc.oneof(fc.constantFrom(...CATALOGUE.attributes.map(({ key }) => key)), fc.string()),
        operator: fc.oneof(fc.constantFrom('in', 'begins', 'within', 'at_least', 'is'), fc.string()),
        value: fc.anything(),
      }),
      fc.record({ kind: fc.constantFrom('all', 'any', 'none'), of: fc.array(tie('node'), { maxLength: 3 }) }),
      fc.anything(),
    ),
  })).node;
  fc.assert(
    fc.property(node, (root) => {
      const reading = readConditions({ version: 1, root }, CATALOGUE);
      if (!reading.ok) expect(reading.problems.length).toBeGreaterThan(0);
      // What was read once is read again as it is.
      else expect(readConditions(reading.conditions, CATALOGUE)).toEqual(reading);
    }),
    { numRuns: 2000 },
  );
});
