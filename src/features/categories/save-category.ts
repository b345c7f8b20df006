import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { MAX_URGE_MINUTES } from '../../domain/category/read-import.ts';
import { MAX_NAME, tidyName } from '../../domain/category/tidy-name.ts';
import { orderAfter } from '../../domain/category/tree.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import { Invalid } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { type CategoryColumns, insertCategories, orderSiblings, updateCategory } from './categories.store.ts';
import { urgeMinutes, urgeValues, valuesOf } from './category-values.ts';
import { assertPlace, changeTree, type HeldTree, nodeAt } from './change-tree.ts';
import { moveTo } from './move-category.ts';

const Id = z.coerce.number().int().positive();
const Category = z.object({
  name: z.string(),
  parent_id: Id.nullable().default(null),
  position: z.number().int().positive().nullable().default(null),
  template_id: Id.nullable().default(null),
  default_priority: z.enum(PRIORITIES).nullable().default(null),
  default_group_id: Id.nullable().default(null),
  urge_interval: z.number().int().positive().nullable().default(null),
  urge_interval_unit: z.enum(['minutes', 'hours']).nullable().default(null),
  selectable: z.boolean(),
});
type Category = z.infer<typeof Category>;

const nameTaken = (): Invalid => new Invalid({ name: { code: 'category_name_taken', params: {} } });

/**
 * Makes a category, or changes one (spec 02), its place included.
 * @param values of the category's form, already read; `position` counts from 1 and is absent to stay where it is
 * @throws NotFound · Conflict · Invalid (name taken, interval too long) · Refused 409 when it can't stand there
 */
export async function saveCategory(
  ctx: ActorCtx,
  id: number | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<number> {
  const asked = Category.parse(values);
  const columns = columnsOf(asked);
  return changeTree(
    ctx,
    async (held) => {
      const node = id === null ? null : nodeAt(held, id, version);
      const categoryId = node ? node.id : await insert(held, asked, columns);
      if (node) {
        if (node.parentId !== asked.parent_id || asked.position !== null)
          await moveTo(held, node, destinationOf(held, node.id, asked));
        await updateCategory(held.db, { id: node.id, version, now: held.now() }, columns);
      }
      const { position: _position, ...kept } = values;
      await recordChange(held, {
        action: node ? 'category_changed' : 'category_created',
        subjectType: 'category',
        subjectId: categoryId,
        subjectName: columns.name,
        version,
        before: node ? valuesOf(node) : {},
        after: {
          ...kept,
          name: columns.name,
          active: node?.active ?? true,
          ...urgeValues(columns.urge_interval_minutes),
        },
      });
      return categoryId;
    },
    nameTaken(),
  );
}

/**
 * Gives a category another name, as the tree does in place.
 * @throws NotFound · Conflict · Invalid
 */
export async function renameCategory(
  ctx: ActorCtx,
  { id, version, name }: { id: number; version: number; name: string },
): Promise<void> {
  await changeTree(
    ctx,
    async (held) => {
      const node = nodeAt(held, id, version);
      const tidy = readName(name);
      await updateCategory(held.db, { id, version, now: held.now() }, { name: tidy });
      await recordChange(held, {
        action: 'category_changed',
        subjectType: 'category',
        subjectId: id,
        subjectName: tidy,
        version,
        before: { name: node.name },
        after: { name: tidy },
      });
    },
    nameTaken(),
  );
}

/** @throws Invalid */
function readName(text: string): string {
  const name = tidyName(text);
  if (name === '') throw new Invalid({ name: { code: 'required', params: {} } });
  if ([...name].length > MAX_NAME)
    throw new Invalid({ name: { code: 'too_long', params: { max: MAX_NAME, length: [...name].length } } });
  return name;
}

function columnsOf(asked: Category): Omit<CategoryColumns, 'active'> {
  const minutes = urgeMinutes(asked.urge_interval, asked.urge_interval_unit);
  if (minutes !== null && minutes > MAX_URGE_MINUTES)
    throw new Invalid({ urge_interval: { code: 'urge_interval_too_long', params: { days: 30 } } });
  return {
    name: readName(asked.name),
    template_id: asked.template_id,
    default_priority: asked.default_priority,
    default_group_id: asked.default_group_id,
    urge_interval_minutes: minutes,
    selectable: asked.selectable,
  };
}

function destinationOf({ tree }: HeldTree, id: number | null, { parent_id: parentId, position }: Category) {
  const others = tree.childrenOf(parentId).filter((each) => each.id !== id);
  const before = position === null ? undefined : others[position - 1];
  return { parentId, beforeId: before?.id ?? null };
}

async function insert(
  held: HeldTree,
  asked: Category,
  columns: Omit<CategoryColumns, 'active'>,
): Promise<number> {
  const { db, tree } = held;
  assertPlace(held, null, asked.parent_id);
  const parent = asked.parent_id === null ? undefined : tree.byId.get(asked.parent_id);
  const siblings = tree.childrenOf(asked.parent_id);
  const [id] = await insertCategories(
    db,
    [
      {
        ...columns,
        active: true,
        parent_id: asked.parent_id,
        depth: (parent?.depth ?? 0) + 1,
        position: siblings.length + 1,
      },
    ],
    held.now(),
  );
  if (id === undefined) throw new Error('the category was not inserted');
  await orderSiblings(db, orderAfter(tree, id, destinationOf(held, id, asked)));
  return id;
}
