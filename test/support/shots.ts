import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../output/shots', import.meta.url));

/**
 * Keeps a picture of the page as `test/output/shots/<name>.png`, for people to look at: no test compares pictures.
 * @param name kebab-case, e.g. `ticket-detail-dark`
 */
export async function takeShot(
  page: Page,
  name: string,
  options: { fullPage?: boolean } = {},
): Promise<string> {
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({
    path: file,
    fullPage: options.fullPage ?? true,
    animations: 'disabled',
    caret: 'hide',
  });
  return file;
}
