import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startJobs } from '../../src/jobs/schedule.ts';
import { expectQuietPage } from '../support/browser.ts';
import { jobCtx } from '../support/messages.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A second complaint raises the priority by the shipped automation (spec 04); an administrator follows what it did. */

let site: Site;
let stopJobs: () => Promise<void>;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
  stopJobs = startJobs(jobCtx(site.db), site.app.channel, site.app.outside);
});
afterAll(async () => {
  await stopJobs();
  await site.close();
});

const SHIPPED = '二次投诉升级';

async function complain(page: Page, about: string): Promise<string> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill('13710009999');
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByRole('combobox', { name: '工单分类' }).fill(about);
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('问题描述').fill(`${about}，一直没有解决`);
  await page.getByLabel('退款', { exact: true }).check();
  // Some categories begin higher by themselves.
  await page.locator('[data-field=priority] label', { hasText: '普通' }).click();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

const rowOf = (page: Page, name: string): ReturnType<Page['locator']> =>
  page.locator('.g-autos tbody tr', { hasText: name });

test('the priority of the second complaint of a caller rises by itself, and its history tells so', async () => {
  const [tier1, admin] = [await site.signIn('tier1'), await site.signIn('admin')];
  const first = await complain(tier1, '退款纠纷');
  const second = await complain(tier1, '虚假宣传');
  await expect
    .poll(() => site.db('tickets').whereIn('number', [first, second]).orderBy('id').pluck('priority'))
    .toEqual(['normal', 'high']);

  await tier1.goto(`/tickets/${second}`);
  const entry = tier1.locator('.g-tl > li', { hasText: SHIPPED });
  await entry.waitFor();
  expect(await entry.textContent()).toContain('优先级');
  await takeShot(tier1, 'second-complaint-timeline');

  await admin.goto('/admin/automations');
  await rowOf(admin, SHIPPED).getByRole('link', { name: '1 次' }).click();
  const run = admin.locator('.g-auto-log tbody tr');
  expect(await run.count()).toBe(1);
  for (const words of [second, '新建', '改优先级']) expect(await run.textContent()).toContain(words);
  await takeShot(admin, 'second-complaint-history');
  await run.getByRole('link', { name: second }).click();
  await admin.getByText(SHIPPED).first().waitFor();
  for (const page of [tier1, admin]) await expectQuietPage(page);
});

test('the list is put into order and switched by its buttons, and one out of use stays in sight', async () => {
  const admin = await site.signIn('admin');
  await admin.goto('/admin/automations');
  const names = () => admin.locator('.g-autos tbody tr .g-auto-name > a').allTextContents();
  const before = await names();
  await admin.getByRole('button', { name: `把“${before[1] ?? ''}”上移` }).click();
  await expect.poll(names).toEqual([before[1], before[0], ...before.slice(2)]);

  // By hand, back to where it was.
  const grips = admin.locator('.g-autos [data-grip]');
  const [from, to] = [await grips.nth(1).boundingBox(), await grips.nth(0).boundingBox()];
  if (!from || !to) throw new Error('no grips');
  await admin.mouse.move(from.x + 4, from.y + 8);
  await admin.mouse.down();
  await admin.mouse.move(to.x + 4, to.y + 30, { steps: 8 });
  await admin.mouse.move(to.x + 4, to.y - 12, { steps: 8 });
  await admin.mouse.up();
  await expect.poll(names).toEqual(before);

  const row = rowOf(admin, SHIPPED);
  await row.getByRole('switch').click();
  await row.locator('[role=switch][aria-checked=false]').waitFor();
  expect(await row.isVisible()).toBe(true);
  await row.getByRole('switch').click();
  await row.locator('[role=switch][aria-checked=true]').waitFor();
  await expectQuietPage(admin);
});

test('an automation is made in the browser, tried before it is saved, and saved', async () => {
  const admin = await site.signIn('admin');
  await admin.goto('/admin/automations/new');
  await admin.getByLabel('名称', { exact: true }).fill('追加提醒');
  await admin.getByLabel('追加', { exact: true }).check();
  await admin.getByLabel('动作种类').selectOption('add_note');
  await admin.getByRole('button', { name: '添加', exact: true }).click();
  const text = admin.locator('[name="a.0.text"]');
  await text.fill('请看追加：');
  await admin.locator('#actions summary', { hasText: '插入占位符' }).click();
  await admin.locator('#actions').getByRole('button', { name: '工单编号' }).click();
  expect(await text.inputValue()).toBe('请看追加：{number}');
  await admin.getByRole('button', { name: '试运行' }).click();
  await admin.getByText('近 30 天没有工单会被处理。').waitFor();
  expect(await text.inputValue()).toBe('请看追加：{number}');
  await admin.getByRole('button', { name: '创建' }).last().click();
  await admin.waitForURL(/\/admin\/automations$/);
  expect(await rowOf(admin, '追加提醒').textContent()).toContain(
    '当“追加”发生，则写备注“请看追加：{number}”。',
  );
  await expectQuietPage(admin);
});
