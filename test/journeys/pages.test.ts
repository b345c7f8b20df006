import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage, newPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { giveSome, openSite, type Site } from '../support/site.ts';

/** Every page, wide and narrow, light and dark, Chinese and English: a picture, no complaint, accessible. */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 400 });
  await giveSome(site.db, 'aftersales');
});
afterAll(() => site.close());

/** The first two show every page; the others those that an agent lives in. */
const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 } },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  'wide-dark': { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 } },
  laptop: { viewport: { width: 1280, height: 800 } },
  english: { viewport: { width: 1440, height: 900 } },
} as const;
const EVERY_PAGE: readonly string[] = ['wide', 'narrow-dark'];
const DAILY: readonly string[] = ['bench', 'list', 'detail-mine', 'create-form'];

/** The dialog of an action on the first ticket in hand. */
async function openDialog(page: Page, action: string): Promise<void> {
  await page.goto('/tickets?view=mine');
  await page.locator('td.g-no a').first().click();
  await page.waitForURL(/\/tickets\/GD/);
  const button = page.locator(`.g-acts :is([data-action=${action}], a[href*="/${action}"]):visible`).first();
  // Where there is no room for it, it is in the menu.
  await page.locator('.g-acts summary, .g-acts [data-action]').first().waitFor();
  if (!(await button.isVisible())) await page.locator('.g-acts summary').click();
  await button.click();
  await page.locator('dialog[open] form').waitFor();
}

/** One export in each state, whose person looks at them. */
async function withExports(): Promise<void> {
  const [user] = (await site.db('users').where('username', 'manager').select('id')) as { id: number }[];
  const now = Date.now();
  const states = ['expired', 'failed', 'cancelled', 'done', 'waiting', 'running'];
  await site.db('exports').delete();
  await site.db('exports').insert(
    states.map((state, at) => ({
      user_id: user?.id,
      kind: 'list',
      wish: JSON.stringify({
        kind: 'list',
        list: `view=all&category=${at}`,
        columns: ['number'],
        format: 'xlsx',
      }),
      file_name: `工单-${at % 2 === 0 ? '全部' : '我的客服组待处理'}-2026-11-2${at}.xlsx`,
      state,
      rows_total: 48_210,
      rows_done: state === 'done' ? 48_210 : 21_500,
      failure: state === 'failed' ? 'no_permission' : null,
      stored_name: state === 'done' ? 'ab12' : null,
      size_bytes: state === 'done' ? 4_812_345 : null,
      created_at: new Date(now - (states.length - at) * 7_200_000),
      expires_at: state === 'done' ? new Date(now + 6 * 86_400_000) : null,
    })),
  );
}

async function openTicket(page: Page, order: string): Promise<void> {
  const row = (await site.db('tickets').orderByRaw(order).first('number')) as { number: string };
  await page.goto(`/tickets/${row.number}`);
}

const PAGES: Readonly<Record<string, { who: string; open: (page: Page) => Promise<unknown> }>> = {
  bench: { who: 'aftersales', open: (page) => page.goto('/') },
  'bench-tier1': { who: 'tier1', open: (page) => page.goto('/') },
  list: { who: 'manager', open: (page) => page.goto('/tickets?view=all') },
  'list-filtered': { who: 'aftersales', open: (page) => page.goto('/tickets?view=all&status=open&q=退款') },
  'list-empty': { who: 'ops', open: (page) => page.goto('/tickets?view=created') },
  'list-fields': {
    who: 'manager',
    open: async (page) => {
      await page.goto('/tickets?view=all&f.refund_amount.min=100&priority=normal');
      await page.locator('.g-filter > summary').click();
      await page.locator('.g-filter a[data-dialog]').click();
      await page.locator('dialog[open] #filter-find').waitFor();
    },
  },
  'list-field': {
    who: 'manager',
    open: async (page) => {
      await page.goto('/tickets/filter?field=refund_reason');
    },
  },
  'list-columns': {
    who: 'manager',
    open: async (page) => {
      await page.goto('/tickets?view=all');
      await page.locator('a[href*="/tickets/columns"]').click();
      await page.locator('dialog[open] .g-columns').waitFor();
    },
  },
  'list-chosen': {
    who: 'admin',
    open: async (page) => {
      const names = ['number', 'title', 'status', 'f.refund_amount', 'f.refund_channel', 'who', 'updated'];
      await site
        .db('list_columns')
        .insert({
          user_id: site.db('users').where('username', 'admin').select('id'),
          view: 'all',
          columns: names,
        })
        .onConflict(['user_id', 'view'])
        .ignore();
      await page.goto('/tickets?view=all&f.refund_amount.min=1');
    },
  },
  detail: { who: 'aftersales', open: (page) => openTicket(page, 'hop_count desc, id') },
  'detail-closed': { who: 'tier1', open: (page) => openTicket(page, `status <> 'closed', id`) },
  'detail-mine': {
    who: 'aftersales',
    open: async (page) => {
      await page.goto('/tickets?view=mine');
      await page.locator('td.g-no a').first().click();
      await page.waitForSelector('[data-status]');
    },
  },
  'detail-urged': {
    who: 'tier1',
    open: (page) => openTicket(page, `status = 'closed', urged_count desc, appended_count desc, id`),
  },
  'dialog-close': { who: 'aftersales', open: (page) => openDialog(page, 'close') },
  'dialog-transfer': { who: 'aftersales', open: (page) => openDialog(page, 'transfer') },
  'dialog-urge': {
    who: 'tier1',
    open: async (page) => {
      await openTicket(page, `status = 'closed', urged_count, id`);
      await page.locator('.g-acts a[href$="/urge"]:visible').first().click();
      await page.locator('dialog[open] textarea').waitFor();
    },
  },
  'page-reopen': {
    who: 'manager',
    open: async (page) => {
      const row = (await site.db('tickets').where('status', 'closed').orderBy('id').first('number')) as {
        number: string;
      };
      await page.goto(`/tickets/${row.number}/reopen`);
    },
  },
  'create-duplicate': {
    who: 'tier1',
    open: async (page) => {
      const row = (await site
        .db('tickets as t')
        .join('categories as c', 'c.id', 't.category_id')
        .whereNotNull('t.phone')
        .whereNotIn('t.status', ['closed', 'resolved'])
        .orderByRaw('t.last_urged_at is null, t.last_urged_at desc, t.id')
        .first('t.phone', 'c.name')) as { phone: string; name: string };
      await page.goto('/tickets/new');
      await page.locator('#phone').fill(row.phone);
      await page.locator('#category_id').fill(row.name);
      await page.locator('.g-hit').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.g-dup').waitFor();
    },
  },
  create: { who: 'tier1', open: (page) => page.goto('/tickets/new') },
  'create-form': {
    who: 'tier1',
    open: async (page) => {
      await page.goto('/tickets/new');
      await page
        .getByRole('combobox', { name: '工单分类' })
        .or(page.getByRole('combobox', { name: 'Category' }))
        .fill('tkwt');
      await page.locator('.g-hit').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[name=refund_amount]').waitFor();
    },
  },
  'create-chooser': {
    who: 'tier1',
    open: async (page) => {
      await page.goto('/tickets/new');
      await page.locator('#category_id').fill('退款');
      await page.locator('.g-hit').first().waitFor();
    },
  },
  'create-errors': {
    who: 'tier1',
    open: async (page) => {
      await page.goto('/tickets/new');
      await page.locator('#category_id').fill('tkwt');
      await page.locator('.g-hit').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('[name=refund_amount]').fill('很多');
      await page.locator('[data-action=create]').click();
      await page.locator('[data-error-summary]').waitFor();
    },
  },
  exports: {
    who: 'manager',
    open: async (page) => {
      await withExports();
      await page.goto('/exports');
    },
  },
  'import-template': { who: 'manager', open: (page) => page.goto('/imports/template') },
  'list-selected': {
    who: 'manager',
    open: async (page) => {
      await page.goto('/tickets?view=all&status=open');
      await page.locator('[data-pick]').first().check();
      await page.locator('[data-bulk]').waitFor();
    },
  },
  'not-found': { who: 'tier1', open: (page) => page.goto('/tickets/GD000101-9999') },
};

describe.each(Object.entries(LOOKS))('%s', (look, options) => {
  const people = new Map<string, Page>();
  afterAll(async () => {
    for (const page of people.values()) {
      if (look === 'english') await speak(page, 'zh-CN');
      await page.context().close();
    }
  });

  const shown = Object.entries(PAGES).filter(([name]) => EVERY_PAGE.includes(look) || DAILY.includes(name));
  test.each(shown)('%s', async (name, { who, open }) => {
    const page = people.get(who) ?? (await site.signIn(who, options));
    if (!people.has(who) && look === 'english') await speak(page, 'en');
    people.set(who, page);
    await open(page);
    await page.waitForLoadState('networkidle');
    await takeShot(page, `${name}-${look}`);
    await expectNoSidewaysScroll(page);
    // The chooser keeps the focus in its input; the arrow keys walk the levels, and scroll them.
    await expectAccessible(
      page,
      name === 'create-chooser' ? { without: ['scrollable-region-focusable'] } : {},
    );
    await expectQuietPage(page, name === 'not-found' ? [/404|422/] : name === 'create-errors' ? [/422/] : []);
  });

  test('sign-in', async () => {
    const page = await newPage(site.browser, { baseURL: site.baseURL, ...options });
    await page.goto('/login');
    await takeShot(page, `login-${look}`);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await expectQuietPage(page);
    await page.context().close();
  });
});

/** The preference belongs to the person, not to the page: whoever changes it changes it back. */
async function speak(page: Page, language: string): Promise<void> {
  await page.goto('/');
  await page.locator('details.g-menu:visible > summary').last().click();
  await page.locator(`button[name=language][value="${language}"]:visible`).click();
  await page.waitForSelector(`html[lang="${language}"]`);
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(over, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
}
