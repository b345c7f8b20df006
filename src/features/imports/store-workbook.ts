import type { Readable } from 'node:stream';
import type { Ctx } from '../../context.ts';
import { cleanFileName } from '../../domain/attachment/file-name.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { makeStoredName } from '../../storage/stored-name.ts';
import { measureContent, TooLarge } from '../../storage/measure-content.ts';

/** Largest file that is taken (spec 06). */
export const WORKBOOK_MEGABYTES = 50;

/** A spreadsheet that is in the storage, and that no import speaks of yet. */
export interface StoredWorkbook {
  readonly name: string;
  readonly storedName: string;
  readonly bytes: number;
  readonly sha256: string;
}

export type ReceivedWorkbook =
  | { readonly ok: true; readonly workbook: StoredWorkbook }
  | { readonly ok: false; readonly problem: FieldProblem };

const NAME_MAX = 255;

/**
 * Takes a spreadsheet into the storage as it arrives, never as a whole into memory (spec 06). What it is, and whether
 * it can be read, is judged afterwards. What is refused leaves nothing behind.
 * @throws when the sending broke off: then there is nobody left to tell
 */
export async function storeWorkbook(
  ctx: Ctx,
  given: { readonly name: string; readonly content: Readable },
): Promise<ReceivedWorkbook> {
  const { content } = given;
  const name = [...cleanFileName(given.name)].slice(-NAME_MAX).join('') || 'file';
  const storedName = makeStoredName();
  const { through, measured } = measureContent(WORKBOOK_MEGABYTES * 1024 * 1024);
  content.once('error', (error) => through.destroy(error));
  // Heard here as well: a line may go dead before the storage has begun to read.
  through.on('error', () => content.unpipe(through));
  const refuse = (code: string, params: FieldProblem['params'] = {}): ReceivedWorkbook => {
    content.resume(); // read to its end, so that what comes after it is reached
    return { ok: false, problem: { code, params } };
  };
  try {
    await ctx.files.put(storedName, content.pipe(through));
    const { bytes, sha256 } = measured();
    if (bytes > 0) return { ok: true, workbook: { name, storedName, bytes, sha256 } };
    await ctx.files.remove(storedName);
    return refuse('sheet_empty');
  } catch (error) {
    through.destroy();
    content.unpipe(through);
    if (content.errored) throw error;
    if (error instanceof TooLarge) return refuse('sheet_too_large', { max: WORKBOOK_MEGABYTES });
    ctx.log.error({ err: error }, 'a spreadsheet could not be stored');
    return refuse('attachment_storage', { name });
  }
}
