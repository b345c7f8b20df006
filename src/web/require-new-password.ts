import type { Request, RequestHandler } from 'express';
import type { Web } from './page.ts';
import { paths } from './paths.ts';

/** What remains open to somebody who has yet to choose a password of their own. */
const OPEN: readonly string[] = [paths.profile.password, paths.logout, paths.preferences, paths.login];

/**
 * Whoever signed in with a password that an administrator set chooses their own before anything else (spec 03): every
 * address leads to that page, whatever the method, before a body is read. Not per route, so that none can forget it.
 */
export function requireNewPassword(webOf: (req: Request) => Web | undefined): RequestHandler {
  return (req, _res, next) => {
    const web = webOf(req);
    if (web?.user?.mustChangePassword && !OPEN.includes(req.path)) web.redirect(paths.profile.password);
    else next();
  };
}
