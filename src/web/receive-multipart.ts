import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import type { FileStore } from '../storage/file-store.ts';
import { Refused } from '../errors.ts';
import { isOurs } from './csrf.ts';
import type { Web } from './page.ts';
import { assertAllowed, type Route } from './routes.ts';

/** What a form of one file holds beside it. */
export const ONE_FILE = {
  files: 1,
  fields: 10,
  fieldSize: 1000,
  fieldNameSize: 100,
  parts: 12,
  headerPairs: 20,
};

interface Reading {
  readonly form: RequestHandler;
  /** What has come, or why it broke off; answers the error to go on with. */
  readonly end?: (error: unknown) => unknown;
}

/**
 * Reads the multipart forms of a route: their fields become the body. It runs before the check of the token, which is
 * one of those fields; so permission and token are asked for here as well, before the first byte of a file is taken.
 * Forms have the token as their first input, scripts send it as a header.
 */
export function receiveMultipart(
  route: Route,
  webOf: (req: Request) => Web | undefined,
  read: (web: Web, req: Request) => Reading | Promise<Reading>,
): RequestHandler {
  return async (req, res, next) => {
    const web = webOf(req);
    if (!web?.user || !req.is('multipart/form-data')) {
      next();
      return;
    }
    assertAllowed(route, web.user);
    const { form, end = (error) => error } = await read(web, req);
    form(req, res, (error?: unknown) => {
      const left = end(error);
      next(left === undefined ? undefined : asBadRequest(left));
    });
  };
}

/** multer with what all our forms have in common. @param accepts which inputs may bring files */
export function formOf(
  storage: multer.StorageEngine,
  limits: NonNullable<multer.Options['limits']>,
  accepts: (input: string) => boolean = () => true,
): multer.Multer {
  return multer({
    storage,
    limits,
    defParamCharset: 'utf8',
    fileFilter: (req, file, decide) => {
      if (!accepts(file.fieldname)) decide(new multer.MulterError('LIMIT_UNEXPECTED_FILE'));
      else if (isOurs(req)) decide(null, true);
      else decide(new Refused(403, 'form_expired'));
    },
  });
}

/**
 * Files go to the storage as they arrive, and out of it again when the form turns out to be broken after that.
 * @param keep answers the name under which the file is stored; null where it was not kept
 */
export function toStorage(
  files: FileStore,
  keep: (file: Express.Multer.File) => Promise<string | null>,
): multer.StorageEngine {
  return {
    _handleFile: (_req, file, done) => {
      keep(file).then(
        (filename) => {
          done(undefined, filename === null ? {} : { filename });
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
    _removeFile: (_req, file, done) => {
      const { filename } = file as { filename?: string };
      const removed = filename === undefined ? Promise.resolve() : files.remove(filename);
      removed.then(() => {
        done(null);
      }, done);
    },
  };
}

const TOO_MUCH = ['LIMIT_FIELD_VALUE', 'LIMIT_FIELD_COUNT', 'LIMIT_FILE_COUNT', 'LIMIT_PART_COUNT'];

/** Nothing but what a request brought along can go wrong here: our own troubles are told per file. */
function asBadRequest(error: unknown): unknown {
  if (error instanceof Refused) return error;
  const isTooMuch = error instanceof multer.MulterError && TOO_MUCH.includes(error.code);
  return Object.assign(new Error('unreadable multipart form', { cause: error }), {
    status: isTooMuch ? 413 : 400,
  });
}
