import { answersIn } from '../../domain/form/raw-form.ts';
import { describeRole } from '../../domain/people/describe-role.ts';
import { readGrants, type RoleGrants } from '../../domain/people/permission-scopes.ts';
import { type Permission, PERMISSIONS } from '../../domain/people/permissions.ts';
import { shippedGrants } from '../../domain/people/shipped-roles.ts';
import { NotFound } from '../../errors.ts';
import type { Editor, EditorStep } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { findPeopleAndGroups } from '../people/names.query.ts';
import { roleSections } from './role-fields.ts';
import { findRole, type RoleRecord } from './roles.query.ts';
import { findOwnLosses } from './save-role.ts';
import type { SeenView } from './see-as-role.view.ts';
import { type Standing, STANDINGS } from './see-as-role.ts';

/** The page of one role: its form, what that comes to, and what else may be done with it (spec 03). */

export async function roleAt(
  { ctx }: SignedInWeb,
  id: number | null | undefined,
): Promise<RoleRecord | null> {
  if (id === null || id === undefined) return null;
  const role = await findRole(ctx.db, id);
  if (!role) throw new NotFound('role');
  return role;
}

export interface Asked {
  readonly groupIds: readonly number[];
  readonly number: string;
  readonly standing: Standing;
}

const NOTHING_ASKED: Asked = { groupIds: [], number: '', standing: 'none' };

/** A form that may not be saved yet. */
export interface Draft {
  /** As they stand in the form, which may not be saved yet. */
  readonly grants?: RoleGrants;
  readonly seen?: SeenView;
  readonly asked?: Asked;
}

/** A role as its page shows it, with the grants that stand in its form. */
export async function editorOf(
  web: SignedInWeb,
  role: RoleRecord | null,
  draft: Draft = {},
): Promise<Editor> {
  const { ctx, t } = web;
  const { list, new: make, edit } = paths.admin.roles;
  const grants = draft.grants ?? role?.grants ?? {};
  const { groups } = await findPeopleAndGroups(ctx.db);
  return {
    subject: 'role',
    id: role?.id ?? null,
    version: role?.version ?? null,
    title: role ? nameOf(role, web) : t('config.role.new'),
    nav: 'roles',
    back: { href: list, label: t('config.area.roles') },
    action: role ? edit.to(role.id) : make,
    values: role?.values ?? {},
    sections: roleSections(t),
    steps: role ? await stepsOf(web, role) : [],
    view: 'roles/editor',
    locals: {
      role,
      summary: describeRole(grants, t),
      own: wordsOf(role ? await findOwnLosses(ctx, role.id, grants) : [], web),
      groups,
      standings: STANDINGS,
      asked: draft.asked ?? NOTHING_ASKED,
      seen: draft.seen ?? null,
    },
  };
}

async function stepsOf({ ctx, t, ...web }: SignedInWeb, role: RoleRecord): Promise<EditorStep[]> {
  const { reset, remove } = paths.admin.roles;
  const shipped = role.built_in ? shippedGrants(role.key) : undefined;
  if (!shipped) {
    return [
      {
        action: remove.to(role.id),
        label: t('config.role.step.remove'),
        help: t(role.holders > 0 ? 'config.role.step.remove_held' : 'config.role.step.remove_help', {
          count: role.holders,
        }),
      },
    ];
  }
  const losses = wordsOf(await findOwnLosses(ctx, role.id, shipped), { t, ...web });
  return [
    {
      action: reset.to(role.id),
      label: t('config.role.step.reset'),
      help: losses
        ? t('config.role.step.reset_with_losses', { actions: losses })
        : t('config.role.step.reset_help'),
    },
  ];
}

function nameOf(
  role: Pick<RoleRecord, 'name_zh' | 'name_en'>,
  { language }: Pick<SignedInWeb, 'language'>,
): string {
  return language === 'en' ? role.name_en : role.name_zh;
}

/** The permissions by their labels, in one text; null for none. */
export function wordsOf(permissions: readonly Permission[], { t }: Pick<SignedInWeb, 't'>): string | null {
  if (permissions.length === 0) return null;
  return permissions.map((each) => t(`config.role.field.${each}`)).join(t('form.list_separator'));
}

/** The grants in a form that was sent; what makes no sense grants nothing. */
export function grantsSent({ req }: SignedInWeb): RoleGrants {
  const body = bodyOf(req);
  return readGrants(PERMISSIONS.map((permission) => [permission, answersIn(body[permission])[0]]));
}
