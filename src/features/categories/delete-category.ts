import type { ActorCtx } from '../../context.ts';
import { branchOf } from '../../domain/category/tree.ts';
import { Refused } from '../../errors.ts';
import { recordChanges } from '../audit/record-change.ts';
import { deleteCategories, lockCategories } from './categories.store.ts';
import { countTicketsIn } from './category-tree.query.ts';
import { valuesOf } from './category-values.ts';
import { changeTree, nodeAt } from './change-tree.ts';

/**
 * Deletes a category with all below it, when no ticket lies there (spec 02).
 * @throws NotFound · Conflict · Refused 409 with the number of tickets
 */
export async function deleteCategory(
  ctx: ActorCtx,
  { id, version }: { id: number; version: number },
): Promise<{ name: string; count: number }> {
  return changeTree(
    ctx,
    async (held) => {
      const node = nodeAt(held, id, version);
      const branch = branchOf(held.tree, id);
      const ids = branch.map((each) => each.id);
      // Whoever is creating a ticket here is waited for, and then counted.
      await lockCategories(held.db, ids);
      const count = await countTicketsIn(held.db, ids);
      if (count > 0) throw new Refused(409, 'category_has_tickets', { name: node.name, count });
      await deleteCategories(held.db, ids);
      await recordChanges(
        held,
        branch.map((each) => ({
          action: 'category_deleted',
          subjectType: 'category',
          subjectId: each.id,
          subjectName: each.name,
          version: each.version,
          before: valuesOf(each),
          after: {},
        })),
      );
      return { name: node.name, count: ids.length };
    },
    new Refused(409, 'category_name_taken'),
  );
}
