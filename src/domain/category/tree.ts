/** The database's own limit (spec 02): a child's parent stands exactly one level above it. */
export const MAX_DEPTH = 5;

/** A category as the rules of the tree see it. */
export interface TreeNode {
  readonly id: number;
  readonly parentId: number | null;
  readonly depth: number;
  readonly name: string;
}

/** Limits that are settings. */
export interface TreeLimits {
  readonly children: number;
  readonly total: number;
}

/** The tree, looked up both ways; children in the order that people gave them. */
export interface Tree<T extends TreeNode = TreeNode> {
  readonly byId: ReadonlyMap<number, T>;
  readonly childrenOf: (parentId: number | null) => readonly T[];
}

/** @param nodes siblings in their order */
export function growTree<T extends TreeNode>(nodes: readonly T[]): Tree<T> {
  const children = new Map<number | null, T[]>();
  for (const node of nodes) {
    const siblings = children.get(node.parentId);
    if (siblings) siblings.push(node);
    else children.set(node.parentId, [node]);
  }
  return {
    byId: new Map(nodes.map((node) => [node.id, node])),
    childrenOf: (parentId) => children.get(parentId) ?? [],
  };
}

/** A category and everything below it, parents before children. */
export function branchOf<T extends TreeNode>(tree: Tree<T>, id: number): T[] {
  const root = tree.byId.get(id);
  if (!root) return [];
  const found = [root];
  for (const node of found) found.push(...tree.childrenOf(node.id));
  return found;
}

/** From the top down to a category itself. */
export function trailOf<T extends TreeNode>(tree: Tree<T>, id: number | null): T[] {
  const trail: T[] = [];
  for (let at = id; at !== null;) {
    const node = tree.byId.get(at);
    if (!node) break;
    trail.unshift(node);
    at = node.parentId;
  }
  return trail;
}

/** Why a category can't stand somewhere: a code of the locale namespace `refusal`, with what its sentence needs. */
export interface PlaceRefusal {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/**
 * Whether a category may stand below a parent (spec 02): not below itself, no deeper than the limit with all that hangs
 * on it, and no more siblings or categories than the settings allow.
 * @param id null for a new one
 */
export function judgePlace(
  tree: Tree,
  id: number | null,
  parentId: number | null,
  limits: TreeLimits,
): PlaceRefusal | null {
  const node = id === null ? null : (tree.byId.get(id) ?? null);
  const parent = parentId === null ? null : (tree.byId.get(parentId) ?? null);
  const branch = node ? branchOf(tree, node.id) : [];
  if (parent && branch.some((each) => each.id === parent.id))
    return { code: 'category_below_itself', details: { name: node?.name ?? '', parent: parent.name } };
  const height = node ? Math.max(...branch.map(({ depth }) => depth)) - node.depth + 1 : 1;
  const depth = (parent?.depth ?? 0) + height;
  if (depth > MAX_DEPTH)
    return {
      code: 'category_too_deep',
      details: { name: node?.name ?? '', parent: parent?.name ?? '', depth, max: MAX_DEPTH },
    };
  const siblings = tree.childrenOf(parentId).filter((each) => each.id !== id);
  if (siblings.length + 1 > limits.children)
    return {
      code: 'category_too_many_children',
      details: { parent: parent?.name ?? '', max: limits.children },
    };
  if (node === null && tree.byId.size + 1 > limits.total)
    return { code: 'category_too_many', details: { max: limits.total } };
  return null;
}

/** Where a category goes to: a parent, and the sibling that it stands before (null: at the end). */
export interface Destination {
  readonly parentId: number | null;
  readonly beforeId: number | null;
}

export const STEPS = ['up', 'down', 'in', 'out'] as const;
export type Step = (typeof STEPS)[number];

/** Where one step of the keyboard leads; null where there is no way. */
export function stepFrom(tree: Tree, id: number, step: Step): Destination | null {
  const node = tree.byId.get(id);
  if (!node) return null;
  const siblings = tree.childrenOf(node.parentId);
  const at = siblings.findIndex((each) => each.id === id);
  const [before, after, afterNext] = [siblings[at - 1], siblings[at + 1], siblings[at + 2]];
  switch (step) {
    case 'up':
      return before ? { parentId: node.parentId, beforeId: before.id } : null;
    case 'down':
      return after ? { parentId: node.parentId, beforeId: afterNext?.id ?? null } : null;
    case 'in':
      return before ? { parentId: before.id, beforeId: null } : null;
    case 'out': {
      const parent = node.parentId === null ? null : (tree.byId.get(node.parentId) ?? null);
      if (!parent) return null;
      const above = tree.childrenOf(parent.parentId);
      const next = above[above.findIndex((each) => each.id === parent.id) + 1];
      return { parentId: parent.parentId, beforeId: next?.id ?? null };
    }
  }
}

/** The siblings in their new order, once a category has gone there. */
export function orderAfter(tree: Tree, id: number, { parentId, beforeId }: Destination): number[] {
  const others = tree.childrenOf(parentId).flatMap((each) => (each.id === id ? [] : [each.id]));
  const at = beforeId === null ? -1 : others.indexOf(beforeId);
  return at < 0 ? [...others, id] : [...others.slice(0, at), id, ...others.slice(at)];
}
