import { z } from 'zod';
import type { FieldProblem, FormField } from '../../domain/form/field.ts';
import { type Editor, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { createThrottle } from '../auth/sign-in-throttle.ts';
import { changePassword, endOtherSessions } from './change-password.ts';
import { findManager } from './manager.query.ts';
import { findProfile } from './profile.query.ts';
import { saveProfile } from './save-profile.ts';

/** `/profile`: what people keep of themselves (spec 03). */
export function profileRoutes(): Route[] {
  const { show, password, endSessions } = paths.profile;
  return [
    get(show, 'signed_in', async (web) => showEditor(web, await editorOf(web))),
    post(show, 'signed_in', (web) =>
      saveEditor(
        web,
        () => editorOf(web),
        async (sent) => {
          await saveProfile(web.ctx, sent);
          return show;
        },
      ),
    ),
    get(password, 'signed_in', (web) => showPassword(web, {})),
    post(password, 'signed_in', savePassword),
    post(endSessions, 'signed_in', async (web) => {
      web.req.session.epoch = await endOtherSessions(web.ctx, web.req.sessionID);
      web.flash({ kind: 'done', key: 'profile.sessions_ended', params: {} });
      web.redirect(show);
    }),
  ];
}

const Password = z.string().max(1000).default('');

async function savePassword(web: SignedInWeb): Promise<void> {
  const typed = parseBody(web.req, { current: Password, fresh: Password, repeated: Password });
  // Whoever finds a computer that was left alone guesses no faster here than at the door.
  const attempt = {
    username: web.user.username,
    address: web.req.ip ?? '',
    deviceId: `profile-${web.user.id}`,
  };
  const throttle = createThrottle(web.ctx.db);
  const seconds = await throttle.take(attempt);
  if (seconds > 0) {
    const minutes = Math.ceil(seconds / 60);
    await showPassword(web, { status: 429, refusal: web.t('auth.too_many', { minutes }) });
    return;
  }
  const result = await changePassword(web.ctx, typed, web.req.sessionID);
  if (!result.ok) {
    if (!result.problems['current']) await throttle.succeeded(attempt);
    await showPassword(web, { status: 422, problems: result.problems });
    return;
  }
  await throttle.succeeded(attempt);
  web.req.session.epoch = result.epoch;
  web.flash({ kind: 'done', key: 'profile.password_changed', params: {} });
  web.redirect(web.user.mustChangePassword ? paths.bench : paths.profile.show);
}

async function showPassword(
  web: SignedInWeb,
  shown: {
    readonly status?: number;
    readonly problems?: Readonly<Record<string, FieldProblem>>;
    readonly refusal?: string;
  },
): Promise<void> {
  await web.page('profile/password', {
    title: web.t('profile.password_title'),
    status: shown.status ?? 200,
    bare: true,
    problems: shown.problems ?? {},
    refusal: shown.refusal ?? null,
    isForced: web.user.mustChangePassword,
    username: web.user.username,
  });
}

async function editorOf({ ctx, t, language, user }: SignedInWeb): Promise<Editor> {
  const profile = await findProfile(ctx.db, user.id);
  const manager = await findManager(ctx.db, user.id);
  const options = (values: readonly string[], words: (value: string) => string) =>
    values.map((value) => ({ value, label: words(value) }));
  const languages: Record<string, string> = { 'zh-CN': t('shell.chinese'), en: t('shell.english') };
  return {
    subject: 'user',
    id: user.id,
    version: profile.version,
    title: t('profile.title'),
    nav: 'profile',
    back: { href: paths.bench, label: t('bench.title') },
    action: paths.profile.show,
    values: profile.values,
    sections: [
      {
        title: t('profile.section.me'),
        help: t('profile.section.me_help'),
        fields: [
          field('name', 'text', { maxLength: 100 }),
          field('phone', 'phone', { required: false }),
          field('email', 'email', { required: false }),
          field('wecom_id', 'text', {
            required: false,
            maxLength: 100,
            help: 'config.user.help.wecom_id',
          }),
        ],
      },
      {
        title: t('profile.section.pages'),
        help: t('profile.section.pages_help'),
        fields: [
          field('language', 'radio', { options: options(['zh-CN', 'en'], (each) => languages[each] ?? '') }),
          field('theme', 'radio', {
            options: options(['auto', 'light', 'dark'], (each) => t(`shell.theme_${each}`)),
          }),
          field('after_action', 'radio', {
            width: 'full',
            options: options(['stay', 'list', 'next'], (each) => t(`profile.after.${each}`)),
          }),
        ],
      },
    ],
    view: 'profile/show',
    locals: {
      facts: [
        { label: t('config.user.field.username'), value: profile.username },
        { label: t('config.user.field.department_id'), value: profile.department },
        { label: t('config.user.field.group_ids'), value: profile.groups.join(' / ') },
        {
          label: t('config.user.field.role_ids'),
          value: user.roleNames.map((role) => (language === 'en' ? role.en : role.zh)).join(' / '),
        },
        { label: t('config.user.field.manager_id'), value: manager?.name ?? '' },
      ],
    },
  };
}

function field(key: string, type: FormField['type'], more: Partial<FormField>): FormField {
  return { key, type, label: `config.user.field.${key}`, required: true, width: 'half', ...more };
}
