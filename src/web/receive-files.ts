import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { Refused } from '../errors.ts';
import { type Received, storeUpload, type UploadLimits } from '../features/attachments/store-upload.ts';
import { findSettings } from '../features/settings/settings.query.ts';
import { isOurs } from './csrf.ts';
import type { Web } from './page.ts';
import { assertAllowed, type Route } from './routes.ts';

/** Of the fields that come with the files; the number of files itself is a setting, and told in words. */
const LIMITS = {
  fields: 1000,
  fieldSize: 256 * 1024,
  fieldNameSize: 200,
  files: 100,
  parts: 1100,
  headerPairs: 20,
  fieldNestingDepth: 0,
};
const TOO_MUCH = ['LIMIT_FIELD_VALUE', 'LIMIT_FIELD_COUNT', 'LIMIT_FILE_COUNT', 'LIMIT_PART_COUNT'];

/** A form's own files, and those of its fields for files: `files.` and the name of the field. */
const FILE_INPUT = /^files(\.[\w.]{1,120})?$/;

interface ReceivedBy {
  readonly input: string;
  file: Received;
}

const receivedBy = new WeakMap<Request, readonly ReceivedBy[]>();

/** The files that came with this request from one of its inputs. */
export function uploadsOf(req: Request, input = 'files'): readonly Received[] {
  return (receivedBy.get(req) ?? []).filter((one) => one.input === input).map(({ file }) => file);
}

/** The names of the fields for files that brought some. */
export function fieldsWithUploads(req: Request): readonly string[] {
  const inputs = (receivedBy.get(req) ?? []).map(({ input }) => input);
  return [...new Set(inputs)].flatMap((input) => (input.startsWith('files.') ? [input.slice(6)] : []));
}

/**
 * Reads a multipart form: its fields become the body, its files go to the storage as they arrive. It runs before the
 * check of the token, which is one of those fields; so the token is asked for here as well, before the first byte of a
 * file is kept. Forms have it as their first input, scripts send it as a header.
 */
export function receiveFiles(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  return async (req, res, next) => {
    const web = webOf(req);
    if (!web?.user || !req.is('multipart/form-data')) {
      next();
      return;
    }
    assertAllowed(route, web.user);
    const received: ReceivedBy[] = [];
    const { takesFiles } = route;
    const limits = typeof takesFiles === 'object' ? takesFiles : await findSettings(web.ctx.db);
    const read = formReader(web, received, limits);
    read(req, res, (error?: unknown) => {
      receivedBy.set(req, received);
      next(error === undefined ? undefined : asBadRequest(error));
    });
  };
}

/** Nothing but what a request brought along can go wrong here: our own troubles are told per file. */
function asBadRequest(error: unknown): unknown {
  if (error instanceof Refused) return error;
  const isTooMuch = error instanceof multer.MulterError && TOO_MUCH.includes(error.code);
  return Object.assign(new Error('unreadable multipart form', { cause: error }), {
    status: isTooMuch ? 413 : 400,
  });
}

function formReader({ ctx }: Web, received: ReceivedBy[], limits: UploadLimits): RequestHandler {
  const storage: multer.StorageEngine = {
    _handleFile: (_req, file, done) => {
      const input = file.fieldname;
      const isOneTooMany =
        received.filter((one) => one.input === input).length >= limits.attachment_max_files;
      const entry: ReceivedBy = {
        input,
        file: { ok: false, name: file.originalname, problem: NOT_READ },
      };
      received.push(entry);
      storeUpload(ctx, { name: file.originalname, content: file.stream }, limits, isOneTooMany).then(
        (upload) => {
          entry.file = upload;
          done(undefined, upload.ok ? { filename: upload.storedName } : {});
        },
        (error: unknown) => {
          done(error);
        },
      );
    },
    // Called when the form turns out to be broken after this file has come in whole.
    _removeFile: (_req, file, done) => {
      const { filename } = file as { filename?: string };
      const removed = filename === undefined ? Promise.resolve() : ctx.files.remove(filename);
      removed.then(() => {
        done(null);
      }, done);
    },
  };
  return multer({
    storage,
    limits: LIMITS,
    defParamCharset: 'utf8',
    fileFilter: (req, file, decide) => {
      if (!FILE_INPUT.test(file.fieldname)) decide(new multer.MulterError('LIMIT_UNEXPECTED_FILE'));
      else if (isOurs(req)) decide(null, true);
      else decide(new Refused(403, 'form_expired'));
    },
  }).any();
}

const NOT_READ = { code: 'attachment_storage', params: {} };
