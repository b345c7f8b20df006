import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileStore, StoredFile } from './file-store.ts';

const NAME = /^[0-9a-f]{2}[0-9a-f]+(\.part)?$/;
const PART = '.part';

/** Files in a folder, spread over sub-folders by the first two characters, so that none grows large. */
export function createFolderStore(root: string): FileStore {
  const placeOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`not a stored name: ${name.slice(0, 60)}`);
    return path.join(root, name.slice(0, 2), name);
  };
  return {
    put: async (name, content) => {
      const place = placeOf(name);
      const part = place + PART;
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
      try {
        // Under another name until all of it is on the disk: what is found under its own name is whole.
        await pipeline(content, createWriteStream(part, { mode: 0o600, flush: true }));
        await rename(part, place);
        await syncFolder(path.dirname(place));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    open: async (name) => openFile(placeOf(name)),
    remove: (name) => rm(placeOf(name), { force: true }),
    list: () => listFiles(root),
  };
}

async function openFile(place: string): Promise<Readable | null> {
  try {
    return (await open(place)).createReadStream();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The name is in the folder, and the folder on the disk as well. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* listFiles(root: string): AsyncGenerator<StoredFile> {
  for (const shard of await namesIn(root)) {
    for (const name of await namesIn(path.join(root, shard))) {
      const found = NAME.test(name) && (await stat(path.join(root, shard, name)).catch(unlessMissing));
      if (found) yield { name, modifiedAt: found.mtime };
    }
  }
}

/** No folder yet: nothing was ever uploaded. */
async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessMissing)) ?? [];
}

function unlessMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ENOENT' || error.code === 'ENOTDIR';
}
