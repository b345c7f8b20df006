import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import type { FieldProblem } from '../domain/form/field.ts';
import { Refused } from '../errors.ts';
import { type ReceivedWorkbook, storeWorkbook } from '../features/imports/store-workbook.ts';
import { isOurs } from './csrf.ts';
import type { Web } from './page.ts';
import { assertAllowed, type Route } from './routes.ts';

const LIMITS = { files: 1, fields: 10, fieldSize: 1000, fieldNameSize: 100, parts: 12, headerPairs: 20 };

const receivedBy = new WeakMap<Request, ReceivedWorkbook>();
const NOTHING: FieldProblem = { code: 'sheet_missing', params: {} };

/** The spreadsheet that came with this request, in the storage already; or why there is none. */
export function workbookOf(req: Request): ReceivedWorkbook {
  return receivedBy.get(req) ?? { ok: false, problem: NOTHING };
}

/**
 * Reads a form with one large spreadsheet, which goes to the storage as it arrives. As with other files (see
 * receive-files.ts), permission and token are asked for before the first byte is taken.
 */
export function receiveWorkbook(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  return (req, res, next) => {
    const web = webOf(req);
    if (!web?.user || !req.is('multipart/form-data')) {
      next();
      return;
    }
    assertAllowed(route, web.user);
    const read = multer({
      storage: storageOf(web, req),
      limits: LIMITS,
      defParamCharset: 'utf8',
      fileFilter: (from, _file, decide) => {
        if (isOurs(from)) decide(null, true);
        else decide(new Refused(403, 'form_expired'));
      },
    }).single('file');
    read(req, res, (error?: unknown) => {
      next(error === undefined || error instanceof Refused ? error : asBadRequest(error));
    });
  };
}

function storageOf({ ctx }: Web, req: Request): multer.StorageEngine {
  return {
    _handleFile: (_req, file, done) => {
      storeWorkbook(ctx, { name: file.originalname, content: file.stream }).then(
        (received) => {
          receivedBy.set(req, received);
          done(undefined, received.ok ? { filename: received.workbook.storedName } : {});
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
    // Called when the form turns out to be broken after the file has come in whole.
    _removeFile: (_req, file, done) => {
      const { filename } = file as { filename?: string };
      const removed = filename === undefined ? Promise.resolve() : ctx.files.remove(filename);
      removed.then(() => {
        done(null);
      }, done);
    },
  };
}

function asBadRequest(error: unknown): Error {
  return Object.assign(new Error('unreadable multipart form', { cause: error }), { status: 400 });
}
