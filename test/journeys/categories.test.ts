import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../src/config.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator builds a branch of categories by mouse and keyboard, merges one away, and imports a customer's list. */

const REAL = path.resolve(projectRoot, '../shared/data/tipdm_c_fj1_categories.xlsx');

let site: Site;
let page: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 200 });
  page = await site.signIn('admin');
});
afterAll(() => site.close());

const item = (name: string): Locator => page.locator(`li[data-name="${name}"]`);
const announced = (text: string): Promise<void> =>
  page.locator('#live', { hasText: text }).waitFor({ state: 'attached' });

async function make(name: string, open: () => Promise<void>): Promise<void> {
  await open();
  await page.getByLabel('名称', { exact: true }).fill(name);
  await page.getByRole('button', { name: '创建' }).click();
  await page.locator('.g-flash', { hasText: '已保存' }).waitFor();
}

test('a branch by mouse and keyboard: made, renamed, reordered, moved, refused', async () => {
  await page.goto('/admin/categories');
  await takeShot(page, 'categories-wide', { fullPage: false });
  await expectAccessible(page);
  await make('门店', () => page.locator('.g-adm-head').getByRole('link', { name: '新建业务线' }).click());
  await make('卫生', () => page.getByRole('link', { name: '加下级' }).click());
  await make('排队', () => page.getByRole('link', { name: '加同级' }).click());
  await make('停车', () => page.getByRole('link', { name: '加同级' }).click());
  await takeShot(page, 'categories-form-wide', { fullPage: false });
  await expectAccessible(page);

  // In place: F2, Esc leaves it, Enter keeps it.
  await item('停车').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('车位');
  await page.keyboard.press('Escape');
  await page.keyboard.press('F2');
  await page.keyboard.type('停车难');
  await page.keyboard.press('Enter');
  await item('停车难').waitFor();
  expect((await site.db('categories').where('name', '停车难').first()) as object).toMatchObject({
    initials: 'tcn',
  });

  await item('停车难').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await announced('第 2 个，共 3 个');
  await page.keyboard.press('Alt+ArrowRight');
  await announced('已移到“卫生”下');
  await page.keyboard.press('Alt+ArrowLeft');
  await announced('已移到“门店”下，第 2 个');
  await item('卫生').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('alert').getByText('不能再往那边移').waitFor();

  await dragBefore('排队', '卫生');
  await expect
    .poll(async () =>
      (
        (await site.db('categories').whereIn('name', ['排队', '卫生', '停车难']).orderBy('position')) as {
          name: string;
        }[]
      ).map(({ name }) => name),
    )
    .toEqual(['排队', '卫生', '停车难']);
  await takeShot(page, 'categories-moved-wide', { fullPage: false });

  // Double click renames as well.
  await item('卫生').locator('.g-node-name').first().dblclick();
  await page.keyboard.type('环境卫生');
  await page.keyboard.press('Enter');
  await item('环境卫生').waitFor();
  await page.getByRole('searchbox', { name: '搜索分类' }).fill('hjws');
  await page.locator('.g-treehits a', { hasText: '环境卫生' }).waitFor();
  await takeShot(page, 'categories-search-wide', { fullPage: false });
  await expectQuietPage(page, [/409/]);
});

/** Drags one category before another; the mouse trembles as a hand does, until the tree has made room. */
async function dragBefore(name: string, target: string): Promise<void> {
  const [from, to] = await Promise.all(
    [name, target].map((each) => item(each).locator('.g-node').first().boundingBox()),
  );
  if (!from || !to) throw new Error('nothing to drag');
  await page.mouse.move(from.x + 60, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 10 });
  let tremble = 0;
  await expect
    .poll(async () => {
      tremble = (tremble + 1) % 3;
      await page.mouse.move(to.x + 60, to.y + 1 + tremble);
      return page.locator(`li[data-name="${name}"] + li[data-name="${target}"]`).count();
    })
    .toBe(1);
  await page.mouse.up();
}

test('a category with tickets is merged into its sibling', async () => {
  const used = (await site
    .db('tickets as t')
    .join('categories as c', 'c.id', 't.category_id')
    .whereNotExists(site.db('categories as k').whereRaw('k.parent_id = c.id'))
    .groupBy('c.id', 'c.name')
    .orderByRaw('count(*)')
    .first('c.id', 'c.name')) as { id: number; name: string };
  await page.goto(`/admin/categories/${used.id}`);
  await page.getByText(/这里（含下级）有 \d+ 张工单，不能删除/).waitFor();
  await page.getByRole('link', { name: '合并到…' }).click();
  await page.locator('#merge-targets label').first().click();
  await takeShot(page, 'categories-merge-wide', { fullPage: false });
  await expectAccessible(page);
  await page.getByRole('button', { name: /^合并 \d+ 张工单$/ }).click();
  await page.locator('.g-flash', { hasText: '张工单已移到' }).waitFor();
  expect(await site.db('tickets').where('category_id', used.id)).toEqual([]);
  await expectQuietPage(page);
});

test.skipIf(!existsSync(REAL))(`517 rows of a customer (${REAL}), looked at and imported`, async () => {
  await page.goto('/admin/categories');
  await page.getByRole('link', { name: '导入表格' }).click();
  await takeShot(page, 'categories-import-wide', { fullPage: false });
  await expectAccessible(page);
  await page.getByLabel('表格文件').setInputFiles(REAL);
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.getByRole('heading', { name: '导入预览' }).waitFor();
  await takeShot(page, 'categories-preview-wide', { fullPage: false });
  await expectAccessible(page);
  await page.getByRole('button', { name: '导入', exact: true }).click();
  await page.locator('.g-flash', { hasText: '已导入：新建' }).waitFor();
  await page.getByRole('searchbox', { name: '搜索分类' }).fill('yllhhw');
  await page.locator('.g-treehits a', { hasText: '园林绿化环卫' }).waitFor();
  await expectQuietPage(page);
});

test('on a phone, in the dark, in English', async () => {
  await site.db('users').where('username', 'admin').update({ language: 'en' });
  const phone = await site.signIn('admin', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await phone.goto('/admin/categories');
  await takeShot(phone, 'categories-narrow-dark', { fullPage: false });
  await expectAccessible(phone);
  await phone.locator('[data-fold]').first().click();
  await phone.locator('li[data-id] li .g-node-name').first().click();
  await phone.locator('#f-name').waitFor();
  await takeShot(phone, 'category-narrow-dark');
  await expectAccessible(phone);
  const width = await phone.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(390);
  await phone.goto('/admin/categories/import');
  await takeShot(phone, 'categories-import-narrow-dark');
  await expectQuietPage(phone);
  await site.db('users').where('username', 'admin').update({ language: 'zh-CN' });
});
