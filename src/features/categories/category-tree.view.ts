import { trailOf } from '../../domain/category/tree.ts';
import { matchCategories } from '../../domain/search/match-category.ts';
import type { AdminNode, AdminTree } from './category-tree.query.ts';

/** A category as the tree shows it; children only where it is unfolded, so that thousands stay light. */
export interface TreeItem {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly active: boolean;
  readonly current: boolean;
  /** How many hang directly on it. */
  readonly count: number;
  readonly open: boolean;
  readonly children: readonly TreeItem[];
}

/** The children of a category, and below them whatever is unfolded. */
export function presentBranch(
  tree: AdminTree,
  parentId: number | null,
  shown: { readonly open: ReadonlySet<number>; readonly at: number | null },
): TreeItem[] {
  return tree.childrenOf(parentId).map((node) => {
    const count = tree.childrenOf(node.id).length;
    const open = count > 0 && shown.open.has(node.id);
    return {
      id: node.id,
      name: node.name,
      version: node.version,
      active: node.active,
      current: node.id === shown.at,
      count,
      open,
      children: open ? presentBranch(tree, node.id, shown) : [],
    };
  });
}

/** What must be unfolded for a category to be seen. */
export function openFor(tree: AdminTree, at: number | null): number[] {
  return trailOf(tree, at).map(({ id }) => id);
}

export interface HitView {
  readonly id: number;
  readonly above: readonly string[];
  readonly before: string;
  readonly match: string;
  readonly after: string;
  readonly active: boolean;
}

/** Categories found by words of their path or by pinyin initials, those out of use as well. */
export function presentHits(
  tree: AdminTree,
  nodes: readonly AdminNode[],
  q: string,
  limit: number,
): HitView[] {
  const searchable = nodes.map((node) => ({
    id: node.id,
    name: node.name,
    initials: node.initials,
    path: trailOf(tree, node.id).map(({ name }) => name),
    active: node.active,
  }));
  return matchCategories(searchable, q, limit).map(({ node, from, to }) => ({
    id: node.id,
    above: node.path.slice(0, -1),
    before: node.name.slice(0, from),
    match: node.name.slice(from, to),
    after: node.name.slice(to),
    active: node.active,
  }));
}
