import { z } from 'zod';
import { LANGUAGES } from '../../i18n.ts';
import { parseBody } from '../../web/parse-request.ts';
import { localPath, paths } from '../../web/paths.ts';
import { open, type Route } from '../../web/routes.ts';
import { changePreferences } from './change-preferences.ts';

/** How a person likes their pages; on the sign-in page, the language alone, kept in the session. */
export function peopleRoutes(): Route[] {
  return [
    open('post', paths.preferences, async (web) => {
      const wish = parseBody(web.req, {
        language: z.enum(LANGUAGES).optional(),
        theme: z.enum(['auto', 'light', 'dark']).optional(),
        next: z.string().max(8000).optional(),
      });
      if (wish.language) web.req.session.language = wish.language;
      if (web.user) await changePreferences({ ...web.ctx, actor: web.user }, wish);
      web.redirect(localPath(wish.next) ?? paths.bench);
    }),
  ];
}
