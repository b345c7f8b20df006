import type { Knex } from 'knex';

export interface DepartmentColumns {
  readonly name: string;
  readonly parent_id: number | null;
  readonly leader_id: number | null;
}

/** Changes of the tree go one after the other: two moves at once could close a circle. Reading goes on meanwhile. */
export async function lockDepartments(db: Knex): Promise<void> {
  await db.raw('lock table departments in share row exclusive mode');
}

export async function insertDepartment(db: Knex, columns: DepartmentColumns): Promise<number> {
  const position = await nextPosition(db, columns.parent_id);
  const [row] = (await db('departments')
    .insert({ ...columns, position })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the department was not inserted');
  return row.id;
}

/** False when the department has another version by now. Under another parent it comes last. */
export async function updateDepartment(
  db: Knex,
  id: number,
  version: number,
  columns: DepartmentColumns,
  hasMoved: boolean,
): Promise<boolean> {
  const place = hasMoved ? { position: await nextPosition(db, columns.parent_id) } : {};
  const count = await db('departments')
    .where({ id, version })
    .update({ ...columns, ...place, version: version + 1 });
  return count === 1;
}

async function nextPosition(db: Knex, parentId: number | null): Promise<number> {
  const row = (await db('departments')
    .where('parent_id', parentId)
    .first(db.raw('coalesce(max(position), 0) + 1 as position'))) as { position: number };
  return row.position;
}

/** The departments below the same parent, in their order. */
export async function findSiblings(db: Knex, parentId: number | null): Promise<number[]> {
  return (await db('departments')
    .where('parent_id', parentId)
    .orderBy(['position', 'id'])
    .pluck('id')) as number[];
}

export async function orderDepartments(db: Knex, ids: readonly number[]): Promise<void> {
  for (const [position, id] of ids.entries()) await db('departments').where({ id }).update({ position });
}

/** False when the department has another version by now. */
export async function deleteDepartmentRow(db: Knex, id: number, version: number): Promise<boolean> {
  return (await db('departments').where({ id, version }).delete()) === 1;
}
