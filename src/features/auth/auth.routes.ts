import { parse as parseCookies } from 'cookie';
import type { Request } from 'express';
import type { SignInPassport } from './passport.ts';
import { z } from 'zod';
import type { SignedIn } from '../people/actor.query.ts';
import { parseBody, parseQuery } from '../../web/parse-request.ts';
import type { Web } from '../../web/page.ts';
import { localPath, paths } from '../../web/paths.ts';
import { open, post, type Route } from '../../web/routes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { completeSetup, findSetupLink } from './complete-setup.ts';
import { DEVICE_COOKIE, DEVICE_DAYS, markDevice, readDevice } from './known-device.ts';
import { noteSignIn } from './note-sign-in.ts';
import { type Attempt, createThrottle } from './sign-in-throttle.ts';

export interface AuthOptions {
  readonly secret: string;
  readonly https: boolean;
}

const SignInRequest = {
  // For the counters and the audit log, which take no NUL; it is no name in any case.
  username: z
    .string()
    .max(200)
    .transform((name) => name.replaceAll('\0', '\ufffd'))
    .default(''),
  password: z.string().max(1000).default(''),
  next: z.string().max(600).optional(),
};

/** Signing in and out, and the one-time set-up of an empty installation (spec 03). */
export function authRoutes(options: AuthOptions, passport: SignInPassport): Route[] {
  return [
    open('get', paths.login, async (web) => {
      const { next } = parseQuery(web.req, { next: z.string().max(600).optional().catch(undefined) });
      if (web.user) web.redirect(localPath(next) ?? paths.bench);
      else await showSignIn(web, { next: localPath(next) });
    }),
    open('post', paths.login, (web) => signIn(web, options, passport)),
    post(paths.logout, 'signed_in', async (web) => {
      await recordAudit(web.ctx, audit('signed_out', web.user.id, web.user.username, web.req));
      await new Promise<void>((done, fail) => {
        web.req.session.destroy((error?: Error) => {
          if (error) fail(error);
          else done();
        });
      });
      web.res.clearCookie('gongdan.sid');
      web.redirect(paths.login);
    }),
    open('get', paths.setup.pattern, async (web) => {
      await findSetupLink(web.ctx, String(web.req.params['token']));
      await web.page('auth/setup', { title: web.t('auth.setup_title'), problems: {}, typed: {} });
    }),
    open('post', paths.setup.pattern, async (web) => {
      const typed = parseBody(web.req, {
        username: z.string().max(200).default(''),
        name: z.string().max(200).default(''),
        password: z.string().max(1000).default(''),
      });
      const problems = await completeSetup(web.ctx, String(web.req.params['token']), typed);
      if (problems) {
        await web.page('auth/setup', { title: web.t('auth.setup_title'), status: 422, problems, typed });
        return;
      }
      web.flash({ kind: 'done', key: 'auth.setup_done', params: {} });
      web.redirect(paths.login);
    }),
  ];
}

async function signIn(web: Web, options: AuthOptions, passport: SignInPassport): Promise<void> {
  const { username, next } = parseBody(web.req, SignInRequest);
  const back = localPath(next);
  const mark = parseCookies(web.req.headers.cookie ?? '')[DEVICE_COOKIE];
  const attempt: Attempt = {
    username,
    address: web.req.ip ?? '',
    deviceId: readDevice(options.secret, username, mark),
  };
  const throttle = createThrottle(web.ctx.db);
  const seconds = await throttle.take(attempt);
  if (seconds > 0) {
    await recordAudit(web.ctx, audit('sign_in_blocked', null, username.slice(0, 60), web.req));
    const minutes = Math.ceil(seconds / 60);
    await showSignIn(web, {
      next: back,
      username,
      status: 429,
      problem: web.t('auth.too_many', { minutes }),
    });
    return;
  }
  const user = await authenticate(web, passport);
  if (!user) {
    await recordAudit(web.ctx, audit('sign_in_failed', null, username.slice(0, 60), web.req));
    await showSignIn(web, { next: back, username, status: 401, problem: web.t('auth.wrong') });
    return;
  }
  await throttle.succeeded(attempt);
  const { language } = web.req.session;
  // passport begins a new session here, so that a planted session id is worth nothing.
  await new Promise<void>((done, fail) => {
    web.req.logIn(user, (error?: unknown) => {
      if (error) fail(error instanceof Error ? error : new Error('sign-in failed'));
      else done();
    });
  });
  web.req.session.signedInAt = web.ctx.now().getTime();
  web.req.session.epoch = user.sessionEpoch;
  if (language) web.req.session.language = language;
  web.res.cookie(DEVICE_COOKIE, attempt.deviceId ? mark : markDevice(options.secret, username), {
    httpOnly: true,
    sameSite: 'lax',
    secure: options.https,
    maxAge: DEVICE_DAYS * 24 * 60 * 60 * 1000,
  });
  await noteSignIn(web.ctx, user, web.req.get('user-agent') ?? null);
  web.redirect(back ?? paths.bench);
}

function authenticate(web: Web, passport: SignInPassport): Promise<SignedIn | null> {
  return new Promise((done, fail) => {
    const answer = (error: unknown, user?: SignedIn | false | null): void => {
      if (error) fail(error instanceof Error ? error : new Error('sign-in failed'));
      else done(user ? user : null);
    };
    (
      passport.authenticate('local', answer) as (
        req: Request,
        res: Web['res'],
        next: (e: unknown) => void,
      ) => void
    )(web.req, web.res, answer);
  });
}

async function showSignIn(
  web: Web,
  shown: { next: string | null; username?: string; status?: number; problem?: string },
): Promise<void> {
  const { status = 200, username = '', problem = null, next } = shown;
  await web.page('auth/login', { title: web.t('auth.title'), status, username, problem, next });
}

function audit(
  action: string,
  actorId: number | null,
  username: string,
  req: Request,
): Parameters<typeof recordAudit>[1] {
  return {
    action,
    actorId,
    subjectType: 'user',
    subjectId: username,
    userAgent: req.get('user-agent') ?? null,
  };
}
