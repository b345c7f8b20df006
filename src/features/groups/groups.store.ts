import type { Knex } from 'knex';
import type { Fallback, Strategy } from '../../domain/routing/rule.ts';

export interface GroupColumns {
  readonly name: string;
  readonly stage_key: string;
  readonly department_id: number | null;
  readonly duty_leader_id: number | null;
  readonly active: boolean;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly calendar_id: number | null;
  readonly requires_online: boolean;
  readonly accept_minutes: number | null;
  readonly accept_rounds: number;
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

/** The order of groups is changed by one administrator at a time. Reading goes on meanwhile. */
export async function lockGroups(db: Knex): Promise<void> {
  await db.raw('lock table groups in share row exclusive mode');
}

/** The groups of the same stage that stand beside a group in the lists, in their order. */
export async function findNeighbours(db: Knex, groupId: number): Promise<number[]> {
  return (await db('groups as g')
    .join('groups as own', (on) => on.on('own.stage_key', 'g.stage_key').andOn('own.active', 'g.active'))
    .where('own.id', groupId)
    .orderBy(['g.position', 'g.id'])
    .pluck('g.id')) as number[];
}

export async function orderGroups(db: Knex, ids: readonly number[]): Promise<void> {
  for (const [position, id] of ids.entries()) await db('groups').where({ id }).update({ position });
}

/** False when the group has another version by now. */
export async function deleteGroupRow(db: Knex, id: number, version: number): Promise<boolean> {
  return (await db('groups').where({ id, version }).delete()) === 1;
}
