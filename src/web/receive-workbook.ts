import type { Request, RequestHandler } from 'express';
import type { FieldProblem } from '../domain/form/field.ts';
import { type ReceivedWorkbook, storeWorkbook } from '../features/imports/store-workbook.ts';
import type { Web } from './page.ts';
import { formOf, ONE_FILE, receiveMultipart, toStorage } from './receive-multipart.ts';
import type { Route } from './routes.ts';

const receivedBy = new WeakMap<Request, ReceivedWorkbook>();
const NOTHING: FieldProblem = { code: 'sheet_missing', params: {} };

/** The spreadsheet that came with this request, in the storage already; or why there is none. */
export function workbookOf(req: Request): ReceivedWorkbook {
  return receivedBy.get(req) ?? { ok: false, problem: NOTHING };
}

/** Reads a form with one large spreadsheet, which goes to the storage as it arrives. */
export function receiveWorkbook(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  return receiveMultipart(route, webOf, ({ ctx }, req) => {
    const storage = toStorage(ctx.files, async (file) => {
      const received = await storeWorkbook(ctx, { name: file.originalname, content: file.stream });
      receivedBy.set(req, received);
      return received.ok ? received.workbook.storedName : null;
    });
    return { form: formOf(storage, ONE_FILE).single('file') };
  });
}
