import type { ActorCtx } from '../../context.ts';
import { Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { updateCategory } from './categories.store.ts';
import { changeTree, nodeAt } from './change-tree.ts';

/**
 * Takes a category out of use, or brings it back (spec 02). Out of use it stays on old tickets and can't be picked,
 * nor can anything below it.
 * @throws NotFound · Conflict
 */
export async function setCategoryActive(
  ctx: ActorCtx,
  { id, version, active }: { id: number; version: number; active: boolean },
): Promise<void> {
  await changeTree(
    ctx,
    async (held) => {
      const node = nodeAt(held, id, version);
      await updateCategory(held.db, { id, version, now: held.now() }, { active });
      await recordChange(held, {
        action: active ? 'category_activated' : 'category_deactivated',
        subjectType: 'category',
        subjectId: id,
        subjectName: node.name,
        version,
        before: { active: node.active },
        after: { active },
      });
    },
    new Refused(409, 'category_name_taken'),
  );
}
