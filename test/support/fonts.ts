import { readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { decompress } from 'wawoff2';
import { unpackedOnce } from './unpacked-once.ts';

const require = createRequire(import.meta.url);

/**
 * A fontconfig file that offers one family, Noto Sans SC, and nothing of the machine's own: Chinese text is readable
 * on a bare machine, and pictures look the same everywhere. The browser's fontconfig reads no woff2, hence the ttf.
 */
export async function fontConfigFile(): Promise<string> {
  const packageFile = require.resolve('@fontsource-variable/noto-sans-sc/package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const woff2 = path.join(path.dirname(packageFile), 'files');
  const folder = await unpackedOnce(`fonts-${version}`, async (target) => {
    for (const file of await readdir(woff2)) {
      if (!file.endsWith('-wght-normal.woff2')) continue;
      const ttf = await decompress(await readFile(path.join(woff2, file)));
      await writeFile(path.join(target, file.replace('.woff2', '.ttf')), ttf);
    }
    // Relative to this file: the folder gets its name only when it is complete.
    await writeFile(
      path.join(target, 'fonts.conf'),
      '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>' +
        '<dir prefix="relative">.</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n',
    );
  });
  return path.join(folder, 'fonts.conf');
}
