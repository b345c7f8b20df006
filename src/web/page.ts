import path from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import { projectRoot } from '../config.ts';
import type { ActorCtx, Ctx } from '../context.ts';
import type { SignedIn } from '../features/people/actor.query.ts';
import type { ShellData } from '../features/bench/shell.query.ts';
import type { Company } from '../features/settings/company.query.ts';
import { presentUnread } from '../features/notifications/inbox.view.ts';
import { isLanguage, type Language, translator, type Translate } from '../i18n.ts';
import { formatMoment } from '../domain/time/format.ts';
import { ADMIN_AREAS } from './admin-paths.ts';
import type { Assets } from './assets.ts';
import { csrfToken } from './csrf.ts';
import { paths } from './paths.ts';
import type { Flash } from './session.ts';

const views = path.join(projectRoot, 'views');

/** One request, as handlers see it. */
export interface Web {
  readonly req: Request;
  readonly res: Response;
  readonly ctx: Ctx;
  readonly t: Translate;
  readonly language: Language;
  readonly user: SignedIn | null;
  /** Renders a view inside the layout, or alone when the request asks for a fragment. */
  readonly page: (view: string, locals: PageLocals) => Promise<void>;
  readonly fragment: (view: string, locals: Record<string, unknown>, status?: number) => Promise<void>;
  /** After a POST: 303, or htmx's own way of leaving the page. */
  readonly redirect: (to: string) => void;
  readonly flash: (flash: Flash) => void;
  readonly moment: (at: Date) => string;
  readonly wantsFragment: boolean;
}

export interface SignedInWeb extends Web {
  readonly ctx: ActorCtx;
  readonly user: SignedIn;
}

export interface PageLocals extends Record<string, unknown> {
  readonly title: string;
  readonly status?: number;
  /** Which entry of the navigation is current. */
  readonly nav?: string;
  /** Without menus around it: there is nowhere else to go yet. */
  readonly bare?: boolean;
}

export interface PageDeps {
  readonly assets: Assets;
  readonly company: (ctx: Ctx) => Promise<Company>;
  readonly shell: (ctx: ActorCtx) => Promise<ShellData>;
}

/** Builds the view helpers of one request. */
export function createWeb(deps: PageDeps, req: Request, res: Response, ctx: Ctx, user: SignedIn | null): Web {
  const language = user?.language ?? chosenLanguage(req);
  const t = translator(language);
  const now = ctx.now();
  const words = { today: t('shell.today'), yesterday: t('shell.yesterday') };
  const moment = (at: Date): string => formatMoment(at, now, ctx.zone, words);
  const base = {
    t,
    language,
    paths,
    moment,
    asset: deps.assets.url,
    icons: deps.assets.url('icons.svg'),
    user,
  };
  const render = (view: string, locals: object): Promise<string> =>
    ejs.renderFile(
      path.join(views, `${view}.ejs`),
      { ...base, csrf: csrfToken(req), ...locals },
      { root: views, views: [views], cache: true },
    );

  const fragment = async (view: string, locals: Record<string, unknown>, status = 200): Promise<void> => {
    res
      .status(status)
      .type('html')
      .set('cache-control', 'no-store')
      .send(await render(view, locals));
  };
  return {
    req,
    res,
    ctx,
    t,
    language,
    user,
    moment,
    fragment,
    wantsFragment: req.get('hx-request') === 'true' && req.get('hx-boosted') !== 'true',
    page: async (view, locals) => {
      const shell = user && !locals.bare ? await deps.shell({ ...ctx, actor: user }) : null;
      const { companyName, logo } = shell ?? (await deps.company(ctx));
      const here = req.method === 'GET' ? req.originalUrl : paths.bench;
      const unread = shell && presentUnread(shell.unread, t);
      const body = await render(view, { companyName, logo, here, unread, ...locals });
      const flashes = takeFlashes(req);
      const layout = {
        nav: null,
        here,
        ...locals,
        body,
        shell,
        companyName,
        logo,
        flashes,
        adminAreas: ADMIN_AREAS,
        theme: user?.theme ?? 'auto',
        unread,
      };
      res
        .status(locals.status ?? 200)
        .type('html')
        .set('cache-control', 'no-store');
      res.send(await render('layout', layout));
    },
    redirect: (to) => {
      const leave = (): void => {
        if (req.get('hx-request') === 'true') res.set('hx-redirect', to).status(200).end();
        else res.redirect(303, to);
      };
      // The next page may be asked for before the end of this answer: by then it must find the word in the session.
      const session = req.session as Request['session'] | undefined;
      if (!session?.flash) leave();
      else {
        session.save((error: unknown) => {
          if (error) req.log.error({ err: error }, 'the session was not saved');
          leave();
        });
      }
    },
    flash: (flash) => {
      req.session.flash = [...(req.session.flash ?? []), flash];
    },
  };
}

function takeFlashes(req: Request): Flash[] {
  // What a script fetches is not shown as a page: the word is for the one that the browser goes to.
  if ((req.get('sec-fetch-dest') ?? 'document') !== 'document') return [];
  // Absent where the session could not be read: the error page must still come out.
  const session = req.session as Request['session'] | undefined;
  const flashes = session?.flash ?? [];
  if (flashes.length > 0) delete session?.flash;
  return flashes;
}

function chosenLanguage(req: Request): Language {
  const session = req.session as Request['session'] | undefined;
  return isLanguage(session?.language) ? session.language : 'zh-CN';
}
