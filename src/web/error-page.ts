import type { ErrorRequestHandler, Request, Response } from 'express';
import { Conflict, Invalid, NotFound, Refused } from '../errors.ts';
import type { Translate } from '../i18n.ts';
import type { Web } from './page.ts';

export interface Trouble {
  readonly status: number;
  /** Key of the locale namespace `error`. */
  readonly kind: string;
  readonly sentence: string;
}

/** The sentence of a refusal, in the user's language (spec 10: refusals teach). */
export function refusalSentence(refused: Refused, t: Translate): string {
  const words = Object.entries(refused.details).map(([key, value]): [string, string | number] =>
    key.endsWith('Key') ? [key.slice(0, -3), t(String(value))] : [key, value ?? ''],
  );
  return t(`refusal.${refused.code}`, Object.fromEntries(words));
}

/** Says which answer an error deserves. What nobody foresaw is a 500, and is logged as one. */
function diagnose(error: unknown, t: Translate): Trouble {
  if (error instanceof NotFound) {
    const text = error.message === 'file' ? 'file_lost_text' : 'not_found_text';
    return { status: 404, kind: 'not_found', sentence: t(`error.${text}`) };
  }
  if (error instanceof Refused) {
    const kind = error.status === 403 ? 'forbidden' : error.status === 429 ? 'too_many' : 'conflict';
    return { status: error.status, kind, sentence: refusalSentence(error, t) };
  }
  if (error instanceof Conflict) return { status: 409, kind: 'conflict', sentence: t('error.changed_text') };
  if (error instanceof Invalid) {
    const [first] = Object.values(error.problems);
    const sentence = first ? t(`form.problem.${first.code}`, first.params) : t('error.bad_request_text');
    return { status: 422, kind: 'bad_request', sentence };
  }
  const status = statusOf(error);
  if (status === 413) return { status, kind: 'bad_request', sentence: t('error.too_large_text') };
  if (status !== null) return { status, kind: 'bad_request', sentence: t('error.bad_request_text') };
  return { status: 500, kind: 'server', sentence: t('error.server_text') };
}

/** The last handler: every error becomes one page, in words, with the request id. */
export function errorPages(webOf: (req: Request, res: Response) => Web): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const web = webOf(req, res);
    const trouble = diagnose(error, web.t);
    if (trouble.status >= 500) req.log.error({ err: error }, 'request failed');
    const locals = {
      title: web.t(`error.${trouble.kind}_title`),
      ...trouble,
      requestId: requestIdOf(req),
      typed: error instanceof NotFound ? error.typed : [],
    };
    const shown = web.wantsFragment
      ? web.fragment('shared/error', locals, trouble.status)
      : web.page('shared/error', locals);
    shown.catch((broken: unknown) => {
      // Even the page can't be made, e.g. without a database: plain text then, so that no one is left without an answer.
      req.log.error({ err: broken }, 'the error page failed');
      if (!res.headersSent)
        res
          .status(trouble.status)
          .type('text')
          .send(`${trouble.sentence}\n${requestIdOf(req)}\n`);
    });
  };
}

/** Every request has one, made by the log (app.ts). */
function requestIdOf(req: Request): string {
  return typeof req.id === 'string' ? req.id : '';
}

/** Errors of the body parsers and of the router carry a 4xx of their own. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
