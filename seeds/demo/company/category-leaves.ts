import type { Priority } from '../../../src/domain/ticket/status.ts';
import { CATEGORIES } from './categories.ts';
import type { CategorySeed } from './types.ts';

/** A category that tickets are made in, with what it has from the nodes above. */
export interface CategoryLeaf {
  /** `售后/订单问题/退款问题` */
  readonly path: string;
  readonly names: readonly string[];
  readonly template: string | undefined;
  readonly priority: Priority;
  readonly group: string | undefined;
}

const ROOT: CategoryLeaf = { path: '', names: [], template: undefined, priority: 'normal', group: undefined };

/** The leaves below some nodes, in their order. */
function leavesOf(nodes: readonly CategorySeed[], above: CategoryLeaf = ROOT): CategoryLeaf[] {
  return nodes.flatMap((node) => {
    const names = [...above.names, node.name];
    const own: CategoryLeaf = {
      path: names.join('/'),
      names,
      template: node.template ?? above.template,
      priority: node.priority ?? above.priority,
      group: node.group ?? above.group,
    };
    return node.children ? leavesOf(node.children, own) : [own];
  });
}

export const CATEGORY_LEAVES: readonly CategoryLeaf[] = leavesOf(CATEGORIES);
