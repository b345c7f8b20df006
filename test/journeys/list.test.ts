import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import { expectQuietPage } from '../support/browser.ts';
import { openSite, type Site } from '../support/site.ts';

/** A supervisor makes the list hers: a filter on a custom field, the columns that matter, and a file of it. */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 300 });
});
afterAll(() => site.close());

const heads = (page: Page): Promise<string[]> => page.locator('thead th:visible').allInnerTexts();
const rows = (page: Page): Promise<string[]> => page.locator('td.g-no').allInnerTexts();

test('by mouse and keyboard: filter, columns, export', async () => {
  const page = await site.signIn('manager');
  await page.goto('/tickets?view=all');
  await page.locator('.g-filter > summary').click();
  await page.locator('.g-filter a[data-dialog]').click();
  await page.locator('#filter-find').fill('tkje');
  await page.locator('dialog .g-fieldlist a').filter({ hasText: '退款金额' }).click();
  await page.locator('[name="f.refund_amount.min"]').fill('200');
  await page.keyboard.press('Enter');
  await page.waitForURL(/f\.refund_amount\.min=200/);
  expect(await page.locator('.g-chip b').allInnerTexts()).toEqual(['≥ 200']);

  await page.locator('a[href*="/tickets/columns"]').click();
  await page.locator('#add-column').selectOption('f.refund_amount');
  await page.locator('#add-button').click();
  const up = page.locator('[id="up-f.refund_amount"]');
  await up.waitFor();
  // The button that was pressed keeps the focus, wherever its column has gone.
  for (let step = 10; step >= 3; step -= 1) {
    await up.focus();
    await page.keyboard.press('Enter');
    await page.locator(`.g-columns li:nth-child(${step + 1}) [id="up-f.refund_amount"]`).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('up-f.refund_amount');
  }
  await page.locator('dialog footer .g-p').click();
  await page.locator('.g-chosen').waitFor();
  expect((await heads(page)).slice(1, 5)).toEqual(['时效', '工单编号', '标题', '退款金额']);

  const menu = page.locator('.g-menu:has(a[href*="xlsx"])');
  await menu.locator('summary').click();
  const saving = page.waitForEvent('download');
  await menu.locator('a[href*="xlsx"]').click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^工单-全部-\d{4}-\d\d-\d\d\.xlsx$/);
  const book = XLSX.read(await readFile(await saved.path()));
  const sheet = XLSX.utils.sheet_to_json<string[]>(book.Sheets['工单'] ?? {}, { header: 1 });
  expect(sheet[0]?.slice(0, 5)).toEqual(['时效', '到期时间', '工单编号', '标题', '退款金额']);
  expect(sheet.slice(1, 51).map((row) => row[2])).toEqual(await rows(page));
  await expectQuietPage(page);
});

test('without scripts it is pages and forms', async () => {
  const page = await site.signIn('admin', { javaScriptEnabled: false });
  await page.goto('/tickets?view=all');
  await page.locator('.g-filter > summary').click();
  await page.locator('.g-filter a[data-dialog]').click();
  await page.getByRole('link', { name: '退款渠道' }).click();
  await page.getByLabel('原路退回').check();
  await page.getByRole('button', { name: '应用筛选' }).click();
  expect(await page.locator('.g-chip b').allInnerTexts()).toEqual(['原路退回']);
  await page.locator('a[href*="/tickets/columns"]').click();
  await page.getByRole('button', { name: '不显示“工单分类”' }).click();
  await page.getByLabel('加入一列').selectOption('f.refund_channel');
  await page.getByRole('button', { name: '加入' }).click();
  await page.getByRole('button', { name: '保存' }).click();
  expect(await page.locator('.g-chip b').allInnerTexts()).toEqual(['原路退回']);
  expect(await heads(page)).toContain('退款渠道');
  expect(await heads(page)).not.toContain('工单分类');
});
