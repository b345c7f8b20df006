import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { Invalid } from '../errors.ts';
import type { SheetFile } from '../spreadsheet/read-sheet.ts';
import { SHEET_LIMITS } from '../spreadsheet/sheet-limits.ts';
import type { Web } from './page.ts';
import { formOf, ONE_FILE, receiveMultipart } from './receive-multipart.ts';
import type { Route } from './routes.ts';

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

/** Reads a form with one spreadsheet into memory: it is looked into at once and kept nowhere. */
export function receiveSheet(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  const limits = { ...ONE_FILE, fileSize: SHEET_LIMITS.megabytes * MEGABYTE };
  const form = formOf(multer.memoryStorage(), limits).single('file');
  return receiveMultipart(route, webOf, (_web, req) => ({
    form,
    end: (error) => {
      if (isTooLarge(error)) {
        receivedBy.set(req, 'too_large');
        return undefined;
      }
      if (error === undefined && req.file && req.file.size > 0)
        receivedBy.set(req, { name: req.file.originalname, content: req.file.buffer });
      return error;
    },
  }));
}

function isTooLarge(error: unknown): boolean {
  return error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
}
