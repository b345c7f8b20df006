import type { Knex } from 'knex';
import type { Priority } from '../../domain/ticket/status.ts';
import { NotFound } from '../../errors.ts';

export interface CategoryNode {
  readonly id: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly initials: string;
  readonly depth: number;
  /** Names from the top, e.g. 售后 / 订单问题 / 退款问题. */
  readonly path: readonly string[];
  readonly hasChildren: boolean;
  /** Agents may pick it: active with all above it, and a leaf or marked selectable. */
  readonly pickable: boolean;
  readonly templateName: string | null;
}

interface NodeRow {
  id: number;
  parent_id: number | null;
  name: string;
  initials: string;
  depth: number;
  selectable: boolean;
  template_name: string | null;
}

/** The tree as agents see it, in its order, parents before children (spec 02). */
export async function findCategoryTree(db: Knex): Promise<CategoryNode[]> {
  const rows = (await db('categories as c')
    .leftJoin('templates as t', 't.id', 'c.template_id')
    .where('c.active', true)
    .orderBy(['c.depth', 'c.position', 'c.id'])
    .select(
      'c.id',
      'c.parent_id',
      'c.name',
      'c.initials',
      'c.depth',
      'c.selectable',
      't.name as template_name',
    )) as NodeRow[];
  const parents = new Set(rows.map((row) => row.parent_id));
  const nodes = new Map<number, CategoryNode>();
  for (const row of rows) {
    const parent = row.parent_id === null ? null : nodes.get(row.parent_id);
    if (parent === undefined) continue; // below a deactivated branch
    const hasChildren = parents.has(row.id);
    nodes.set(row.id, {
      id: row.id,
      parentId: row.parent_id,
      name: row.name,
      initials: row.initials,
      depth: row.depth,
      path: [...(parent?.path ?? []), row.name],
      hasChildren,
      pickable: row.selectable || !hasChildren,
      templateName: row.template_name ?? parent?.templateName ?? null,
    });
  }
  return [...nodes.values()];
}

export interface PickedCategory {
  readonly id: number;
  readonly path: readonly string[];
  readonly templateId: number | null;
  readonly defaultPriority: Priority | null;
}

/** All that tickets can be made in, with what they inherit from above, in the order of the tree: in one statement. */
export async function findPickable(db: Knex): Promise<PickedCategory[]> {
  const rows = (await db('categories')
    .where('active', true)
    .orderBy(['depth', 'position', 'id'])
    .select('id', 'parent_id', 'name', 'selectable', 'template_id', 'default_priority')) as {
    id: number;
    parent_id: number | null;
    name: string;
    selectable: boolean;
    template_id: number | null;
    default_priority: Priority | null;
  }[];
  const parents = new Set(rows.map((row) => row.parent_id));
  const known = new Map<number, PickedCategory>();
  for (const row of rows) {
    const parent = row.parent_id === null ? null : known.get(row.parent_id);
    if (parent === undefined) continue; // below a deactivated branch
    known.set(row.id, {
      id: row.id,
      path: [...(parent?.path ?? []), row.name],
      templateId: row.template_id ?? parent?.templateId ?? null,
      defaultPriority: row.default_priority ?? parent?.defaultPriority ?? null,
    });
  }
  return rows.flatMap((row) => (row.selectable || !parents.has(row.id) ? (known.get(row.id) ?? []) : []));
}

/**
 * Those of some categories that tickets can be made in, inside a transaction that is to make some: until its end they
 * and those above them stay as they are. Whoever takes one out of use at this moment is waited for.
 */
export async function holdPickable(
  trx: Knex.Transaction,
  categoryIds: readonly number[],
): Promise<Map<number, PickedCategory>> {
  await trx.raw(
    `with recursive up as (
       select id, parent_id from categories where id = any(?)
       union select c.id, c.parent_id from categories c join up on c.id = up.parent_id
     )
     select id from categories where id in (select id from up) order by id for share`,
    [[...categoryIds]],
  );
  const pickable = await findPickable(trx);
  const wanted = new Set(categoryIds);
  return new Map(pickable.filter(({ id }) => wanted.has(id)).map((category) => [category.id, category]));
}

/**
 * A category that a ticket can be made in, with what it inherits from above.
 * @throws NotFound when there is none, or it can't be picked (deactivated, only a folder)
 */
export async function findPickedCategory(db: Knex, categoryId: number): Promise<PickedCategory> {
  const { rows } = (await db.raw(
    `with recursive up as (
       select c.*, 0 as far from categories c where id = ?
       union all select c.*, up.far + 1 from categories c join up on c.id = up.parent_id
     )
     select up.id, name, active, template_id, default_priority,
       selectable or not exists (select 1 from categories k where k.parent_id = up.id and k.active) as pickable
     from up order by far`,
    [categoryId],
  )) as {
    rows: {
      id: number;
      name: string;
      active: boolean;
      template_id: number | null;
      default_priority: Priority | null;
      pickable: boolean;
    }[];
  };
  const [own] = rows;
  if (!own?.pickable || rows.some((row) => !row.active)) throw new NotFound('category');
  return {
    id: own.id,
    path: rows.map((row) => row.name).reverse(),
    templateId: rows.find((row) => row.template_id !== null)?.template_id ?? null,
    defaultPriority: rows.find((row) => row.default_priority !== null)?.default_priority ?? null,
  };
}

/**
 * The same inside a transaction that is to put a ticket there: until its end the category and those above it stay as
 * they are. Whoever takes it out of use at this moment is waited for.
 * @throws NotFound
 */
export async function holdPicked(trx: Knex.Transaction, categoryId: number): Promise<PickedCategory> {
  await trx.raw(
    `with recursive up as (
       select id, parent_id from categories where id = ?
       union all select c.id, c.parent_id from categories c join up on c.id = up.parent_id
     )
     select id from categories where id in (select id from up) order by id for share`,
    [categoryId],
  );
  return findPickedCategory(trx, categoryId);
}

/** The names from the top down to a category, whatever its state: for showing tickets. */
export async function findCategoryPath(db: Knex, categoryId: number): Promise<string[]> {
  const { rows } = (await db.raw(
    `with recursive up as (
       select id, parent_id, name, 0 as far from categories where id = ?
       union all select c.id, c.parent_id, c.name, up.far + 1 from categories c join up on c.id = up.parent_id
     ) select name from up order by far desc`,
    [categoryId],
  )) as { rows: { name: string }[] };
  return rows.map((row) => row.name);
}

/** The categories of a person's latest tickets, most used first: read from their last few hundred alone. */
export async function findMostUsed(db: Knex, userId: number, limit: number): Promise<number[]> {
  const { rows } = (await db.raw(
    `select category_id from
       (select category_id from tickets where creator_id = ? order by created_at desc, id desc limit 300) as latest
     group by category_id order by count(*) desc, category_id limit ?`,
    [userId, limit],
  )) as { rows: { category_id: number }[] };
  return rows.map((row) => row.category_id);
}
