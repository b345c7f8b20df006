import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { Refused } from '../errors.ts';

/** The synchroniser token of the session, in the form field `_csrf` or, from scripts, in a header (spec 10). */
const { csrfSynchronisedProtection, generateToken, isRequestValid } = csrfSync({
  getTokenFromRequest: (req) => {
    const body = req.body as Record<string, unknown> | undefined;
    const token = body?.['_csrf'] ?? req.headers['x-csrf-token'];
    return typeof token === 'string' ? token : '';
  },
  errorConfig: { message: 'form_expired', statusCode: 403, code: 'EBADCSRFTOKEN' },
});

/** The token for a page; none where the session could not be read. */
export function csrfToken(req: Request): string {
  return (req.session as Request['session'] | undefined) ? generateToken(req) : '';
}

/** Whether a state change comes from a page of ours, made for this session. */
export function isOurs(req: Request): boolean {
  return req.headers['sec-fetch-site'] !== 'cross-site' && isRequestValid(req);
}

/** Refuses state changes that another site started, or whose form belongs to another session. */
export const csrf: RequestHandler = (req, res, next) => {
  if (req.headers['sec-fetch-site'] === 'cross-site' && req.method !== 'GET' && req.method !== 'HEAD') {
    next(new Refused(403, 'form_expired'));
    return;
  }
  csrfSynchronisedProtection(req, res, (error?: unknown) => {
    next(error === undefined ? undefined : new Refused(403, 'form_expired'));
  });
};
