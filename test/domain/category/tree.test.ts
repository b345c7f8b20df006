import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planImport } from '../../../src/domain/category/plan-import.ts';
import { IMPORT_COLUMNS, readImport } from '../../../src/domain/category/read-import.ts';
import {
  branchOf,
  growTree,
  judgePlace,
  MAX_DEPTH,
  orderAfter,
  type STEPS,
  stepFrom,
  type TreeNode,
} from '../../../src/domain/category/tree.ts';

/** The rules of the tree of categories (spec 02), and what a spreadsheet makes of it. */

const node = (id: number, parentId: number | null, depth: number): TreeNode => ({
  id,
  parentId,
  depth,
  name: `n${id}`,
});

/** 1 > 2 > 3 > 4 > 5, and 6, 7 at the top. */
const NODES = [
  node(1, null, 1),
  node(6, null, 1),
  node(7, null, 1),
  node(2, 1, 2),
  node(3, 2, 3),
  node(4, 3, 4),
  node(5, 4, 5),
];
const TREE = growTree(NODES);
const WIDE = { children: 200, total: 5000 };

describe('where a category may stand', () => {
  test.each<[string, number | null, number | null, { children: number; total: number }, string | null]>([
    ['a new one at the top', null, null, WIDE, null],
    ['below another', 6, 7, WIDE, null],
    ['below itself', 1, 1, WIDE, 'category_below_itself'],
    ['below what hangs on it', 1, 3, WIDE, 'category_below_itself'],
    ['at the deepest level', 6, 4, WIDE, null],
    ['below the deepest level', 6, 5, WIDE, 'category_too_deep'],
    ['too deep with what hangs on it', 1, 6, WIDE, 'category_too_deep'],
    ['among too many', null, null, { children: 3, total: 5000 }, 'category_too_many_children'],
    ['where it is, among as many as may be', 6, null, { children: 3, total: 5000 }, null],
    ['one more than there may be', null, 6, { children: 200, total: 7 }, 'category_too_many'],
    ['moved, with as many as there may be', 6, 7, { children: 200, total: 7 }, null],
  ])('%s', (_name, id, parentId, limits, code) => {
    expect(judgePlace(TREE, id, parentId, limits)?.code ?? null).toBe(code);
  });
});

describe('steps of the keyboard', () => {
  test.each<[number, (typeof STEPS)[number], ReturnType<typeof stepFrom>]>([
    [1, 'up', null],
    [6, 'up', { parentId: null, beforeId: 1 }],
    [1, 'down', { parentId: null, beforeId: 7 }],
    [6, 'down', { parentId: null, beforeId: null }],
    [7, 'down', null],
    [1, 'in', null],
    [6, 'in', { parentId: 1, beforeId: null }],
    [1, 'out', null],
    [2, 'out', { parentId: null, beforeId: 6 }],
    [99, 'up', null],
  ])('%i %s', (id, step, destination) => {
    expect(stepFrom(TREE, id, step)).toEqual(destination);
  });

  test('whatever is allowed keeps every category, in a tree no deeper than it may be', () => {
    const anywhere = fc.record({
      id: fc.constantFrom(...NODES.map((each) => each.id)),
      parentId: fc.constantFrom(null, ...NODES.map((each) => each.id)),
      beforeId: fc.constantFrom(null, ...NODES.map((each) => each.id)),
    });
    fc.assert(
      fc.property(anywhere, ({ id, parentId, beforeId }) => {
        if (judgePlace(TREE, id, parentId, WIDE)) return;
        const order = orderAfter(TREE, id, { parentId, beforeId });
        expect(new Set(order).size).toBe(order.length);
        expect(order).toContain(id);
        const deepest =
          Math.max(...branchOf(TREE, id).map(({ depth }) => depth)) - TREE.byId.get(id)!.depth + 1;
        expect((parentId === null ? 0 : TREE.byId.get(parentId)!.depth) + deepest).toBeLessThanOrEqual(
          MAX_DEPTH,
        );
      }),
    );
  });
});

describe('a spreadsheet', () => {
  const names = {
    levels: [1, 2, 3, 4, 5].map((level) => [`L${level}`]),
    attributes: Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, [column]])) as never,
  };
  const words = { templates: [], groups: [], priorities: new Map(), yes: ['yes'], no: ['no'] };

  test('planned and carried out, there is nothing left to plan', () => {
    const name = fc.constantFrom('甲', '乙', '丙', ' 丁 ');
    fc.assert(
      fc.property(fc.array(fc.array(name, { minLength: 1, maxLength: 5 }), { maxLength: 20 }), (paths) => {
        const sheet = {
          header: ['L1', 'L2', 'L3', 'L4', 'L5'],
          rows: paths.map((cells, at) => ({ number: at + 2, cells })),
        };
        const { rows } = readImport(sheet, names);
        const plan = planImport([], rows, words, WIDE);
        const ids = new Map(plan.created.map(({ path }, at) => [path.join('/'), at + 1]));
        const nodes = plan.created.map(({ path, attributes }, at) => ({
          ...attributes,
          id: at + 1,
          name: path.at(-1)!,
          depth: path.length,
          parentId: path.length === 1 ? null : ids.get(path.slice(0, -1).join('/'))!,
        }));
        const again = planImport(nodes, rows, words, WIDE);
        expect([again.created, again.changed, again.missing, again.problems]).toEqual([[], [], [], []]);
      }),
    );
  });
});
