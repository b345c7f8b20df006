import type { Knex } from 'knex';
import { initialsOf } from '../../domain/search/initials.ts';

/** The write model of the tree: always inside the caller's transaction, which holds the tree. */

export interface CategoryColumns {
  readonly name: string;
  readonly template_id: number | null;
  readonly default_priority: string | null;
  readonly default_group_id: number | null;
  readonly urge_interval_minutes: number | null;
  readonly selectable: boolean;
  readonly active: boolean;
}

/** One administrator at a time changes the tree: two moves together could close a circle, or pass a limit. */
export async function lockTree(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext('gongdan.categories'))`);
}

export interface NewCategory extends CategoryColumns {
  readonly parent_id: number | null;
  readonly depth: number;
  readonly position: number;
}

const BATCH = 500;

/** Answers the ids in the order of the rows. */
export async function insertCategories(db: Knex, rows: readonly NewCategory[], now: Date): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows
      .slice(at, at + BATCH)
      .map((row) => ({ ...row, initials: initialsOf(row.name), created_at: now, updated_at: now }));
    const made = (await db('categories').insert(batch).returning('id')) as { id: number }[];
    ids.push(...made.map(({ id }) => id));
  }
  return ids;
}

/** Writes many at once; each gets its next version. */
export async function updateCategories(
  db: Knex,
  rows: readonly (Omit<CategoryColumns, 'name'> & { readonly id: number })[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await db.raw(
    `update categories c set template_id = r.template_id, default_priority = r.default_priority,
       default_group_id = r.default_group_id, urge_interval_minutes = r.urge_interval_minutes,
       selectable = r.selectable, active = r.active, version = c.version + 1, updated_at = ?
     from jsonb_to_recordset(?::jsonb) as r (id bigint, template_id bigint, default_priority text,
       default_group_id bigint, urge_interval_minutes integer, selectable boolean, active boolean)
     where c.id = r.id`,
    [now, JSON.stringify(rows)],
  );
}

/** False when the category has another version by now. */
export async function updateCategory(
  db: Knex,
  { id, version, now }: { id: number; version: number; now: Date },
  columns: Partial<CategoryColumns>,
): Promise<boolean> {
  const count = await db('categories')
    .where({ id, version })
    .update({
      ...columns,
      ...(columns.name !== undefined && { initials: initialsOf(columns.name) }),
      version: version + 1,
      updated_at: now,
    });
  return count === 1;
}

/** Hangs a branch below another parent, all its levels in one statement: the key on the depth is checked at its end. */
export async function hangBelow(
  db: Knex,
  branchIds: readonly number[],
  id: number,
  to: { parentId: number | null; deeper: number },
): Promise<void> {
  await db.raw(
    `update categories set depth = depth + ?, parent_id = case when id = ? then ?::bigint else parent_id end
     where id = any(?)`,
    [to.deeper, id, to.parentId, [...branchIds]],
  );
}

/** Numbers siblings in their order. */
export async function orderSiblings(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw(
    `update categories c set position = o.place from unnest(?::bigint[]) with ordinality as o (id, place)
     where c.id = o.id and c.position <> o.place`,
    [[...ids]],
  );
}

/** Waits for whoever is putting a ticket there at this moment, and keeps everyone else out. */
export async function lockCategories(db: Knex, ids: readonly number[]): Promise<void> {
  await db('categories')
    .whereIn('id', [...ids])
    .orderBy('id')
    .forUpdate()
    .select('id');
}

export async function deleteCategories(db: Knex, ids: readonly number[]): Promise<void> {
  await db.raw('delete from categories where id = any(?)', [[...ids]]);
}
