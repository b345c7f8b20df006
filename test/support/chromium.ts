import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { fontConfigFile } from './fonts.ts';
import { unpackedOnce } from './unpacked-once.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export interface Chromium {
  readonly executablePath: string;
  /** What the browser process needs in its environment: libraries and fonts. */
  readonly env: Readonly<Record<string, string>>;
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

let found: Promise<Chromium> | null = null;

/** A browser that starts (spec 11): the one named by CHROMIUM_PATH, one of the system, or the one carried by npm. */
export function findChromium(): Promise<Chromium> {
  return (found ??= find());
}

async function find(): Promise<Chromium> {
  const named = process.env['CHROMIUM_PATH'];
  const fonts = process.platform === 'linux' ? { FONTCONFIG_FILE: await fontConfigFile() } : {};
  if (named) {
    const failure = await whyNotRunning(named, fonts);
    if (failure) throw new Error(`CHROMIUM_PATH names ${named}, which doesn't start: ${failure}`);
    return { executablePath: named, env: fonts };
  }
  for (const executablePath of installedBrowsers()) {
    // A distribution's stub ("install the snap") is executable too, so that only a start counts.
    if ((await whyNotRunning(executablePath, fonts)) === null) return { executablePath, env: fonts };
  }
  return carriedBrowser(fonts);
}

function installedBrowsers(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const inPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...inPath, ...(PLACES[process.platform] ?? [])].filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser that `@sparticuz/chromium` packs, with the shared libraries that a bare machine lacks. */
async function carriedBrowser(fonts: Record<string, string>): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser for the journeys: install Chrome, or name one with CHROMIUM_PATH.');
  }
  const entry = require.resolve('@sparticuz/chromium');
  const packageFile = path.join(path.dirname(entry), '../../package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const folder = await unpackedOnce(`chromium-${version}`, unpackCarriedBrowser);

  const executablePath = path.join(folder, 'chromium');
  const failure = await whyNotRunning(executablePath, fonts);
  if (failure === null) return { executablePath, env: fonts };

  // The machine's own libraries come first: the carried ones need glibc 2.34, which an older system may not have.
  const libraries = [path.join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']]
    .filter(Boolean)
    .join(':');
  const env = { ...fonts, LD_LIBRARY_PATH: libraries };
  const second = await whyNotRunning(executablePath, env);
  if (second === null) return { executablePath, env };
  throw new Error(`The browser carried by npm doesn't start: ${failure}; with its own libraries: ${second}`);
}

/** The package unpacks into the temporary folder, and its libraries only where it believes to be on AWS. */
async function unpackCarriedBrowser(folder: string): Promise<void> {
  const script = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TMPDIR: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
  };
  delete env['NODE_OPTIONS'];
  await run(process.execPath, ['--eval', script], { cwd: import.meta.dirname, env, timeout: 120_000 });
}

/** Null when the browser starts; otherwise the first line of what it says. */
async function whyNotRunning(executablePath: string, env: Record<string, string>): Promise<string | null> {
  if (process.platform === 'win32') return isExecutable(executablePath) ? null : 'not found'; // --version opens a window
  try {
    await run(executablePath, ['--version'], { env: { ...process.env, ...env }, timeout: 30_000 });
    return null;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return (stderr || message).trim().split('\n')[0] ?? message;
  }
}
