import type { ActorCtx } from '../../context.ts';
import { type Attributes, keyOf, type NewNode } from '../../domain/category/plan-import.ts';
import { trailOf } from '../../domain/category/tree.ts';
import { NotFound, Refused } from '../../errors.ts';
import { type ConfigChange, recordChanges } from '../audit/record-change.ts';
import { dropStaged } from '../imports/drop-staged.ts';
import { findStaged } from '../imports/staged-imports.query.ts';
import {
  type CategoryColumns,
  insertCategories,
  lockCategories,
  type NewCategory,
  updateCategories,
} from './categories.store.ts';
import { urgeValues, valuesOf } from './category-values.ts';
import { changeTree, type HeldTree } from './change-tree.ts';
import { findImportPlan, type SheetPlan } from './import-plan.query.ts';

export const IMPORT_KIND = 'categories';

export interface Imported {
  readonly created: number;
  readonly changed: number;
  readonly deactivated: number;
}

/**
 * Imports an uploaded spreadsheet of categories (spec 02), as its owner saw it in the preview: all of it in one
 * transaction, or nothing.
 * @param digest of the plan that was looked at
 * @throws NotFound when it is no longer there · Refused 409 when the tree, or the file's faults, stand in the way
 */
export async function importCategories(
  ctx: ActorCtx,
  { id, digest, deactivates }: { id: number; digest: string; deactivates: boolean },
): Promise<Imported> {
  return changeTree(
    ctx,
    async (held) => {
      const staged = await findStaged(held.db, { id, userId: ctx.actor.id, kind: IMPORT_KIND });
      if (!staged) throw new NotFound('import');
      const plan = await findImportPlan(held.db, staged.sheet, held.limits, held.tree);
      if (plan.problems.length > 0) throw new Refused(409, 'import_has_problems');
      if (plan.digest !== digest) throw new Refused(409, 'import_tree_changed');
      const gone = deactivates ? plan.missing.map((each) => each.id) : [];
      await lockCategories(held.db, [...plan.changed.map((each) => each.id), ...gone]);
      await create(held, plan);
      await change(held, plan, gone);
      await dropStaged(held, id);
      return { created: plan.created.length, changed: plan.changed.length, deactivated: gone.length };
    },
    new Refused(409, 'import_tree_changed'),
  );
}

function columnsOf(attributes: Attributes): Omit<CategoryColumns, 'name'> {
  return {
    template_id: attributes.templateId,
    default_priority: attributes.priority,
    default_group_id: attributes.groupId,
    urge_interval_minutes: attributes.urgeMinutes,
    selectable: attributes.selectable,
    active: attributes.active,
  };
}

/** As the form of a category has them. */
function valuesOfAttributes(attributes: Attributes): Record<string, unknown> {
  return {
    template_id: attributes.templateId === null ? null : String(attributes.templateId),
    default_priority: attributes.priority,
    default_group_id: attributes.groupId === null ? null : String(attributes.groupId),
    ...urgeValues(attributes.urgeMinutes),
    selectable: attributes.selectable,
    active: attributes.active,
  };
}

/** Level by level, behind the siblings that are there. */
async function create(held: HeldTree, { created }: SheetPlan): Promise<void> {
  const { db, tree } = held;
  const ids = new Map(
    tree.nodes.map((node) => [keyOf(trailOf(tree, node.id).map(({ name }) => name)), node.id]),
  );
  const counted = new Map<number | null, number>();
  const changes: ConfigChange[] = [];
  const rowOf = ({ path, attributes }: NewNode): NewCategory => {
    const parentId = path.length === 1 ? null : (ids.get(keyOf(path.slice(0, -1))) ?? null);
    const position = (counted.get(parentId) ?? tree.childrenOf(parentId).length) + 1;
    counted.set(parentId, position);
    const name = path.at(-1) ?? '';
    return { ...columnsOf(attributes), name, parent_id: parentId, depth: path.length, position };
  };
  const deepest = Math.max(0, ...created.map(({ path }) => path.length));
  for (let depth = 1; depth <= deepest; depth += 1) {
    const level = created.filter(({ path }) => path.length === depth);
    const rows = level.map(rowOf);
    const made = await insertCategories(db, rows, held.now());
    for (const [at, { path, attributes }] of level.entries()) {
      const [id = 0, row] = [made[at], rows[at]];
      ids.set(keyOf(path), id);
      const parent = row?.parent_id ?? null;
      const after = { name: row?.name, parent_id: parent === null ? null : String(parent) };
      changes.push({
        action: 'category_created',
        ...subject(id, path),
        version: 0,
        before: {},
        after: { ...after, ...valuesOfAttributes(attributes) },
      });
    }
  }
  await recordChanges(held, changes);
}

async function change(held: HeldTree, { changed }: SheetPlan, gone: readonly number[]): Promise<void> {
  const { db, tree } = held;
  const changes: ConfigChange[] = [];
  const rows: (Omit<CategoryColumns, 'name'> & { id: number })[] = [];
  for (const { id, path, before, after } of changed) {
    rows.push({ id, ...columnsOf(after) });
    changes.push({
      action: 'category_changed',
      ...subject(id, path),
      version: tree.byId.get(id)?.version ?? 0,
      before: valuesOfAttributes(before),
      after: valuesOfAttributes(after),
    });
  }
  for (const id of gone) {
    const node = tree.byId.get(id);
    if (!node) continue;
    rows.push({ id, ...columnsOf(node), active: false });
    changes.push({
      action: 'category_deactivated',
      ...subject(id, [node.name]),
      version: node.version,
      before: { active: valuesOf(node)['active'] },
      after: { active: false },
    });
  }
  await updateCategories(db, rows, held.now());
  await recordChanges(held, changes);
}

function subject(id: number, path: readonly string[]) {
  return { subjectType: 'category', subjectId: id, subjectName: path.at(-1) ?? '' };
}
