import type { Knex } from 'knex';

export interface UserColumns {
  readonly username: string;
  readonly name: string;
  readonly pinyin: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly wecom_id: string | null;
  readonly language: string;
  readonly department_id: number | null;
  readonly manager_id: number | null;
  readonly capacity: number | null;
}

/** With a password that an administrator knows: its owner replaces it before anything else. */
export async function insertUser(
  db: Knex,
  columns: UserColumns & { readonly password_hash: string; readonly active: boolean },
): Promise<number> {
  const [row] = (await db('users')
    .insert({ ...columns, must_change_password: true })
    .returning('id')) as { id: number }[];
  if (!row) throw new Error('the user was not inserted');
  return row.id;
}

/** False when the user has another version by now. */
export async function updateUser(
  db: Knex,
  id: number,
  version: number,
  columns: Partial<UserColumns> & {
    readonly active?: boolean;
    readonly password_hash?: string;
    readonly must_change_password?: boolean;
  },
): Promise<boolean> {
  const count = await db('users')
    .where({ id, version })
    .update({ ...columns, version: version + 1, updated_at: db.fn.now() });
  return count === 1;
}

export async function replaceRoles(db: Knex, userId: number, roleIds: readonly number[]): Promise<void> {
  await db('user_roles').where('user_id', userId).whereNotIn('role_id', roleIds).delete();
  if (roleIds.length === 0) return;
  await db('user_roles')
    .insert(roleIds.map((id) => ({ user_id: userId, role_id: id })))
    .onConflict()
    .ignore();
}

export interface HandoverRow {
  readonly user_id: number;
  readonly to_group_id: number | null;
  readonly to_user_id: number | null;
  readonly remark: string;
  readonly by_id: number;
  readonly source_ip: string | null;
}

export async function putHandover(db: Knex, row: HandoverRow, at: Date): Promise<void> {
  await db('user_handovers')
    .insert({ ...row, created_at: at })
    .onConflict('user_id')
    .merge();
}

export async function dropHandover(db: Knex, userId: number): Promise<void> {
  await db('user_handovers').where('user_id', userId).delete();
}

/** Those of deactivated people who still hold open tickets; or that of one person. */
export async function findDueHandovers(db: Knex, userId: number | null = null): Promise<HandoverRow[]> {
  const query = db('user_handovers as h')
    .join('users as u', 'u.id', 'h.user_id')
    .where('u.active', false)
    .whereRaw(`exists (select 1 from tickets t where t.assignee_id = u.id and t.status <> 'closed')`)
    .orderBy('h.user_id');
  if (userId !== null) void query.where('h.user_id', userId);
  return (await query.select(
    'h.user_id',
    'h.to_group_id',
    'h.to_user_id',
    'h.remark',
    'h.by_id',
    db.raw('host(h.source_ip) as source_ip'),
  )) as HandoverRow[];
}
