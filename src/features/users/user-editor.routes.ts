import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { findDepartmentOptions } from '../departments/departments.query.ts';
import { findManager } from '../people/manager.query.ts';
import { findPeopleOptions } from '../people/user-options.query.ts';
import { activateUser, endSessionsOf, resetPassword } from './change-access.ts';
import { createUser, saveUser } from './save-user.ts';
import { findGroupOptions, findRoleOptions, findUser, type UserRecord } from './user.query.ts';

/** One user: made, changed, given a new password, signed out, let in again (spec 03). */
export function userEditorRoutes(): Route[] {
  const { new: make, edit, step } = paths.admin.users;
  return [
    get(make, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make, 'config.manage', create),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'user'))),
    ),
    post(edit.pattern, 'config.manage', async (web) => {
      const id = idOf(web, 'user');
      await saveEditor(
        web,
        () => editorOf(web, id),
        async (sent) => {
          await saveUser(web.ctx, id, sent);
          return edit.to(id);
        },
      );
    }),
    stepRoute('reset-password', async (web, id, version) => {
      const password = await resetPassword(web.ctx, id, version);
      const user = await findUser(web.ctx.db, id);
      await showPassword(web, { id, username: user?.username ?? '', password }, 'config.user.reset_done');
      return null;
    }),
    stepRoute('end-sessions', async (web, id) => {
      await endSessionsOf(web.ctx, id);
      web.flash({ kind: 'done', key: 'config.user.sessions_ended', params: {} });
      return edit.to(id);
    }),
    stepRoute('activate', async (web, id, version) => {
      await activateUser(web.ctx, id, version);
      web.flash({ kind: 'done', key: 'config.user.activated', params: {} });
      return edit.to(id);
    }),
  ];

  function stepRoute(
    name: string,
    act: (web: SignedInWeb, id: number, version: number) => Promise<string | null>,
  ): Route {
    return post(step.pattern(name), 'config.manage', async (web) => {
      const id = idOf(web, 'user');
      await takeEditorStep(
        web,
        () => editorOf(web, id),
        (version) => act(web, id, version),
      );
    });
  }
}

async function create(web: SignedInWeb): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, null),
    async (sent) => {
      await showPassword(web, await createUser(web.ctx, sent), 'config.user.created');
      return null;
    },
  );
}

/** Shown in the answer itself: it is kept nowhere, not even until the next page. */
async function showPassword(
  web: SignedInWeb,
  account: { readonly id: number; readonly username: string; readonly password: string },
  heading: string,
): Promise<void> {
  await web.page('users/password', { title: web.t(heading), nav: 'users', ...account });
}

async function editorOf(web: SignedInWeb, id: number | null): Promise<Editor> {
  const { ctx, t } = web;
  const { list, new: make, edit } = paths.admin.users;
  const user = id === null ? null : await findUser(ctx.db, id);
  if (user === undefined) throw new NotFound('user');
  const manager = user && (await findManager(ctx.db, user.id));
  return {
    subject: 'user',
    id,
    version: user?.version ?? null,
    title: user?.name ?? t('config.user.new'),
    nav: 'users',
    back: { href: list, label: t('config.area.users') },
    action: id === null ? make : edit.to(id),
    values: user?.values ?? {},
    sections: await sectionsOf(web, user),
    steps: user ? stepsOf(web, user) : [],
    view: 'users/edit',
    locals: {
      account: user && {
        ...user,
        isSelf: user.id === ctx.actor.id,
        lastSignedIn: user.lastSignedInAt ? web.moment(user.lastSignedInAt) : null,
        manager: manager?.name ?? null,
      },
    },
  };
}

function stepsOf({ ctx, t }: SignedInWeb, { id, active }: UserRecord): NonNullable<Editor['steps']> {
  const step = (name: string, words: string): { action: string; label: string; help: string } => ({
    action: paths.admin.users.step.to(id, name),
    label: t(`config.user.step.${words}`),
    help: t(`config.user.step.${words}_help`),
  });
  if (id === ctx.actor.id) return [];
  if (!active) return [step('activate', 'activate')];
  return [step('reset-password', 'reset_password'), step('end-sessions', 'end_sessions')];
}

async function sectionsOf(
  { ctx, t, language }: SignedInWeb,
  user: UserRecord | null,
): Promise<Editor['sections']> {
  const [departments, people, groups, roles] = await Promise.all([
    findDepartmentOptions(ctx.db),
    findPeopleOptions(ctx.db, user?.id ?? null),
    findGroupOptions(ctx.db),
    findRoleOptions(ctx.db, language),
  ]);
  const section = (name: string, fields: readonly FormField[]): Editor['sections'][number] => ({
    title: t(`config.user.section.${name}`),
    help: t(`config.user.section.${name}_help`),
    fields,
  });
  return [
    section('account', [
      field('username', 'text', { required: true, maxLength: 50, help: 'config.user.help.username' }),
      field('name', 'text', { required: true, maxLength: 100, help: 'config.user.help.name' }),
      ...(user ? [] : [field('password', 'text', { maxLength: 200, help: 'config.user.help.password' })]),
      field('language', 'select', { required: true, options: languages(t), default: 'zh-CN' }),
    ]),
    section('contact', [
      field('phone', 'phone', {}),
      field('email', 'email', {}),
      field('wecom_id', 'text', { maxLength: 100, help: 'config.user.help.wecom_id' }),
    ]),
    section('place', [
      field('department_id', 'select', { options: departments }),
      field('manager_id', 'select', { options: people, help: 'config.user.help.manager_id' }),
      field('group_ids', 'multiselect', {
        options: groups,
        width: 'full',
        help: 'config.user.help.group_ids',
      }),
      field('capacity', 'number', {
        help: 'config.user.help.capacity',
        min: 0,
        max: 1000,
        decimals: 0,
        unit: t('config.setting.unit.tickets'),
      }),
    ]),
    section('rights', [
      field('role_ids', 'multiselect', { options: roles, width: 'full', help: 'config.user.help.role_ids' }),
    ]),
  ];
}

function languages(t: SignedInWeb['t']): FieldOption[] {
  return [
    { value: 'zh-CN', label: t('shell.chinese') },
    { value: 'en', label: t('shell.english') },
  ];
}

function field(key: string, type: FormField['type'], more: Partial<FormField>): FormField {
  return { key, type, label: `config.user.field.${key}`, required: false, width: 'half', ...more };
}
