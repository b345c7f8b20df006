import { z } from 'zod';
import { matchCategories } from '../../domain/search/match-category.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { type CategoryNode, findCategoryTree } from '../categories/categories.query.ts';

const HITS = 8;

/** The chooser's pop-over: hits for what was typed, and the cascade of levels open at a category (spec 02). */
export async function showCategories(web: SignedInWeb): Promise<void> {
  const { q, at } = parseQuery(web.req, {
    q: z.string().max(100).catch(''),
    at: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
  });
  const tree = await findCategoryTree(web.ctx.db);
  const hits = matchCategories(
    tree.filter((node) => node.pickable),
    q,
    HITS,
  );
  const open = tree.find((node) => node.id === at) ?? hits[0]?.node ?? null;
  await web.fragment('tickets/_categories', {
    typed: q,
    hits: hits.map(({ node, from, to }) => ({
      id: node.id,
      path: node.path.join(' / '),
      above: node.path.slice(0, -1),
      before: node.name.slice(0, from),
      match: node.name.slice(from, to),
      after: node.name.slice(to),
      templateName: node.templateName,
    })),
    levels: levelsOf(tree, open),
  });
}

interface Level {
  readonly heading: string | null;
  readonly nodes: readonly (CategoryNode & { readonly open: boolean; readonly fullPath: string })[];
}

/** The columns from the top down to the children of the open category. */
function levelsOf(tree: readonly CategoryNode[], open: CategoryNode | null): Level[] {
  const byId = new Map(tree.map((node) => [node.id, node]));
  const trail: CategoryNode[] = [];
  for (let node = open; node; node = node.parentId === null ? null : (byId.get(node.parentId) ?? null))
    trail.unshift(node);
  const column = (parent: CategoryNode | null): Level => ({
    heading: parent?.name ?? null,
    nodes: tree
      .filter((node) => node.parentId === (parent?.id ?? null))
      .map((node) => ({
        ...node,
        open: trail.some((each) => each.id === node.id),
        fullPath: node.path.join(' / '),
      })),
  });
  return [column(null), ...trail.filter((node) => node.hasChildren).map(column)];
}
