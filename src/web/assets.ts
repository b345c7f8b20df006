import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import express from 'express';
import type { Router } from 'express';
import { projectRoot } from '../config.ts';

const require = createRequire(import.meta.url);
const publicFolder = path.join(projectRoot, 'public');

/** Style sheets in the order of the cascade: tokens first, then components, then pages. */
const STYLE_SHEETS = [
  'tokens',
  'ground',
  'shell',
  'buttons',
  'status',
  'clocks',
  'tabs',
  'tables',
  'bulk',
  'exports',
  'list-tools',
  'forms',
  'fields',
  'journey',
  'journey-tip',
  'journey-groups',
  'timeline',
  'attachments',
  'figures',
  'dialogs',
  'bench',
  'workload',
  'detail',
  'presence',
  'inbox',
  'notifications',
  'create',
  'admin',
  'people',
  'calendars',
  'template-editor',
  'words',
  'roles',
  'rules',
  'audit',
  'categories',
  'conditions',
  'automations',
  'sla',
  'connectors',
  'imports',
  'import-reports',
  'login',
  'print',
];

export interface Assets {
  readonly router: Router;
  /** The address of a file under `public/`, or of one of the libraries, that changes when any of them does. */
  readonly url: (file: string) => string;
}

/**
 * Serves styles, scripts and icons under an address that carries a fingerprint of all of them, so browsers may keep
 * them for ever. The style sheets go out as one file: one request, and no cascade decided by the network.
 */
export function createAssets(): Assets {
  const style = STYLE_SHEETS.map((name) =>
    readFileSync(path.join(publicFolder, 'css', `${name}.css`), 'utf8'),
  ).join('\n');
  const libraries: Record<string, string> = {
    'lib/htmx.js': require.resolve('htmx.org/dist/htmx.min.js'),
    'lib/sortable.js': require.resolve('sortablejs/modular/sortable.esm.js'),
    'lib/reboot.css': require.resolve('bootstrap/dist/css/bootstrap-reboot.min.css'),
  };
  const hash = createHash('sha256').update(style);
  for (const file of [...filesUnder(publicFolder), ...Object.values(libraries)])
    hash.update(readFileSync(file));
  const base = `/assets/${hash.digest('base64url').slice(0, 12)}`;

  const router = express.Router();
  const forever = { immutable: true, maxAge: '1y', index: false } as const;
  router.get(`${base}/app.css`, (_req, res) => {
    res.type('css').set('cache-control', 'public, max-age=31536000, immutable').send(style);
  });
  for (const [name, file] of Object.entries(libraries)) {
    router.get(`${base}/${name}`, (_req, res) => {
      res.sendFile(file, { ...forever, dotfiles: 'allow' });
    });
  }
  router.use(base, express.static(publicFolder, forever));
  return { router, url: (file) => `${base}/${file}` };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
