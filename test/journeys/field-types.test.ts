import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../support/app.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage, launchBrowser, newPage, type PageOptions } from '../support/browser.ts';
import { aCompany, type Company } from '../support/company.ts';
import { type EveryField, withEveryField } from '../support/every-field.ts';
import { PNG } from '../support/multipart.ts';
import { takeShot } from '../support/shots.ts';

/** A form with every type of field (spec 02), filled in by keyboard and mouse, wide and narrow, with a script and without. */

let it: TestApp;
let company: Company;
let every: EveryField;
let server: Server;
let browser: Browser;
let baseURL: string;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  server = createServer(it.app.server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise<void>((done) => {
    server.close(() => {
      done();
    });
  });
  await it.close();
});

async function signIn(options: PageOptions = {}): Promise<Page> {
  const page = await newPage(browser, { baseURL, ...options });
  await page.goto('/login');
  await page.getByLabel('用户名', { exact: true }).fill('tier1');
  await page.getByLabel('密码', { exact: true }).fill('Gongdan-2026');
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL(`${baseURL}/`);
  return page;
}

async function openForm(page: Page): Promise<void> {
  await page.goto('/tickets/new');
  await page.getByLabel('工单分类').fill('全字段');
  await page.locator('.g-hit').first().click();
  await page.locator('[data-row-add]').waitFor();
}

/** Four-by-three pixels are enough for a picture, but not for looking at one. */
const picture = { name: '外包装.png', mimeType: 'image/png', buffer: Buffer.from(PNG) };

test('rows by keyboard, levels, a search for a person, pictures; the ticket shows them all', async () => {
  const page = await signIn();
  await openForm(page);
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByLabel('问题描述').fill('收到三件，两件有问题');
  await page.getByLabel('店铺').fill('山海旗舰店');
  await page.getByLabel('身份证号').fill('11010519491231002x');

  await page.getByLabel('所在地区', { exact: true }).selectOption({ label: '浙江' });
  await page.getByLabel('所在地区，第 2 级').selectOption({ label: '杭州' });
  await page.getByLabel('所在地区，第 3 级').selectOption({ label: '西湖' });

  const seller = page.getByRole('combobox', { name: '销售人员' });
  await seller.fill('知');
  await page.getByRole('option', { name: '林知夏' }).waitFor();
  await seller.press('Enter');
  expect(await seller.inputValue()).toBe('林知夏');
  await page.locator('[data-upload-as=photos] input[type=file]').setInputFiles([picture]);
  await page.locator('[data-upload-as=photos] [data-upload-remove]').waitFor();

  await page.getByLabel('货号').fill('A-1');
  await page.getByLabel('数量').nth(1).fill('2');
  const adder = page.getByRole('button', { name: '添加一行' });
  await adder.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('B-2'); // the new row has the focus
  await page.keyboard.press('Tab');
  await page.keyboard.type('1');
  await adder.click();
  expect(await adder.isDisabled()).toBe(true);
  await page.getByRole('button', { name: '移除第 3 行' }).click();
  expect(await adder.isDisabled()).toBe(false);
  await expectAccessible(page);
  await takeShot(page, 'field-types-create-wide');

  await page.locator('[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD/);
  const facts = page.locator('.g-kv');
  await facts.getByText('浙江 / 杭州 / 西湖').waitFor();
  expect(await facts.locator('.g-facttb tbody tr').allInnerTexts()).toEqual(['A-1\t2\t', 'B-2\t1\t']);
  expect(await facts.getByText('林知夏').count()).toBe(1);
  await expectAccessible(page);
  await takeShot(page, 'field-types-detail-wide');
  const address = page.url();
  await page.goto(`${address}/edit`);
  // What is stored stands in the levels and in the search again.
  expect(await page.getByLabel('所在地区，第 3 级').locator('option:checked').innerText()).toBe('西湖');
  expect(await page.getByRole('combobox', { name: '销售人员' }).inputValue()).toBe('林知夏');
  await page.getByRole('button', { name: '移除第 1 行' }).click();
  await page.locator('[data-action=edit]').click();
  await page.waitForURL(address);
  await page.locator('#log').getByText('第 1 行（货号：A-1，数量：2）').waitFor();
  await takeShot(page, 'field-types-log-wide');
  await expectQuietPage(page);

  const other = await signIn({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await other.goto(address);
  await takeShot(other, 'field-types-detail-narrow-dark');
  await other.context().close();
  await page.context().close();
});

test('refused on a phone: each cell has its sentence, and the summary leads there', async () => {
  const page = await signIn({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  await openForm(page);
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByLabel('问题描述').fill('收到三件，两件有问题');
  await page.getByLabel('店铺').fill('山海旗舰店');
  await page.getByLabel('货号').fill('A-1');
  await page.getByLabel('数量').nth(1).fill('0');
  await page.getByLabel('身份证号').fill('110105194912310021');
  await page.locator('[data-action=create]').click();
  await page.locator('[data-error-summary]').waitFor();
  await page.getByRole('link', { name: '退货商品 第 1 行 数量' }).click();
  await takeShot(page, 'field-types-refused-narrow-dark');
  await page.context().close();
});

test('without a script: one list of all leaves, empty rows to fill in, files with the form', async () => {
  const page = await signIn({ javaScriptEnabled: false });
  await page.goto('/tickets/new');
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.locator('#category-select').selectOption(String(every.categoryId));
  await page.getByRole('button', { name: '载入' }).click();
  await page.getByLabel('问题描述').fill('收到三件，两件有问题');
  await page.getByLabel('店铺').fill('山海旗舰店');
  await page.getByLabel('所在地区').selectOption('330106');
  await page.locator('[name="goods.0.sku"]').fill('A-1');
  await page.locator('[name="goods.0.count"]').fill('2');
  await page.locator('[name="goods.2.sku"]').fill('C-3');
  await page.locator('[name="goods.2.count"]').fill('1');
  await page.locator('[name="files.photos"]').setInputFiles([picture]);
  await takeShot(page, 'field-types-plain');
  await page.locator('[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD/);
  expect(await page.locator('.g-facttb tbody tr').count()).toBe(2);
  expect(await page.locator('.g-kv').getByText('外包装.png').count()).toBe(1);
  await page.context().close();
});
