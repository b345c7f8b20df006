import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import { trailOf } from '../../domain/category/tree.ts';
import { Invalid, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findCollisions } from '../tickets/recategorise.query.ts';
import { recategoriseTickets } from '../tickets/recategorise-tickets.ts';
import { deleteCategories, lockCategories, updateCategory } from './categories.store.ts';
import { holdPicked } from './categories.query.ts';
import { changeTree, type HeldTree, nodeAt } from './change-tree.ts';
import { valuesOf } from './category-values.ts';

export interface Merge {
  readonly id: number;
  readonly version: number;
  readonly targetId: number;
  /** What becomes of the category that is empty then. */
  readonly rest: 'deactivate' | 'delete';
}

/** So many numbers stand in the refusal. */
const TOLD = 20;

/**
 * Merges a category into another one (spec 02): its tickets move, each with a log entry, in one transaction; then it is
 * taken out of use or deleted. One with categories below it is refused: where those belong is for people to say.
 * @throws NotFound · Conflict · Invalid (target) · Refused 409 with the tickets that the duplicate rule keeps apart
 */
export async function mergeCategories(
  ctx: ActorCtx,
  merge: Merge,
): Promise<{ from: string; to: string; count: number }> {
  try {
    return await changeTree(ctx, (held) => mergeInto(held, merge), new Refused(409, 'category_name_taken'));
  } catch (error) {
    if (violates(error, 'tickets_one_unfinished_per_phone_and_category'))
      throw (await findCollision(ctx, merge)) ?? error;
    throw error;
  }
}

async function mergeInto(held: HeldTree, merge: Merge): ReturnType<typeof mergeCategories> {
  const { db, tree } = held;
  const { id, version, targetId, rest } = merge;
  const node = nodeAt(held, id, version);
  const below = tree.childrenOf(id).length;
  if (below > 0) throw new Refused(409, 'category_has_children', { name: node.name, count: below });
  if (targetId === id || !tree.byId.has(targetId)) throw unusable();
  // Whoever is creating a ticket here is waited for, and whoever comes later finds it gone.
  await lockCategories(db, [id]);
  const target = await holdPicked(db, targetId).catch(() => {
    throw unusable();
  });
  const collision = await findCollision(held, merge);
  if (collision) throw collision;
  const path = trailOf(tree, id).map(({ name }) => name);
  const count = await recategoriseTickets(held, { from: { id, path }, to: target });
  if (rest === 'delete') await deleteCategories(db, [id]);
  else await updateCategory(db, { id, version, now: held.now() }, { active: false });
  await recordChange(held, {
    action: 'category_merged',
    subjectType: 'category',
    subjectId: id,
    subjectName: node.name,
    version,
    before: rest === 'delete' ? valuesOf(node) : { active: node.active },
    after: {
      ...(rest === 'deactivate' && { active: false }),
      merged_into_id: String(targetId),
      tickets: count,
    },
  });
  return { from: node.name, to: target.path.join(' / '), count };
}

const unusable = (): Invalid => new Invalid({ target_id: { code: 'merge_target_unusable', params: {} } });

async function findCollision(ctx: ActorCtx, { id, targetId }: Merge): Promise<Refused | null> {
  const numbers = await findCollisions(ctx.db, { fromId: id, toId: targetId }, TOLD + 1);
  if (numbers.length === 0) return null;
  const numbersText = `${numbers.slice(0, TOLD).join(' · ')}${numbers.length > TOLD ? ' …' : ''}`;
  return new Refused(409, 'category_merge_collides', { numbers: numbersText });
}
