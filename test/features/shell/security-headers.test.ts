import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** What every answer says to the browser about trust (spec 10). */

let it: TestApp;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

const PAGES = [
  '/',
  '/tickets',
  '/tickets/new',
  '/nothing',
  '/tickets/GD261122-9999',
  '/tickets/new/categories?q=tk',
];

test.each([...PAGES, '/login', '/healthz'])('%s', async (address) => {
  const { headers } = await tier1.get(address);
  const policy = Object.fromEntries(
    (headers['content-security-policy'] ?? '').split(';').map((directive): [string, string] => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources.join(' ')];
    }),
  );
  expect(policy['default-src']).toBe("'self'");
  expect(policy['script-src'] ?? policy['default-src']).toBe("'self'");
  expect(policy['style-src'] ?? policy['default-src']).toBe("'self'");
  expect(policy).toMatchObject({
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  });
  expect(JSON.stringify(policy)).not.toMatch(/unsafe|\*|https?:/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toMatch(/SAMEORIGIN|DENY/);
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['x-powered-by']).toBeUndefined();
});

test.each(PAGES)(
  '%s is kept by nobody on the way, and needs nothing inline or from elsewhere',
  async (path) => {
    const answer = await tier1.get(path);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { page } = answer;
    expect(
      page.querySelectorAll('script:not([src]), style, [style], iframe, object, embed, base'),
    ).toHaveLength(0);
    const inline = page
      .querySelectorAll('*')
      .flatMap((element) => Object.keys(element.attributes).filter((name) => /^on/i.test(name)));
    expect(inline).toEqual([]);
    for (const element of page.querySelectorAll('[src], link[href], use[href], form[action], a[href]')) {
      const target =
        element.getAttribute('src') ?? element.getAttribute('href') ?? element.getAttribute('action') ?? '';
      expect(target).toMatch(/^(\/(?!\/)|#|tel:|$)/);
    }
  },
);

test('what a page loads is there, typed, and may be kept for ever', async () => {
  const { page } = await tier1.get('/tickets');
  const addresses = [
    ...page.querySelectorAll('script').map((each) => each.getAttribute('src')),
    ...page.querySelectorAll('link').map((each) => each.getAttribute('href')),
    page.querySelector('use')?.getAttribute('href')?.split('#')[0],
  ];
  expect(addresses).toHaveLength(6);
  for (const address of addresses) {
    const { status, headers } = await tier1.get(address ?? '');
    expect([address, status]).toEqual([address, 200]);
    expect(headers['content-type']).toMatch(/javascript|css|svg/);
    expect(headers['cache-control']).toMatch(/immutable/);
    expect(headers['set-cookie']).toBeUndefined();
  }
});

test('every icon that a page points at is in the sprite', async () => {
  const sprite = readFileSync(path.join(projectRoot, 'public/icons.svg'), 'utf8');
  for (const address of PAGES) {
    const { page } = await tier1.get(address);
    const missing = page
      .querySelectorAll('use')
      .map((use) => use.getAttribute('href')?.split('#')[1] ?? '')
      .filter((id) => !sprite.includes(`id="${id}"`));
    expect([address, missing]).toEqual([address, []]);
  }
});

test('nothing but the public folder can be fetched', async () => {
  const base = ((await tier1.get('/')).page.querySelector('use')?.getAttribute('href') ?? '').replace(
    /\/icons\.svg.*/,
    '',
  );
  for (const file of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/.git/config',
    '/js',
    '/',
    '/%00',
    '/css/../../package.json',
    '/../../src/app.ts',
  ])
    expect([file, (await tier1.get(base + file)).status]).not.toEqual([file, 200]);
});

test('with https browsers are told to stay there, without it they are not', async () => {
  expect((await tier1.get('/')).headers['strict-transport-security']).toBeUndefined();
});
