import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { listen, type RawServer } from '../../support/raw-http.ts';

/** For machines: alive, ready, measured (spec 10). */

let it: TestApp;
let web: RawServer;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

test.each(['/healthz', '/readyz'])('%s answers in JSON, without a session', async (path) => {
  const answer = await web.session().send(path);
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ok' }]);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('probes leave no session behind', async () => {
  const before = await it.db('sessions').count();
  for (const path of ['/healthz', '/readyz', '/metrics', '/healthz?x=1']) await web.session().send(path);
  expect(await it.db('sessions').count()).toEqual(before);
});

test('an installation whose migrations are not done is not ready', async () => {
  const [last] = (await it.db('schema_migrations').orderBy('id', 'desc').limit(1)) as Record<
    string,
    unknown
  >[];
  await it
    .db('schema_migrations')
    .where('id', last?.['id'] as number)
    .delete();
  const answer = await web.session().send('/readyz');
  await it.db('schema_migrations').insert(last ?? {});
  expect([answer.status, JSON.parse(answer.text)]).toEqual([503, { status: 'migrations pending' }]);
  expect((await web.session().send('/readyz')).status).toBe(200);
});

test('measures requests by route, never by address', async () => {
  const session = web.session();
  await session.signIn('tier1');
  await session.send('/tickets/GD261122-9999');
  await session.send('/tickets?q=13812342046');
  await session.send('/some/unknown/address');
  const answer = await web.session().send('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = answer.text;
  expect(text).toMatch(
    /gongdan_http_request_seconds_count\{method="GET",route="\/tickets\/:number",status="404"\} [1-9]/,
  );
  expect(text).toMatch(/route="\/login",status="303"/);
  expect(text).toMatch(/route="other",status="404"/);
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toMatch(/GD261122|13812342046|unknown/);
});

test.each(['/healthz', '/readyz', '/metrics'])('%s is only read', async (path) => {
  expect((await web.session().send(path, { method: 'POST', body: 'x=1' })).status).toBeGreaterThanOrEqual(
    400,
  );
});

test('every route says who may come in', () => {
  const { routes } = it.app;
  expect(routes.length).toBeGreaterThan(25);
  const open = routes
    .filter((route) => route.access === 'public')
    .map((route) => `${route.method} ${route.path}`);
  expect(open.sort()).toEqual([
    'get /healthz',
    'get /login',
    'get /logo/:print',
    'get /metrics',
    'get /readyz',
    'get /setup/:token',
    'post /login',
    'post /preferences',
    'post /setup/:token',
  ]);
});

test('a stranger gets nothing from any other route', async () => {
  for (const route of it.app.routes.filter((each) => each.access !== 'public' && each.method === 'get')) {
    const answer = await web.session().send(route.path.replace(':number', 'GD261122-1001'));
    expect([route.path, answer.status, answer.location?.startsWith('/login?next=')]).toEqual([
      route.path,
      303,
      true,
    ]);
  }
});
