import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { judgePlace, type TreeLimits } from '../../domain/category/tree.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { findSettings } from '../settings/settings.query.ts';
import { lockTree } from './categories.store.ts';
import { type AdminNode, type AdminTree, findAdminTree } from './category-tree.query.ts';

/** The tree while nobody else can change it. */
export interface HeldTree extends ActorCtx {
  readonly db: Knex.Transaction;
  readonly tree: AdminTree;
  readonly limits: TreeLimits;
}

/**
 * Runs one change of the tree of categories (spec 02): administrators take turns, so that what was judged still holds
 * when it is written.
 * @param taken what to say when two siblings would have one name
 */
export async function changeTree<T>(
  ctx: ActorCtx,
  change: (held: HeldTree) => Promise<T>,
  taken: Error,
): Promise<T> {
  try {
    return await ctx.db.transaction(async (db) => {
      await lockTree(db);
      const { category_max_children: children, category_max_total: total } = await findSettings(db);
      return change({ ...ctx, db, tree: await findAdminTree(db), limits: { children, total } });
    });
  } catch (error) {
    if (violates(error, 'categories_siblings_differ')) throw taken;
    throw error;
  }
}

/** @throws NotFound · Conflict when it was changed since */
export function nodeAt({ tree }: HeldTree, id: number, version: number): AdminNode {
  const node = tree.byId.get(id);
  if (!node) throw new NotFound('category');
  if (node.version !== version) throw new Conflict(version);
  return node;
}

/** @throws Refused with the reason (spec 02) · NotFound when the parent has gone */
export function assertPlace({ tree, limits }: HeldTree, id: number | null, parentId: number | null): void {
  if (parentId !== null && !tree.byId.has(parentId)) throw new NotFound('category');
  const refusal = judgePlace(tree, id, parentId, limits);
  if (refusal) throw new Refused(409, refusal.code, refusal.details);
}
