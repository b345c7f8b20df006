import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { Invalid, Refused } from '../errors.ts';
import type { SheetFile } from '../spreadsheet/read-sheet.ts';
import { SHEET_LIMITS } from '../spreadsheet/sheet-limits.ts';
import { isOurs } from './csrf.ts';
import type { Web } from './page.ts';
import { assertAllowed, type Route } from './routes.ts';

const MEGABYTE = 1024 * 1024;

const receivedBy = new WeakMap<Request, SheetFile | 'too_large'>();

/** The spreadsheet that came with this request. @throws Invalid about `file` when there is none */
export function sheetOf(req: Request): SheetFile {
  const received = receivedBy.get(req);
  if (received === 'too_large')
    throw new Invalid({ file: { code: 'sheet_too_large', params: { max: SHEET_LIMITS.megabytes } } });
  if (!received) throw new Invalid({ file: { code: 'sheet_missing', params: {} } });
  return received;
}

/**
 * Reads a form with one spreadsheet into memory: it is looked into at once and kept nowhere. As with other files (see
 * receive-files.ts), permission and token are asked for before the first byte is taken.
 */
export function receiveSheet(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { files: 1, fields: 10, fieldSize: 1000, parts: 12, fileSize: SHEET_LIMITS.megabytes * MEGABYTE },
    defParamCharset: 'utf8',
    fileFilter: (req, _file, decide) => {
      if (isOurs(req)) decide(null, true);
      else decide(new Refused(403, 'form_expired'));
    },
  }).single('file');
  return (req, res, next) => {
    const web = webOf(req);
    if (!web?.user || !req.is('multipart/form-data')) {
      next();
      return;
    }
    assertAllowed(route, web.user);
    read(req, res, (error?: unknown) => {
      if (isTooLarge(error)) receivedBy.set(req, 'too_large');
      else if (error !== undefined) {
        next(error instanceof Refused ? error : asBadRequest(error));
        return;
      } else if (req.file && req.file.size > 0)
        receivedBy.set(req, { name: req.file.originalname, content: req.file.buffer });
      next();
    });
  };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
}

function asBadRequest(error: unknown): Error {
  return Object.assign(new Error('unreadable multipart form', { cause: error }), { status: 400 });
}
