import type { Readable } from 'node:stream';
import type { Ctx } from '../../context.ts';
import { cleanFileName } from '../../domain/attachment/file-name.ts';
import { judgeContent, refuseName } from '../../domain/attachment/file-type.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { makeStoredName } from '../../storage/stored-name.ts';
import { measureContent, TooLarge } from '../../storage/measure-content.ts';
import { recognizeContent } from '../../storage/recognize-content.ts';
import type { Settings } from '../settings/settings.query.ts';

/** A file that is in the storage, and that no row speaks of yet. */
export interface Upload {
  readonly name: string;
  readonly storedName: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How much of what may come. */
export type UploadLimits = Pick<
  Settings,
  'attachment_max_files' | 'attachment_max_megabytes' | 'attachment_types'
>;

export type Received =
  | ({ readonly ok: true } & Upload)
  | { readonly ok: false; readonly name: string; readonly problem: FieldProblem };

const MEGABYTE = 1024 * 1024;

/**
 * Takes one uploaded file into the storage, judged by its content on the way (spec 01 and 10). What is refused, or
 * can't be stored, leaves nothing behind and is told as a problem; the rest of the form is read on.
 * @throws when the upload broke off: then there is nobody left to tell
 */
export async function storeUpload(
  ctx: Ctx,
  given: { name: string; content: Readable },
  settings: UploadLimits,
  isOneTooMany: boolean,
): Promise<Received> {
  const name = cleanFileName(given.name);
  const refuse = (problem: FieldProblem): Received => {
    given.content.resume(); // read to its end, so that what comes after it is reached
    return { ok: false, name, problem };
  };
  if (isOneTooMany)
    return refuse({ code: 'attachment_too_many', params: { max: settings.attachment_max_files } });
  const misnamed = refuseName(name, settings.attachment_types);
  if (misnamed) return refuse(misnamed);

  const storedName = makeStoredName();
  const { through, measured } = measureContent(settings.attachment_max_megabytes * MEGABYTE);
  given.content.once('error', (error) => through.destroy(error));
  // Heard here as well: a line may go dead before the storage has begun to read.
  through.on('error', () => given.content.unpipe(through));
  try {
    await ctx.files.put(storedName, given.content.pipe(through));
    const { bytes, sha256, isText, isMarkup } = measured();
    const kind = bytes === 0 ? null : await recognizeContent(ctx.files, storedName);
    const contentType = judgeContent(name, { kind, isText, isMarkup });
    if (bytes > 0 && contentType !== null) return { ok: true, name, storedName, contentType, bytes, sha256 };
    await ctx.files.remove(storedName);
    return refuse({ code: bytes === 0 ? 'attachment_empty' : 'attachment_disguised', params: { name } });
  } catch (error) {
    through.destroy();
    given.content.unpipe(through);
    if (given.content.errored) throw error;
    if (error instanceof TooLarge)
      return refuse({
        code: 'attachment_too_large',
        params: { name, max: settings.attachment_max_megabytes },
      });
    ctx.log.error({ err: error }, 'an attachment could not be stored');
    return refuse({ code: 'attachment_storage', params: { name } });
  }
}
