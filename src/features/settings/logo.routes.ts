import { pipeline } from 'node:stream/promises';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import type { SignedInWeb, Web } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { uploadsOf } from '../../web/receive-files.ts';
import { open, post, type Route } from '../../web/routes.ts';
import { LOGO_LIMITS, removeLogo, saveLogo } from './save-logo.ts';
import { findSettings } from './settings.query.ts';
import { showSettings, versionsOf } from './settings.routes.ts';

/** The company's logo: uploaded and removed among the settings, shown on every page, also before signing in. */
export function logoRoutes(): Route[] {
  const { logo, removeLogo: remove } = paths.admin.settings;
  return [
    open('get', paths.logo.pattern, sendLogo),
    post(
      logo,
      'config.manage',
      (web) => change(web, (version) => saveLogo(web.ctx, uploadsOf(web.req), version)),
      {
        takesFiles: LOGO_LIMITS,
      },
    ),
    post(remove, 'config.manage', (web) => change(web, (version) => removeLogo(web.ctx, version))),
  ];
}

async function change(web: SignedInWeb, apply: (version: number) => Promise<void>): Promise<void> {
  try {
    await apply(versionsOf(web).company_logo ?? 0);
  } catch (error) {
    if (error instanceof Invalid) {
      await showSettings(web, { section: 'company', problems: error.problems, status: 422 });
    } else if (error instanceof Conflict) {
      await showSettings(web, { section: 'company', taken: ['company_logo'], status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.saved', params: {} });
  web.redirect(`${paths.admin.settings.list}#company`);
}

/** The address carries the fingerprint of the picture: it may be kept for ever, and an old one is gone. */
async function sendLogo({ req, res, ctx }: Web): Promise<void> {
  const { company_logo: logo } = await findSettings(ctx.db);
  const content = logo && logo.print === req.params['print'] ? await ctx.files.open(logo.file) : null;
  if (!logo || !content) throw new NotFound('logo');
  res.set({
    'content-type': logo.type,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  try {
    await pipeline(content, res);
  } catch (error) {
    ctx.log.warn({ err: error }, 'the logo broke off');
  }
}
