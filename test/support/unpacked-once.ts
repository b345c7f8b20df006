import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/gongdan', import.meta.url));

/**
 * A folder that is filled once and kept until the next `npm ci`. Several processes may ask at the same moment: each
 * fills a folder of its own, and the first to finish gives it the name; nobody ever sees half of it.
 */
export async function unpackedOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const wanted = path.join(cache, name);
  if (existsSync(wanted)) return wanted;
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(path.join(cache, 'filling-'));
  try {
    await chmod(staging, 0o755);
    await fill(staging);
    await rename(staging, wanted);
  } catch (error) {
    if (!existsSync(wanted)) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return wanted;
}
