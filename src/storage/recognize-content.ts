import { fileTypeFromStream } from 'file-type';
import type { FileStore } from './file-store.ts';

/** The kind of a stored file by its first bytes, e.g. `png`; null where they are of no known kind. */
export async function recognizeContent(files: FileStore, name: string): Promise<string | null> {
  const content = await files.open(name);
  if (!content) return null;
  try {
    return (await fileTypeFromStream(content))?.ext ?? null;
  } catch {
    return null; // cut short or built to confuse: of no kind that anyone needs
  } finally {
    content.destroy();
  }
}
