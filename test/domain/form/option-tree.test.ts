import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldOption } from '../../../src/domain/form/field.ts';
import { leavesOf } from '../../../src/domain/form/field-kinds.ts';
import { textFromTree, treeFromText } from '../../../src/domain/form/option-tree.ts';

/** The options of a cascade as indented text (spec 02). */

function read(text: string, before: readonly FieldOption[] = [], isUsed = false): readonly FieldOption[] {
  const tree = treeFromText(text, before, isUsed);
  if (!tree.ok) throw new Error(tree.code);
  return tree.options;
}

const paths = (options: readonly FieldOption[]): string[] =>
  leavesOf(options).map(({ path, retired }) => path.join('/') + (retired ? ' (retired)' : ''));

test('levels by two spaces, a tab, or one wide space', () => {
  expect(paths(read('浙江\n  杭州\n    西湖\n\t宁波\n\u3000温州\n江苏'))).toEqual([
    '浙江/杭州/西湖',
    '浙江/宁波',
    '浙江/温州',
    '江苏',
  ]);
});

test('values are unique in the whole tree, also under equal labels', () => {
  const values = leavesOf(read('浙江\n  其它\n江苏\n  其它')).map(({ value }) => value);
  expect(new Set(values).size).toBe(2);
});

describe('changed later', () => {
  const before = read('浙江\n  杭州\n  宁波\n江苏');
  const valueOf = (options: readonly FieldOption[], path: string): string | undefined =>
    leavesOf(options).find((leaf) => leaf.path.join('/') === path)?.value;

  test('what keeps its place keeps its value', () => {
    const after = read('江苏\n浙江\n  宁波\n  温州\n  杭州', before, true);
    expect(valueOf(after, '浙江/杭州')).toBe(valueOf(before, '浙江/杭州'));
    expect(valueOf(after, '江苏')).toBe(valueOf(before, '江苏'));
  });

  test('what is left out stays as retired while tickets may hold it, else goes', () => {
    expect(paths(read('浙江\n  杭州', before, true))).toEqual([
      '浙江/杭州',
      '浙江/宁波 (retired)',
      '江苏 (retired)',
    ]);
    expect(paths(read('浙江\n  杭州', before, false))).toEqual(['浙江/杭州']);
  });

  test('what comes back is no longer retired', () => {
    const without = read('浙江\n  杭州', before, true);
    expect(paths(read('浙江\n  杭州\n  宁波\n江苏', without, true))).toEqual(paths(before));
  });
});

test.each([
  ['', 'tree_empty'],
  [' \n\t', 'tree_empty'],
  ['  一', 'tree_jump'],
  ['一\n    三', 'tree_jump'],
  ['一\n  二\n    三\n      四\n        五\n          六', 'tree_too_deep'],
  ['一\n  二\n  二', 'tree_twice'],
  ['一\n一', 'tree_twice'],
])('%j is refused: %s', (text, code) => {
  expect(treeFromText(text, [], false)).toMatchObject({ ok: false, code });
});

test('written out and read again, a tree is the same', () => {
  const label = fc.constantFrom('甲', '乙', '丙', 'D', 'e 1');
  const tree = fc.letrec<{ tree: readonly { label: string; children: readonly unknown[] }[] }>((tie) => ({
    tree: fc.uniqueArray(
      fc.record({ label, children: fc.oneof({ maxDepth: 4 }, fc.constant([]), tie('tree')) }),
      { selector: (node) => node.label, minLength: 1, maxLength: 4 },
    ),
  })).tree;
  const draw = (nodes: readonly { label: string; children: readonly unknown[] }[], depth = 0): string =>
    nodes
      .map((node) => {
        const below = draw(node.children as typeof nodes, depth + 1);
        return '  '.repeat(depth) + node.label + (below === '' ? '' : `\n${below}`);
      })
      .join('\n');
  fc.assert(
    fc.property(tree, (nodes) => {
      const text = draw(nodes);
      const first = treeFromText(text, [], false);
      if (!first.ok) return expect(first.code).toBe('tree_too_deep');
      expect(textFromTree(first.options)).toBe(text);
      expect(read(text, first.options, true)).toEqual(first.options);
    }),
  );
});
