import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator says where refunds of important customers go, tries it, switches it on; a ticket goes there (spec 04). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
  const level = { name: '顾女士', phone: '+8613710008888', level_key: 'vip' };
  await site.db('customers').insert(level);
});
afterAll(() => site.close());

const RULE = '重要客户退款';
const PHONE = '13710008888';

async function complain(page: Page, about: string): Promise<string> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill(PHONE);
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByRole('combobox', { name: '工单分类' }).fill(about);
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('问题描述').fill('退货已签收，一直没有退款');
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Of the builder: which attribute, and what of it. */
async function addTest(page: Page, at: number, attribute: string): Promise<void> {
  await page.getByRole('button', { name: '条件', exact: true }).click();
  await page.getByPlaceholder('输入名称或拼音首字母').waitFor();
  await page.getByPlaceholder('输入名称或拼音首字母').fill(attribute);
  await page.getByRole('option', { name: attribute }).first().click();
  await page.locator(`[name="c.${at}.operator"]`).waitFor({ state: 'attached' });
}

async function tryIt(page: Page): Promise<string[]> {
  await page.goto('/admin/rules/try');
  await page.locator('[name=occasion]').selectOption('escalated');
  const levels = page.locator('[data-field=category] select:visible');
  for (const [at, label] of ['投诉', '平台投诉', '退款纠纷'].entries())
    await levels.nth(at).selectOption({ label });
  await page.locator('[name=customer_level]').selectOption('vip');
  await page.getByRole('button', { name: '看结果' }).click();
  await page.locator('#result').waitFor();
  return page.locator('.g-rule-judged .g-rule-name').allTextContents();
}

test('a rule is built, tried, put first and switched on; a ticket goes where it said', async () => {
  const admin = await site.signIn('admin');
  await admin.goto('/admin/rules');
  await admin.getByRole('link', { name: '新建规则' }).click();
  await admin.getByLabel('名称', { exact: true }).fill(RULE);
  await admin.getByLabel('启用', { exact: true }).uncheck();
  await addTest(admin, 0, '客户等级');
  await admin.locator('[name="c.0.any"][value=vip]').press('Space');
  await addTest(admin, 1, '工单分类');
  await admin.locator('[name="c.1.find"]').fill('退款纠纷');
  await admin.getByRole('option', { name: '退款纠纷' }).first().click();
  await admin.locator('[name=group_id]').selectOption({ label: '售后一组' });
  await admin.locator('[name=strategy]').selectOption('familiar');
  await takeShot(admin, 'rules-built');
  await admin.locator('.g-savebar .g-p').click();
  await admin.waitForURL(/\/admin\/rules$/);

  expect(await tryIt(admin)).toEqual(['审核由它决定', `${RULE}已停用`]);
  await admin.goto('/admin/rules');
  const names = () => admin.locator('.g-rules .g-rule-name').allTextContents();
  await admin.getByRole('button', { name: `把“${RULE}”往上移` }).click();
  await expect.poll(names).toEqual([RULE, '审核内置']);
  await admin.getByRole('switch', { name: `启用“${RULE}”` }).click();
  await admin.locator('tr', { hasText: RULE }).locator('[role=switch][aria-checked=true]').waitFor();
  expect(await tryIt(admin)).toEqual([`${RULE}由它决定`, '审核前面已有规则决定']);
  await takeShot(admin, 'rules-tried');
  const told = (await admin.locator('#result').textContent()) ?? '';
  expect(told).toContain('售后一组 · 熟客优先，否则按负载');
  const gets = /会派给\s*(\S+?)：/.exec(told)?.[1];

  const tier1 = await site.signIn('tier1');
  const number = await complain(tier1, '退款纠纷');
  await tier1.locator('.g-acts [data-action=escalate]').click();
  const dialog = tier1.locator('dialog[open]');
  await dialog.getByLabel('备注').fill('重要客户，请尽快退款');
  await dialog.locator('button[data-action=escalate]').click();
  await tier1.locator('.g-flash', { hasText: '已升单' }).waitFor();
  const place = (await site
    .db('tickets as t')
    .join('groups as g', 'g.id', 't.group_id')
    .join('users as u', 'u.id', 't.assignee_id')
    .where('t.number', number)
    .first('g.name as group', 'u.name as who')) as unknown;
  expect(place).toEqual({ group: '售后一组', who: gets });
  await admin.goto(`/tickets/${number}`);
  await admin.getByText(RULE).first().waitFor();
  await takeShot(admin, 'rules-ticket');
  for (const page of [tier1, admin]) await expectQuietPage(page);
});
