import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { seedDemo } from '../../seeds/demo/index.ts';
import type { Knex } from 'knex';
import type { AppDeps } from '../../src/app.ts';
import { findActors } from '../../src/features/people/actor.query.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { openTestApp, type TestApp } from './app.ts';
import { jobCtx } from './messages.ts';
import { launchBrowser, newPage, type PageOptions } from './browser.ts';

export interface Site extends TestApp {
  readonly browser: Browser;
  readonly baseURL: string;
  /** A person at a browser of their own, signed in and on their work bench. */
  readonly signIn: (username: string, options?: PageOptions) => Promise<Page>;
}

/** The demonstration company behind the real application, listening, with a browser in front of it. */
export async function openSite({
  tickets,
  now = () => new Date(),
  ...overrides
}: {
  tickets: number;
  now?: () => Date;
} & Pick<Partial<AppDeps>, 'outside'>): Promise<Site> {
  const test = await openTestApp({ now, ...overrides });
  await seedDemo(test.db, { tickets, now: now(), zone: 'Asia/Shanghai' });
  const server = createServer(test.app.server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  const signIn = async (username: string, options: PageOptions = {}): Promise<Page> => {
    const page = await newPage(browser, { baseURL, ...options });
    await page.goto('/login');
    await page.getByLabel('用户名', { exact: true }).fill(username);
    await page.getByLabel('密码', { exact: true }).fill('Gongdan-2026');
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(`${baseURL}/`);
    return page;
  };
  return {
    ...test,
    browser,
    baseURL,
    signIn,
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise<void>((done) => {
        server.close(() => {
          done();
        });
      });
      await test.close();
    },
  };
}

/** Puts open tickets of the demonstration into somebody's hands: by chance, they may have none. */
export async function giveSome(db: Knex, username: string, count = 3): Promise<void> {
  const people = (await db('users').whereIn('username', [username, 'admin']).pluck('id')) as number[];
  const actors = await findActors(db, people);
  const [actor, person] = ['admin', username].map((name) => actors.find((each) => each.username === name));
  if (!actor || !person) throw new Error(`no ${username} here`);
  const tickets = (await db('tickets')
    .whereNot('status', 'closed')
    .whereRaw('assignee_id is distinct from ?', [person.id])
    .orderBy('id', 'desc')
    .limit(count)
    .select('number', 'version')) as { number: string; version: number }[];
  for (const { number, version } of tickets)
    await performAction(
      { ...jobCtx(db), actor },
      { number, version, action: 'reassign', form: { assignee_id: String(person.id) } },
    );
}
