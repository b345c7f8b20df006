import type { Knex } from 'knex';
import type { FieldValues } from '../../domain/form/field.ts';

export interface Profile {
  readonly id: number;
  readonly username: string;
  readonly version: number;
  readonly values: FieldValues;
  readonly department: string | null;
  readonly groups: readonly string[];
}

/** What people may see and change of themselves; roles and manager are asked for elsewhere (spec 03). */
export async function findProfile(db: Knex, userId: number): Promise<Profile> {
  const row = (await db('users as u')
    .leftJoin('departments as d', 'd.id', 'u.department_id')
    .where('u.id', userId)
    .first(
      'u.*',
      'd.name as department',
      db.raw(`array(select g.name from group_members m join groups g on g.id = m.group_id
        join stages s on s.key = g.stage_key where m.user_id = u.id and g.active
        order by s.position, g.position, g.id) as groups`),
    )) as {
    id: number;
    username: string;
    version: number;
    name: string;
    phone: string | null;
    email: string | null;
    wecom_id: string | null;
    language: string;
    theme: string;
    after_action: string;
    department: string | null;
    groups: string[];
  };
  return {
    id: row.id,
    username: row.username,
    version: row.version,
    values: {
      name: row.name,
      ...(row.phone !== null && { phone: row.phone }),
      ...(row.email !== null && { email: row.email }),
      ...(row.wecom_id !== null && { wecom_id: row.wecom_id }),
      language: row.language,
      theme: row.theme,
      after_action: row.after_action,
    },
    department: row.department,
    groups: row.groups,
  };
}
