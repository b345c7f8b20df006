import { describe, expect, test } from 'vitest';
import { diffValues } from '../../../src/domain/audit/diff-values.ts';
import { referencesIn, referredBy, textsIn } from '../../../src/domain/audit/references.ts';

describe('a change is taken apart', () => {
  const red = { value: 'red', label: '红' };
  const blue = { value: 'blue', label: '蓝' };

  test.each([
    ['plain values', 'a', 'b', { kind: 'value', before: 'a', after: 'b' }],
    ['something from nothing', null, 3, { kind: 'value', before: null, after: 3 }],
    ['a list that grows', ['1'], ['1', '2'], { kind: 'set', added: ['2'], removed: [], moved: false }],
    ['a list from nothing', null, ['1'], { kind: 'set', added: ['1'], removed: [], moved: false }],
    ['a list to nothing', ['1'], null, { kind: 'set', added: [], removed: ['1'], moved: false }],
    ['only another order', ['1', '2'], ['2', '1'], { kind: 'set', added: [], removed: [], moved: true }],
    ['a list that was a text', 'x', ['x'], { kind: 'value', before: 'x', after: ['x'] }],
    [
      'an option more',
      [red],
      [red, blue],
      { kind: 'items', added: [blue], removed: [], changed: [], moved: false },
    ],
    [
      'an option less, and moved',
      [red, blue, { value: 'x' }],
      [blue, red],
      { kind: 'items', added: [], removed: [{ value: 'x' }], changed: [], moved: true },
    ],
    [
      'an option renamed',
      [red, blue],
      [{ ...red, label: '大红' }, blue],
      {
        kind: 'items',
        added: [],
        removed: [],
        changed: [
          {
            item: { ...red, label: '大红' },
            changes: [{ key: 'label', diff: { kind: 'value', before: '红', after: '大红' } }],
          },
        ],
        moved: false,
      },
    ],
    [
      'a record within',
      { max: 5, min: 1 },
      { max: 9, min: 1 },
      { kind: 'record', changes: [{ key: 'max', diff: { kind: 'value', before: 5, after: 9 } }] },
    ],
    [
      'records that nothing tells apart',
      [{ a: 1 }],
      [{ a: 2 }],
      { kind: 'items', added: [{ a: 2 }], removed: [{ a: 1 }], changed: [], moved: false },
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(diffValues(before, after)).toEqual(expected);
  });
});

describe('ids are known by the name of their value', () => {
  test.each([
    ['group', 'member_ids', 'user'],
    ['group', 'duty_leader_id', 'user'],
    ['group', 'handover_ids', 'group'],
    ['group', 'stage_key', 'stage'],
    ['settings', 'review_group_id', 'group'],
    ['user', 'role_ids', 'role'],
    ['category', 'parent_id', 'category'],
    ['department', 'parent_id', 'department'],
    ['category', 'template_id', 'template'],
    ['template', 'field_id', 'field'],
    ['settings', 'parent_id', null],
    ['ticket', 'order_id', null],
    ['group', 'name', null],
    ['group', 'constructor_id', null],
  ])('%s.%s', (subject, key, kind) => {
    expect(referredBy(subject, key)).toBe(kind);
  });

  test('also within lists of records', () => {
    const changes = {
      member_ids: [['1'], ['1', '2']],
      placements: [null, [{ field_id: 7, label: '金额' }]],
      note: ['3', '4'],
    };
    expect(
      Object.fromEntries([...referencesIn('group', changes)].map(([kind, ids]) => [kind, [...ids]])),
    ).toEqual({
      user: ['1', '2'],
      field: ['7'],
    });
    expect(textsIn(changes)).toEqual(['1', '1', '2', '金额', '3', '4']);
  });
});
