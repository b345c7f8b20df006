import { describe, expect, test } from 'vitest';
import { changeConditionForm } from '../../src/features/conditions/change-condition-form.ts';
import {
  type RawCondition,
  isRawGroup,
  readConditionForm,
} from '../../src/features/conditions/condition-form.ts';
import { Invalid } from '../../src/errors.ts';

/** The form of the builder of conditions: what is read of it, and what its steps make of it (spec 04). */

const row = (name: string, field: string, more: Readonly<Record<string, string | string[]>>) =>
  Object.fromEntries([
    [`${name}.field`, field],
    ...Object.entries(more).map(([input, value]) => [`${name}.${input}`, value]),
  ]) as Record<string, string | string[]>;

describe('what was typed', () => {
  const values: readonly [string, Readonly<Record<string, string | string[]>>, unknown][] = [
    ['ids', { operator: 'in', any: ['3', '7', '3'] }, ['3', '7']],
    ['nothing ticked', { operator: 'in' }, []],
    ['values of what has no list', { operator: 'in', words: 'A1, A2' }, ['A1', 'A2']],
    [
      'words',
      { operator: 'contains', words: ' 退款、退货，换货,坏 了 ；' },
      ['退款', '退货', '换货', '坏 了'],
    ],
    ['a number', { operator: 'at_least', bound: ' 2 ' }, '2'],
    ['a day', { operator: 'at_most', bound: '2026-11-22' }, '2026-11-22'],
    ['hours', { operator: 'within', span: '1.5', unit: 'hours' }, 90],
    ['days in full-width digits', { operator: 'older_than', span: '２', unit: 'days' }, 2880],
    ['minutes without a unit', { operator: 'within', span: '30' }, 30],
    ['no span', { operator: 'within', span: 'soon', unit: 'days' }, 'soon'],
    ['no', { operator: 'is', is: 'false' }, 'false'],
    ['presence', { operator: 'empty', words: 'left over' }, null],
    ['what another operator has left', { operator: 'contains', any: ['3'], bound: '2' }, []],
    ['no operator yet', {}, null],
  ];
  test.each(values)('%s', (_name, inputs, value) => {
    const raw = readConditionForm({ 'c.kind': 'all', ...row('c.0', 'x', inputs) });
    expect(raw.root.of).toMatchObject([{ kind: 'test', field: 'x', value }]);
  });

  test('rows stand in the order of their numbers, whatever gaps there are', () => {
    const raw = readConditionForm({ ...row('c.10', 'b', {}), ...row('c.9', 'a', {}), 'c.kind': 'any' });
    expect(raw.root.of.map((each) => (isRawGroup(each) ? '' : each.field))).toEqual(['a', 'b']);
  });

  test('a form without conditions gives none that hold for every ticket', () => {
    expect(readConditionForm({ name: 'x' }).root.kind).toBe('');
  });

  test('several builders stand in one form', () => {
    const body = { 'c.kind': 'all', 'stop.kind': 'any', ...row('stop.0', 'x', {}) };
    expect(readConditionForm(body).root).toEqual({ kind: 'all', of: [] });
    expect(readConditionForm(body, 'stop').root).toMatchObject({ kind: 'any', of: [{ field: 'x' }] });
  });

  const hostile: readonly [string, Readonly<Record<string, string | string[]>>][] = [
    ['an input that there is none of', { 'c.0.sql': '1' }],
    ['a place that is none', { 'c.__proto__.field': 'x' }],
    ['a negative place', { 'c.-1.field': 'x' }],
    ['a place too far', { 'c.99999.field': 'x' }],
    ['a bottomless tree', { [`c${'.0'.repeat(400)}.field`]: 'x' }],
    ['two operators', { 'c.0.field': 'x', 'c.0.operator': ['in', 'is'] }],
    ['a row with rows', { 'c.0.field': 'x', 'c.0.1.field': 'y' }],
    ['a row that is a group', { 'c.0.field': 'x', 'c.0.kind': 'all' }],
    ['a character that can not be stored', { 'c.0.field': 'x', 'c.0.any': 'a\u0000b' }],
  ];
  test.each(hostile)('refuses %s', (_name, body) => {
    expect(() => readConditionForm({ 'c.kind': 'all', ...body })).toThrow(Invalid);
  });
});

/** A tree as a line: `all(a any(b c) d)`. */
function lineOf(node: RawCondition): string {
  return isRawGroup(node) ? `${node.kind}(${node.of.map(lineOf).join(' ')})` : node.field || '?';
}

describe('steps', () => {
  const FORM = {
    'c.kind': 'all',
    ...row('c.0', 'a', { operator: 'in', any: ['1'] }),
    'c.1.kind': 'any',
    ...row('c.1.0', 'b', { operator: 'contains', words: 'x' }),
    ...row('c.1.1', 'c', { operator: 'at_least', bound: '2' }),
    'c.2.kind': 'none',
    ...row('c.2.0', 'd', { operator: 'is', is: 'true' }),
  };
  const steps: readonly [string, string, string][] = [
    ['add:c', 'all(a any(b c) none(d) ?)', 'c.3'],
    ['add:c.1', 'all(a any(b c ?) none(d))', 'c.1.2'],
    ['add_group:c', 'all(a any(b c) none(d) any(?))', 'c.3.0'],
    ['add_group:c.2', 'all(a any(b c) none(d any(?)))', 'c.2.1.0'],
    ['remove:c.0', 'all(any(b c) none(d))', 'c.0'],
    ['remove:c.1.1', 'all(a any(b) none(d))', 'c.1.0'],
    ['remove:c.2', 'all(a any(b c))', 'c.1'],
    ['remove:c.2.0', 'all(a any(b c) none())', 'c.2'],
    ['up:c.1', 'all(any(b c) a none(d))', 'c.0'],
    ['down:c.1.0', 'all(a any(c b) none(d))', 'c.1.1'],
    ['up:c.0', 'all(a any(b c) none(d))', 'c.0'],
    ['down:c.2', 'all(a any(b c) none(d))', 'c.2'],
    ['nest:c.0', 'all(any(a) any(b c) none(d))', 'c.0'],
    ['lift:c.1.0', 'all(a any(c) b none(d))', 'c.2'],
    ['lift:c.2.0', 'all(a any(b c) d)', 'c.2'],
    ['lift:c.0', 'all(a any(b c) none(d))', 'c.0'],
    ['ask:c.1.0', 'all(a any(? c) none(d))', 'c.1.0'],
    ['choose:c.1.1', 'all(a any(b c) none(d))', 'c.1.1'],
    ['remove:c', 'all(a any(b c) none(d))', 'c'],
    ['remove:c.7.7', 'all(a any(b c) none(d))', 'c.7.7'],
    ['add:c.0', 'all(a any(b c) none(d))', 'c.0'],
  ];
  test.each(steps)('%s', (step, line, at) => {
    const changed = changeConditionForm({ ...FORM, _step: step });
    expect(changed && lineOf(changed.raw.root)).toBe(line);
    expect(changed?.at).toBe(at);
  });

  test('what was typed elsewhere stays', () => {
    const changed = changeConditionForm({ ...FORM, _step: 'up:c.1' });
    expect(changed?.raw.root.of[0]).toMatchObject({
      of: [{ value: ['x'] }, { value: '2' }],
    });
  });

  test.each([undefined, '', 'save', 'add', 'add:x', 'constructor:c', 'add:cc'])('%s is none', (step) => {
    expect(changeConditionForm({ ...FORM, ...(step !== undefined && { _step: step }) })).toBeNull();
  });
});
