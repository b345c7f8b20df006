import type { Request, RequestHandler } from 'express';
import { type Received, storeUpload, type UploadLimits } from '../features/attachments/store-upload.ts';
import { findSettings } from '../features/settings/settings.query.ts';
import type { Web } from './page.ts';
import { formOf, receiveMultipart, toStorage } from './receive-multipart.ts';
import type { Route } from './routes.ts';

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

/** Reads a form with any number of files, which go to the storage as they arrive. */
export function receiveFiles(route: Route, webOf: (req: Request) => Web | undefined): RequestHandler {
  return receiveMultipart(route, webOf, async (web, req) => {
    const received: ReceivedBy[] = [];
    const { takesFiles } = route;
    const limits = typeof takesFiles === 'object' ? takesFiles : await findSettings(web.ctx.db);
    return {
      form: formReader(web, received, limits),
      end: (error) => {
        receivedBy.set(req, received);
        return error;
      },
    };
  });
}

function formReader({ ctx }: Web, received: ReceivedBy[], limits: UploadLimits): RequestHandler {
  const storage = toStorage(ctx.files, async (file) => {
    const input = file.fieldname;
    const isOneTooMany = received.filter((one) => one.input === input).length >= limits.attachment_max_files;
    const entry: ReceivedBy = { input, file: { ok: false, name: file.originalname, problem: NOT_READ } };
    received.push(entry);
    const content = { name: file.originalname, content: file.stream };
    const upload = await storeUpload(ctx, content, limits, isOneTooMany);
    entry.file = upload;
    return upload.ok ? upload.storedName : null;
  });
  return formOf(storage, LIMITS, (input) => FILE_INPUT.test(input)).any();
}

const NOT_READ = { code: 'attachment_storage', params: {} };
