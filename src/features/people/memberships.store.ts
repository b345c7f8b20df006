import type { Knex } from 'knex';

/** Who is in which group is changed from both ends, by group and by person: one change after the other. */
export async function lockMemberships(db: Knex): Promise<void> {
  await db.raw(`select pg_advisory_xact_lock(hashtext('gongdan memberships'))`);
}

/** Makes these the groups of a person. Answers the groups that gained or lost them. */
export async function replaceGroups(
  db: Knex,
  userId: number,
  groupIds: readonly number[],
): Promise<{ added: number[]; removed: number[] }> {
  const removed = (await db('group_members')
    .where('user_id', userId)
    .whereNotIn('group_id', groupIds)
    .delete()
    .returning('group_id')) as { group_id: number }[];
  const rows = groupIds.map((id) => ({ group_id: id, user_id: userId }));
  const added = await insertEach(db, rows);
  return { added: added.map((row) => row.group_id), removed: removed.map((row) => row.group_id) };
}

/** Makes these the members of a group. Answers who came and who went. */
export async function replaceMembers(
  db: Knex,
  groupId: number,
  userIds: readonly number[],
): Promise<{ added: number[]; removed: number[] }> {
  const removed = (await db('group_members')
    .where('group_id', groupId)
    .whereNotIn('user_id', userIds)
    .delete()
    .returning('user_id')) as { user_id: number }[];
  const rows = userIds.map((id) => ({ group_id: groupId, user_id: id }));
  const added = await insertEach(db, rows);
  return { added: added.map((row) => row.user_id), removed: removed.map((row) => row.user_id) };
}

interface Membership {
  readonly group_id: number;
  readonly user_id: number;
}

async function insertEach(db: Knex, rows: readonly Membership[]): Promise<Membership[]> {
  if (rows.length === 0) return [];
  return (await db('group_members')
    .insert(rows)
    .onConflict()
    .ignore()
    .returning(['group_id', 'user_id'])) as Membership[];
}

export interface Touched {
  readonly id: number;
  readonly name: string;
  /** The one it has by now. */
  readonly version: number;
  /** The other ends of its memberships, as they are by now. */
  readonly others: readonly number[];
}

/** Forms of these people that are open somewhere are out of date. */
export async function touchUsers(db: Knex, ids: readonly number[]): Promise<Touched[]> {
  return (await db('users')
    .whereIn('id', ids)
    .update({ version: db.raw('version + 1'), updated_at: db.fn.now() })
    .returning([
      'id',
      'name',
      'version',
      db.raw(
        'array(select group_id from group_members where user_id = users.id order by 1)::int8[] as others',
      ),
    ])) as Touched[];
}

/** The same of groups. */
export async function touchGroups(db: Knex, ids: readonly number[]): Promise<Touched[]> {
  return (await db('groups')
    .whereIn('id', ids)
    .update({ version: db.raw('version + 1') })
    .returning([
      'id',
      'name',
      'version',
      db.raw(
        'array(select user_id from group_members where group_id = groups.id order by 1)::int8[] as others',
      ),
    ])) as Touched[];
}
