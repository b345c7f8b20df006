import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import type { ActorCtx } from '../../src/context.ts';
import { isBuiltIn } from '../../src/domain/form/built-in-fields.ts';
import { CLOSING_COLUMNS } from '../../src/domain/import/closing-columns.ts';
import { targetsOf } from '../../src/domain/import/targets.ts';
import { translator } from '../../src/i18n.ts';
import { findImportConfig } from '../../src/features/imports/import-config.query.ts';
import { deliverOutbox } from '../../src/features/notifications/deliver-outbox.ts';
import { workOffImports } from '../../src/features/imports/work-off-imports.ts';
import { findSignedIn } from '../../src/features/people/actor.query.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { checkedImport, csvOf, runImported } from '../support/import-files.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { CLOSING } from '../support/tickets.ts';

/** A supervisor closes two hundred tickets of the list with a spreadsheet, ten rows of which are wrong (spec 06). */

let site: Site;
let page: Page;
let manager: ActorCtx;
let importId: number;

beforeAll(async () => {
  site = await openSite({ tickets: 60 });
  manager = await signedIn('manager');
  importId = await twoHundred();
  page = await site.signIn('manager');
});
afterAll(() => site.close());

async function signedIn(username: string): Promise<ActorCtx> {
  const { id } = (await site.db('users').where({ username }).first('id')) as { id: number };
  const actor = await findSignedIn(site.db, id);
  if (!actor) throw new Error(`${username} is not an active user`);
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const files = createFolderStore(site.folder);
  return { db: site.db, files, now: () => new Date(), log, zone: 'Asia/Shanghai', sourceIp: null, actor };
}

/** Tickets of one promotion that has ended, from one spreadsheet. */
async function twoHundred(): Promise<number> {
  const config = await findImportConfig(manager, 'tickets');
  const category = config.categories.find(({ path }) => path.join('/') === '售前/商品咨询/规格参数')?.id ?? 0;
  const asked = targetsOf(config).flatMap(({ key, field, requiredBy }): [string, string][] =>
    requiredBy.includes(category) && !isBuiltIn(key) ? [[key, field?.options?.[0]?.value ?? '']] : [],
  );
  const rows = Array.from({ length: 200 }, (_, index) => [
    `客户${index + 1}`,
    `139${String(10_000_000 + index * 7919).slice(-8)}`,
    `第 ${index + 1} 位客户咨询活动商品的规格，活动结束后统一答复。`,
  ]);
  const checked = await checkedImport(manager, {
    kind: 'tickets',
    name: '活动咨询.csv',
    content: csvOf([['姓名', '手机号', '问题描述'], ...rows]),
    mend: (plan) => ({
      ...plan,
      columns: ['customer_name', 'phone', 'description'],
      constants: { ...Object.fromEntries(asked), category: String(category), source: 'phone' },
    }),
  });
  const { id, counts } = await runImported(manager, checked);
  expect(counts).toEqual({ done: 200, new_customers: 200 });
  return id;
}

const HEADINGS = CLOSING_COLUMNS.map(({ label }) => translator('zh-CN')(label));
const at = (heading: string): number => HEADINGS.indexOf(heading);
type Row = (string | number | undefined)[];

/** As a spreadsheet program gives it back: every row filled in, ten of them badly. */
async function fillIn(rows: Row[]): Promise<{ changed: string; closed: string }> {
  for (const row of rows) {
    row[at('是否解决')] = '已解决';
    row[at('客户满意度')] = '满意';
    row[at('关闭处理意见')] = '活动结束，已逐一答复。';
  }
  const spoil = (index: number, heading: string, text: string): void => {
    (rows[index] ?? [])[at(heading)] = text;
  };
  const numberAt = (index: number): string => String(rows[index]?.[at('工单编号')]);
  spoil(3, '是否解决', '可能');
  spoil(10, '是否解决', '未解决'); // without a reason
  spoil(20, '客户满意度', '');
  spoil(40, '关闭处理意见', '');
  spoil(60, '工单编号', 'GD990101-0001');
  spoil(80, '工单编号', '');
  spoil(100, '版本', '17');
  for (const heading of ['是否解决', '客户满意度', '关闭处理意见']) spoil(120, heading, '');
  const [changed, closed] = [numberAt(140), numberAt(160)];
  const agent = await signedIn('admin');
  const act = async (number: string, action: 'note' | 'close', form: Record<string, string>) => {
    const { version } = (await site.db('tickets').where({ number }).first('version')) as { version: number };
    await performAction(agent, { number, action, version, form });
  };
  await act(changed, 'note', { remark: '客户又打来了' });
  await act(closed, 'close', CLOSING);
  return { changed, closed };
}

async function shots(name: string): Promise<void> {
  await takeShot(page, `closing-${name}-wide`, { fullPage: false });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await takeShot(page, `closing-${name}-narrow-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('all that match, taken as a sheet, filled in, closed but for ten', async () => {
  await page.goto(`/tickets?view=all&import=${importId}`);
  await page.getByLabel('选择本页全部').check();
  const bar = page.locator('[data-bulk]');
  await bar.getByRole('button', { name: '选择符合条件的全部 200 张' }).click();
  await bar.getByText('已选符合条件的全部 200 张', { exact: true }).waitFor();
  await shots('selected');
  const [sheet] = await Promise.all([
    page.waitForEvent('download'),
    bar.getByRole('link', { name: '导出关闭表格' }).click(),
  ]);
  expect(sheet.suggestedFilename()).toMatch(/^批量关闭-[\d-]+\.xlsx$/);
  const book = XLSX.read(await readFile(await sheet.path()));
  const first = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
  const [head = [], ...rows] = XLSX.utils.sheet_to_json<Row>(first, { header: 1 });
  expect(head).toEqual(HEADINGS);
  expect(rows).toHaveLength(200);
  const { changed, closed } = await fillIn(rows);
  book.Sheets[book.SheetNames[0] ?? ''] = XLSX.utils.aoa_to_sheet([head, ...rows]);

  await page.goto('/imports/new');
  await page.getByText('批量关闭', { exact: true }).click();
  await page.getByLabel('表格文件').setInputFiles({
    name: sheet.suggestedFilename(),
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer,
  });
  await page.getByRole('button', { name: '上传并识别' }).click();
  await page.getByRole('heading', { name: '批量关闭', level: 1 }).waitFor();
  // Which column is what, in words; the columns that say nothing new are told as such.
  const columns = page.locator('.g-iw-map tbody tr');
  expect(await columns.count()).toBe(HEADINGS.length);
  await columns.filter({ hasText: '关闭处理意见' }).getByText('用于关闭').waitFor();
  await columns.filter({ hasText: '客服组' }).getByText('仅供参考').waitFor();
  await shots('map');
  await expectAccessible(page);
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByText('正在检查，尚未写入任何数据').waitFor();
  await workOffImports(manager);

  await page.getByRole('button', { name: '关闭 190 张工单' }).waitFor();
  const figures = page.locator('.g-figs');
  expect(await figures.innerText()).toMatch(/^将关闭\s+190\s+有错误的行\s+9\s+跳过的行\s+1$/);
  const found = page.locator('.g-foundtb');
  const told = await found.innerText();
  for (const words of ['可能', 'GD990101-0001', '请填写工单编号', `导出之后 ${changed} 有 1 次变动`, closed])
    expect(told).toContain(words);
  expect(told).not.toMatch(/outcome|unsolved_reason|closing_|\{\{/);
  await shots('check');
  await expectAccessible(page);
  await page.getByRole('link', { name: /^跳过/ }).last().click();
  await found.getByText('没有填写关闭内容，跳过。').waitFor();

  await page.getByRole('button', { name: '关闭 190 张工单' }).click();
  await page.getByText('正在关闭', { exact: true }).waitFor();
  await workOffImports(manager);
  await page.getByText('关闭 190', { exact: false }).first().waitFor();
  expect(await figures.innerText()).toMatch(/^已关闭\s+190\s+跳过的行\s+1\s+未关闭的行\s+9$/);
  await shots('result');
  await expectAccessible(page);
  await expectQuietPage(page);
  expect(await site.db('tickets').where({ import_id: importId, status: 'closed' })).toHaveLength(191);
  const ours = (await site.db('tickets').where({ import_id: importId }).pluck('number')) as string[];
  const broken = await findBrokenInvariants(site.db);
  expect(broken.filter((told) => ours.some((number) => told.startsWith(number)))).toEqual([]);
});

test('those that failed come back as a workbook that says why, and a message says what came of it', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载未关闭的 9 行' }).click(),
  ]);
  const book = XLSX.read(await readFile(await download.path()));
  const rows = XLSX.utils.sheet_to_json<Row>(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1 });
  expect(rows[0]).toEqual([...HEADINGS, '原因']);
  expect(rows).toHaveLength(10);
  for (const row of rows.slice(1)) expect(String(row.at(-1))).toMatch(/[。]$/);
  await deliverOutbox(manager);
  await page.goto('/inbox');
  const message = page.getByText('批量关闭', { exact: false }).filter({ hasText: '已关闭 190 张' }).first();
  await message.waitFor();
  await shots('inbox');
  await expectQuietPage(page);
});
