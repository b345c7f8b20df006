import type { ActorCtx } from '../../context.ts';
import { branchOf, type Destination, orderAfter, type Step, stepFrom } from '../../domain/category/tree.ts';
import { Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { hangBelow, lockCategories, orderSiblings, updateCategory } from './categories.store.ts';
import type { AdminNode } from './category-tree.query.ts';
import { recalculateByCategory } from '../sla/recalculate.ts';
import { assertPlace, changeTree, type HeldTree, nodeAt } from './change-tree.ts';

export interface Moved {
  readonly name: string;
  /** '' at the top. */
  readonly parent: string;
  readonly place: number;
  readonly of: number;
}

/**
 * Moves a category with all below it (spec 02): to a place, or one step as the keyboard does.
 * @throws NotFound · Conflict · Refused 409 with the reason
 */
export async function moveCategory(
  ctx: ActorCtx,
  { id, version, to }: { id: number; version: number; to: Destination | Step },
): Promise<Moved> {
  return changeTree(
    ctx,
    async (held) => {
      const node = nodeAt(held, id, version);
      const destination = typeof to === 'string' ? stepFrom(held.tree, id, to) : to;
      if (!destination) throw new Refused(409, 'category_no_further', { name: node.name });
      const moved = await moveTo(held, node, destination);
      await updateCategory(held.db, { id, version, now: held.now() }, {});
      const from = held.tree.childrenOf(node.parentId).indexOf(node) + 1;
      await recordChange(held, {
        action: 'category_moved',
        subjectType: 'category',
        subjectId: id,
        subjectName: node.name,
        version,
        before: { ...parentOf(node.parentId), position: from },
        after: { ...parentOf(destination.parentId), position: moved.place },
      });
      return moved;
    },
    new Refused(409, 'category_name_taken'),
  );
}

const parentOf = (parentId: number | null): object =>
  parentId === null ? {} : { parent_id: String(parentId) };

/** Writes a new place, judged first; inside `changeTree`. @throws Refused · NotFound */
export async function moveTo(held: HeldTree, node: AdminNode, to: Destination): Promise<Moved> {
  const { db, tree } = held;
  assertPlace(held, node.id, to.parentId);
  const parent = to.parentId === null ? undefined : tree.byId.get(to.parentId);
  const order = orderAfter(tree, node.id, to);
  const ids = branchOf(tree, node.id).map(({ id }) => id);
  // All at once and in the order that creating a ticket takes them in, so that nobody waits in a circle.
  await lockCategories(db, [...ids, ...order]);
  if (to.parentId !== node.parentId) {
    await hangBelow(db, ids, node.id, {
      parentId: to.parentId,
      deeper: (parent?.depth ?? 0) + 1 - node.depth,
    });
  }
  await orderSiblings(db, order);
  if (to.parentId !== node.parentId) await recalculateByCategory(held, db, { requestedBy: held.actor.id });
  return {
    name: node.name,
    parent: parent?.name ?? '',
    place: order.indexOf(node.id) + 1,
    of: order.length,
  };
}
