import type { Knex } from 'knex';

export interface GroupColumns {
  readonly name: string;
  readonly stage_key: string;
  readonly department_id: number | null;
  readonly duty_leader_id: number | null;
  readonly active: boolean;
}

export async function insertGroup(db: Knex, columns: GroupColumns): Promise<number> {
  const [row] = (await db('groups')
    .insert({ ...columns, position: db.raw('(select coalesce(max(position), 0) + 1 from groups)') })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the group was not inserted');
  return row.id;
}

/** False when the group has another version by now. */
export async function updateGroup(
  db: Knex,
  id: number,
  version: number,
  columns: GroupColumns,
): Promise<boolean> {
  const count = await db('groups')
    .where({ id, version })
    .update({ ...columns, version: version + 1 });
  return count === 1;
}

export async function replaceMembers(db: Knex, groupId: number, userIds: readonly number[]): Promise<void> {
  await db('group_members').where('group_id', groupId).whereNotIn('user_id', userIds).delete();
  await insertEach(
    db,
    'group_members',
    userIds.map((id) => ({ group_id: groupId, user_id: id })),
  );
}

export async function replaceHandovers(db: Knex, groupId: number, toIds: readonly number[]): Promise<void> {
  await db('group_handovers').where('group_id', groupId).whereNotIn('to_group_id', toIds).delete();
  await insertEach(
    db,
    'group_handovers',
    toIds.map((id) => ({ group_id: groupId, to_group_id: id })),
  );
}

async function insertEach(db: Knex, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await db(table).insert(rows).onConflict().ignore();
}
