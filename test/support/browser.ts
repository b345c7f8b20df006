import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from './chromium.ts';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

const DESKTOP = { width: 1440, height: 900 };

export interface PageOptions {
  readonly baseURL?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: 'zh-CN' | 'en';
  readonly colorScheme?: 'light' | 'dark';
  /** Cookies and the like of an earlier page, from `page.context().storageState()`. */
  readonly storageState?: NonNullable<BrowserContextOptions['storageState']>;
  readonly javaScriptEnabled?: boolean;
}

/** Starts the browser that this machine has. Sandboxed where that is possible: never as root. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  const start = (chromiumSandbox: boolean) =>
    chromium.launch({
      executablePath,
      headless: true,
      chromiumSandbox,
      args: FLAGS,
      env: { ...process.env, ...env },
    });
  if (process.platform !== 'linux' || process.getuid?.() === 0) return start(false);
  try {
    return await start(true);
  } catch (error) {
    // Containers and some distributions forbid the namespaces that the sandbox is made of.
    if (!/sandbox/i.test(String(error))) throw error;
    return start(false);
  }
}

const complaints = new WeakMap<Page, string[]>();

/** A page in a context of its own: nobody else's cookies, and every complaint of the browser is kept. */
export async function newPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'zh-CN',
    colorScheme: 'light',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(120_000);
  context.setDefaultNavigationTimeout(180_000);
  const page = await watchedPage(context);
  if (options.javaScriptEnabled !== false) await actWhenWired(page);
  return page;
}

/** The page's scripts are not attached yet, or not to a fragment that htmx just brought. */
const UNWIRED = 'html:has(script[type=module]):not([data-wired]), .htmx-added, .htmx-settling';

/** A page answers to mouse and keys only a moment after it shows: a machine is quicker than that, a person never. */
async function actWhenWired(page: Page): Promise<void> {
  const unwired = page.locator(UNWIRED).first();
  // Nothing to do but wait until it is gone, which is what follows a handler anyway.
  await page.addLocatorHandler(unwired, async () => {});
  const press = page.keyboard.press.bind(page.keyboard);
  page.keyboard.press = async (...keys) => {
    await unwired.waitFor({ state: 'detached' });
    await press(...keys);
  };
}

/** One more tab of the same person. */
async function watchedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const heard: string[] = [];
  complaints.set(page, heard);
  // Violations of the Content-Security-Policy are console errors too.
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/Content Security Policy/i.test(message.text())) return;
    const { url, lineNumber } = message.location();
    heard.push(`console: ${message.text()} (${url}:${lineNumber})`);
  });
  page.on('pageerror', (error) => heard.push(`script: ${error.stack || error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 500) heard.push(`answer ${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    // Leaving a page ends what it was still loading; a download and an answer 204 look like that as well.
    if (reason !== 'net::ERR_ABORTED') heard.push(`request: ${reason} ${request.method()} ${request.url()}`);
  });
  return page;
}

/**
 * Nothing went wrong behind the user's back so far: no script error, no refused script or style, no failed request.
 * @param expected complaints that this journey provokes on purpose, e.g. a 422 that the console notes
 */
export async function expectQuietPage(page: Page, expected: readonly RegExp[] = []): Promise<void> {
  await delay(50);
  const heard = complaints.get(page);
  if (!heard) throw new Error('open the page with newPage()');
  const unexpected = heard.filter((line) => !expected.some((pattern) => pattern.test(line)));
  heard.length = 0;
  expect(unexpected, `complaints of the browser at ${page.url()}`).toEqual([]);
}
