import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** Nobody but an administrator comes into `/admin`: every route of the application below it, as the application lists them. */

let it: TestApp;
const clients = new Map<Person, HttpClient>();
const OTHERS = ['tier1', 'review', 'aftersales', 'ops', 'rd', 'manager'] as const;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  for (const person of [...OTHERS, 'admin'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

function clientOf(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

function adminRoutes() {
  return it.app.routes.filter(({ path }) => path.startsWith('/admin'));
}

/** An address that fits the pattern. */
const addressOf = (pattern: string): string => pattern.replaceAll(/:\w+/g, '1');

describe('administrators alone', () => {
  test('every route below /admin asks for the permission to configure', () => {
    const open = adminRoutes().filter(({ access }) => access !== 'config.manage');
    expect(adminRoutes().length).toBeGreaterThan(4);
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test.each(OTHERS)('%s is refused everywhere, whatever they send', async (person) => {
    const client = clientOf(person);
    const token =
      (await client.get('/')).page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
    for (const { method, path } of adminRoutes()) {
      const address = addressOf(path);
      const sent = { _csrf: token, name: '<script>', version: 1, active: 'on' };
      const answer = await (method === 'get' ? client.get(address) : client.post(address, sent));
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 403`);
    }
  });

  test('without a session the way leads to the sign-in page', async () => {
    for (const { method, path } of adminRoutes().filter((route) => route.method === 'get')) {
      const answer = await it.client().get(addressOf(path));
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 303`);
      expect(answer.location).toMatch(/^\/login/);
    }
  });

  test('the menu shows the way to administrators only', async () => {
    expect((await clientOf('admin').get('/')).page.querySelector('a[href="/admin/groups"]')).not.toBeNull();
    expect((await clientOf('manager').get('/')).page.querySelector('a[href^="/admin"]')).toBeNull();
    expect((await clientOf('admin').get('/admin')).status).toBe(200);
  });
});
