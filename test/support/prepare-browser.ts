import { findChromium } from './chromium.ts';

/** Finds the browser, and unpacks it if it has to be, before the clock of the first journey starts. */
export default async function prepareBrowser(): Promise<void> {
  await findChromium();
}
