import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../src/context.ts';
import { workOffImports } from '../../src/features/imports/work-off-imports.ts';
import { readRows } from '../../src/spreadsheet/read-rows.ts';
import { writeSheet } from '../../src/spreadsheet/write-sheet.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A supervisor imports the complaints of a platform whose columns are new, and mends ten bad rows (spec 06). */

let site: Site;
let ctx: Ctx;

beforeAll(async () => {
  site = await openSite({ tickets: 60 });
  ctx = {
    db: site.db,
    files: createFolderStore(site.folder),
    now: () => new Date(),
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: null,
  };
});
afterAll(() => site.close());

const HEADINGS = [
  '序号',
  '投诉单号',
  '投诉人',
  '联系电话',
  '投诉标题',
  '投诉内容',
  '问题归类',
  '紧急程度',
  '投诉诉求',
];
const BAD = new Set([3, 9, 14, 20, 27, 33, 38, 45, 51, 58]);

function rowOf(number: number): string[] {
  const phone = `138${String(10_000_000 + number * 7919).slice(-8)}`;
  const problem = number % 3 === 0 ? '退货退款' : '退款问题';
  return [
    String(number),
    `HM2611${String(number).padStart(4, '0')}`,
    `客户${number}`,
    BAD.has(number) ? phone.replace('0', 'O') : phone,
    `第 ${number} 位客户要求退款`,
    `11 月 ${(number % 28) + 1} 日下单的商品有质量问题，客服多次答应退款，至今没有到账，已等待 ${number} 天。`,
    problem,
    number % 2 === 0 ? '普通' : '高',
    '退款，赔礼道歉',
  ];
}

/** Two rows above the headings, one of them empty, as platforms send them. */
async function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const columns = ['黑猫投诉平台 · 11 月待处理投诉', ...HEADINGS.slice(1).map(() => '')];
  const all = [[], HEADINGS, ...rows];
  return buffer(
    writeSheet(
      {
        name: '明细',
        columns: columns.map((header) => ({ header })),
        rows: Readable.from(all) as AsyncIterable<string[]>,
      },
      'xlsx',
    ),
  );
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** In the looks that people have: wide and narrow, light and dark. */
async function shots(page: Page, name: string, fullPage = false): Promise<void> {
  await takeShot(page, `import-${name}-wide`, { fullPage });
  await page.emulateMedia({ colorScheme: 'dark' });
  await takeShot(page, `import-${name}-wide-dark`, { fullPage });
  await page.setViewportSize({ width: 390, height: 844 });
  await takeShot(page, `import-${name}-narrow-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await takeShot(page, `import-${name}-narrow`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

describe('a platform file with a new layout', () => {
  let page: Page;

  beforeAll(async () => {
    page = await site.signIn('manager');
  });

  test('is mapped, checked, imported but for ten rows', async () => {
    await page.getByRole('link', { name: '导入', exact: true }).click();
    await page.getByText('把平台给的投诉表格').waitFor();
    await shots(page, 'empty');
    await expectAccessible(page);
    await page.getByRole('link', { name: '导入工单', exact: true }).click();
    await page.getByLabel('表格文件').setInputFiles({
      name: '黑猫投诉_2026 年 11 月.xlsx',
      mimeType: XLSX,
      buffer: await workbook(Array.from({ length: 60 }, (_, index) => rowOf(index + 1))),
    });
    await page.getByText('黑猫投诉_2026 年 11 月.xlsx ·').waitFor();
    await shots(page, 'upload');
    await expectAccessible(page);
    await page.getByRole('button', { name: '上传并识别' }).click();

    await page.getByRole('heading', { name: '工作表和表头' }).waitFor();
    expect(await page.getByLabel('第 3 行').isChecked()).toBe(true);
    const target = (heading: string) => page.getByLabel(`“${heading}”对应的字段`);
    expect(await target('联系电话').inputValue()).toBe('phone');
    expect(await target('投诉标题').inputValue()).toBe('title');
    await target('问题归类').selectOption('category');
    await target('紧急程度').selectOption('priority');
    await page.getByLabel('来源').selectOption('heimao');
    // What the category asks for and the sheet doesn't have.
    for (const field of ['退款金额', '退款原因']) {
      await page.getByLabel('再补一项').selectOption({ label: field });
      await page.getByLabel(field, { exact: true }).waitFor();
    }
    await page.getByLabel('退款金额', { exact: true }).fill('100');
    await Promise.all([
      page.waitForResponse(/\/map$/),
      page.getByLabel('退款原因', { exact: true }).selectOption({ index: 1 }),
    ]);
    await shots(page, 'map');
    await expectAccessible(page);
    await page.getByText('存为预设').click();
    await page.getByLabel('预设名称').fill('黑猫新版');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.locator('#preset option:checked', { hasText: '黑猫新版' }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '检查', exact: true }).click();

    await page.getByText('正在检查，尚未写入任何数据').waitFor();
    await shots(page, 'checking');
    await workOffImports(ctx);
    await page.getByRole('button', { name: '重新检查' }).waitFor();
    await shots(page, 'check');
    await expectAccessible(page);

    await page.getByRole('link', { name: /^值映射/ }).click();
    await page.getByLabel('“退货退款”的意思').selectOption({ label: '售后 / 订单问题 / 退款问题' });
    await page.getByText('已说明 1 个值').waitFor();
    await shots(page, 'values');
    await expectAccessible(page);
    await page.getByRole('button', { name: '重新检查' }).click();
    await page.getByText('正在检查，尚未写入任何数据').waitFor();
    await workOffImports(ctx);
    await page.getByRole('button', { name: '导入 50 行' }).click();

    await page.getByText('正在导入', { exact: true }).waitFor();
    await shots(page, 'run');
    await workOffImports(ctx);
    await page.getByRole('link', { name: '查看 50 张工单' }).waitFor();
    await shots(page, 'result');
    await expectAccessible(page);
    // A choice takes the place of the one before it, whose answer nobody waits for.
    await expectQuietPage(page, [/htmx:(sendAbort|afterRequest)/]);
  });

  test('the ten are mended in the workbook of the result', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载未导入的 10 行' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('黑猫投诉_2026 年 11 月-未导入的行.xlsx');
    const content = await readFile(await download.path());
    const rows: (readonly string[])[] = [];
    const source = { name: 'failed.xlsx', open: () => Promise.resolve(Readable.from([content])) };
    for await (const batch of readRows(source, { sheet: 0, fromRow: 1 }))
      rows.push(...batch.map(({ cells }) => cells));
    expect(rows[0]).toEqual([...HEADINGS, '原因']);
    expect(rows).toHaveLength(11);
    expect(rows[1]?.at(-1)).toContain('联系电话：');
    const mended = rows
      .slice(1)
      .map((row) => row.map((cell, at) => (at === 3 ? cell.replace('O', '0') : cell)));
    const columns = (rows[0] ?? []).map((header) => ({ header }));
    const sheet = { name: '改好', columns, rows: Readable.from(mended) as AsyncIterable<string[]> };

    await page.getByRole('link', { name: '同样导入下一个' }).click();
    await page.getByText('将沿用“黑猫投诉_2026 年 11 月.xlsx”').waitFor();
    await page.getByLabel('表格文件').setInputFiles({
      name: '改好的 10 行.xlsx',
      mimeType: XLSX,
      buffer: await buffer(writeSheet(sheet, 'xlsx')),
    });
    await page.getByRole('button', { name: '上传并识别' }).click();
    await page.getByRole('heading', { name: '工作表和表头' }).waitFor();
    expect(await page.getByLabel('“原因”对应的字段').inputValue()).toBe('');
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByText('正在检查，尚未写入任何数据').waitFor();
    await workOffImports(ctx);
    await page.getByRole('button', { name: '导入 10 行' }).click();
    await page.getByText('正在导入', { exact: true }).waitFor();
    await workOffImports(ctx);
    await page.getByRole('link', { name: '查看 10 张工单' }).click();
    await page.waitForURL(/\/tickets\?view=all&import=\d+/);
    expect(await page.locator('tr[data-ticket]').count()).toBe(10);
    await takeShot(page, 'import-tickets-wide', { fullPage: false });
    const [{ count } = { count: 0 }] = (await site
      .db('tickets')
      .whereNotNull('import_id')
      .count('* as count')) as { count: number }[];
    expect(count).toBe(60);
    await expectQuietPage(page);
  });

  test('the list has both, in either language', async () => {
    await page.goto('/imports');
    expect(await page.locator('.g-imports tbody tr').count()).toBe(2);
    await shots(page, 'list');
    await expectAccessible(page);
    await page.goto('/imports/presets');
    await shots(page, 'presets');
    await expectAccessible(page);
    await site.db('users').where('username', 'manager').update({ language: 'en' });
    for (const [name, path] of Object.entries({
      list: '/imports',
      result: '/imports/1',
      upload: '/imports/new',
    })) {
      await page.goto(path);
      await takeShot(page, `import-${name}-english`, { fullPage: false });
    }
    await expectQuietPage(page);
  });
});
