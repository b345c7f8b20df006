import type { Knex } from 'knex';
import type { DutyState } from '../../domain/people/duty.ts';
import type { Actor, Grants, Permission, Scope } from '../../domain/people/permissions.ts';
import type { Language } from '../../i18n.ts';

/** Where a person goes after acting on a ticket: nowhere, back to the list, or to its next ticket (spec 07). */
export const AFTER_ACTIONS = ['stay', 'list', 'next'] as const;
export type AfterAction = (typeof AFTER_ACTIONS)[number];

/** The signed-in person as the shell needs them: the actor, and how they like their pages. */
export interface SignedIn extends Actor {
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly afterAction: AfterAction;
  readonly duty: DutyState;
  readonly roleNames: readonly { zh: string; en: string }[];
  readonly mustChangePassword: boolean;
  /** Sessions that were begun under another number are over. */
  readonly sessionEpoch: number;
}

interface Row {
  id: number;
  name: string;
  username: string;
  department_id: number | null;
  language: Language;
  theme: SignedIn['theme'];
  after_action: AfterAction;
  duty: DutyState;
  must_change_password: boolean;
  session_epoch: number;
  group_ids: number[];
  grants: { permission: Permission; scope: Scope }[];
  role_names: { zh: string; en: string }[];
}

/** Loads an active user with groups and permissions in one statement (spec 03); undefined when gone or deactivated. */
export async function findSignedIn(db: Knex, userId: number): Promise<SignedIn | undefined> {
  const [person] = await findActors(db, [userId]);
  return person;
}

/** The same for several people. */
export async function findActors(db: Knex, userIds: readonly number[]): Promise<SignedIn[]> {
  const { rows } = (await db.raw(
    `select u.id, u.name, u.username, u.department_id, u.language, u.theme, u.after_action, u.must_change_password,
       u.session_epoch, (select state from duty d where d.user_id = u.id) as duty,
       coalesce((select jsonb_agg(group_id order by group_id) from group_members m join groups g on g.id = m.group_id
                 where m.user_id = u.id and g.active), '[]') as group_ids,
       coalesce((select jsonb_agg(distinct jsonb_build_object('permission', p.permission, 'scope', p.scope))
                 from user_roles r join role_permissions p on p.role_id = r.role_id where r.user_id = u.id), '[]') as grants,
       coalesce((select jsonb_agg(jsonb_build_object('zh', o.name_zh, 'en', o.name_en) order by o.position)
                 from user_roles r join roles o on o.id = r.role_id where r.user_id = u.id), '[]') as role_names
     from users u where u.id = any(?) and u.active order by u.id`,
    [[...userIds]],
  )) as { rows: Row[] };
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    username: row.username,
    departmentId: row.department_id,
    groupIds: row.group_ids,
    grants: collect(row.grants),
    language: row.language,
    theme: row.theme,
    afterAction: row.after_action,
    duty: row.duty,
    roleNames: row.role_names,
    mustChangePassword: row.must_change_password,
    sessionEpoch: row.session_epoch,
  }));
}

function collect(rows: Row['grants']): Grants {
  const grants: Partial<Record<Permission, Scope[]>> = {};
  for (const { permission, scope } of rows) (grants[permission] ??= []).push(scope);
  return grants;
}
