import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage, type PageOptions } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** Conditions are built by keyboard alone, with a script and without one (spec 04, 10). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 300 });
});
afterAll(() => site.close());

const PREVIEW = '/conditions/preview?prefix=c';

/** The builder on a page of its own, as a browser without scripts gets there from an editor. */
async function openBuilder(page: Page, values: Readonly<Record<string, string | string[]>>): Promise<void> {
  await page.goto('/admin/fields');
  const inputs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each]),
  );
  const script = `
    const form = document.createElement('form');
    form.method = 'post';
    form.action = ${JSON.stringify(PREVIEW)};
    const token = document.querySelector('[name=_csrf]').value;
    for (const [name, value] of [...${JSON.stringify(inputs)}, ['_csrf', token]]) {
      const input = document.createElement('input');
      Object.assign(input, { name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();`;
  await Promise.all([page.waitForURL(`**${PREVIEW}`), page.evaluate(`(() => {${script}})()`)]);
}

const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.id');
const sentence = (page: Page) => page.locator('#c-seen p').first();

test('by keyboard alone, row by row', async () => {
  const page = await site.signIn('admin');
  await openBuilder(page, { 'c.kind': 'all' });
  await page.getByRole('button', { name: '条件', exact: true }).press('Enter');
  await page.getByRole('listbox', { name: '条件 1：看什么' }).waitFor();
  await expect.poll(() => focused(page)).toBe('c-0-field');
  await page.keyboard.type('yxj');
  await page.keyboard.press('Enter');
  await page.locator('#c-0-operator').waitFor();
  await expect.poll(() => focused(page)).toBe('c-0-operator');
  await expect.poll(() => page.locator('#live').textContent()).toBe('已更新');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  const [{ count } = { count: 0 }] = (await site
    .db('tickets')
    .where('priority', 'high')
    .whereNot('status', 'closed')
    .select(site.db.raw('count(*)::int as count'))) as { count: number }[];
  await expect.poll(() => sentence(page).textContent()).toBe(`符合 ${count} 张未关闭的工单`);
  await expectAccessible(page);

  // A second row; its value is walked down to in the tree.
  await page.getByRole('button', { name: '条件', exact: true }).press('Enter');
  await page.getByRole('listbox', { name: '条件 2：看什么' }).waitFor();
  await expect.poll(() => focused(page)).toBe('c-1-field');
  await page.keyboard.type('分类');
  await page.keyboard.press('Enter');
  await page.locator('#c-1-operator').waitFor();
  await expect.poll(() => focused(page)).toBe('c-1-operator');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toBe('c-1-value');
  await page.keyboard.press('ArrowDown');
  const list = page.getByRole('listbox', { name: '工单分类的值' });
  const branch = list.getByRole('option').first();
  const name = (await branch.textContent())?.trim() ?? '';
  await page.keyboard.press('ArrowRight');
  await list.locator('[data-up]').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('ArrowLeft');
  await list.locator('[data-up]').waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name, exact: true }).waitFor();
  await expect.poll(() => page.locator('.g-cond-told').textContent()).toContain(name);
  await expect.poll(() => focused(page)).toBe('c-1-value');

  // Moved, put into a group, taken out, removed: the focus stays with the row.
  await page.getByLabel('条件 2：移动和分组').press('Enter');
  await page.getByRole('button', { name: '放进新的条件组' }).press('Enter');
  await page.locator('#c-1-kind').waitFor();
  await page.getByLabel('条件 2.1：移动和分组').press('Enter');
  await page.getByRole('button', { name: '移出条件组' }).press('Enter');
  await page.locator('#c-1-kind').waitFor({ state: 'detached' });
  await expect
    .poll(() => page.evaluate<string>('document.activeElement.ariaLabel'))
    .toBe('条件 2：移动和分组');
  await page.getByRole('button', { name: '删除条件 1' }).press('Enter');
  await page.locator('#c-1-operator').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('#live').textContent()).toBe('已删除，还有 1 个条件');
  expect(await page.locator('.g-cond-what').textContent()).toContain('工单分类');
  await expectQuietPage(page);
});

test('without a script every step sends the form and brings it back', async () => {
  const page = await site.signIn('admin', { javaScriptEnabled: false });
  await openBuilder(page, { 'c.kind': 'all' });
  await page.getByRole('button', { name: '条件', exact: true }).click();
  await page.locator('#c-0-field').selectOption({ label: '标题' });
  await page.getByRole('button', { name: '选定' }).click();
  await page.locator('#c-0-value').fill('退款、换货');
  await page.getByRole('button', { name: '条件', exact: true }).click();
  expect(await page.locator('#c-0-value').inputValue()).toBe('退款、换货');
  await page.locator('#c-1-field').selectOption({ label: '工单分类' });
  await page.getByRole('button', { name: '选定' }).first().click();
  await page.locator('#c-1-value').fill('tk');
  await page.getByRole('button', { name: '查找' }).click();
  await page.locator('.g-pick').first().click();
  await page.locator('#c-0-value').press('Enter');
  await expect.poll(() => sentence(page).textContent()).toMatch(/工单$/);
  expect(await page.locator('.g-pick input:checked').count()).toBe(1);
  expect(await page.locator('#c-0-value').inputValue()).toBe('退款、换货');
});

const EVERYTHING = {
  'c.kind': 'all',
  ...{ 'c.0.field': 'priority', 'c.0.operator': 'in', 'c.0.any': ['high', 'urgent'] },
  'c.1.kind': 'any',
  ...{ 'c.1.0.field': 'category', 'c.1.0.operator': 'in', 'c.1.0.any': ['1', '3'] },
  ...{ 'c.1.1.field': 'title', 'c.1.1.operator': 'contains', 'c.1.1.words': '退款、退货' },
  'c.1.2.kind': 'none',
  ...{
    'c.1.2.0.field': 'created_at',
    'c.1.2.0.operator': 'within',
    'c.1.2.0.span': '48',
    'c.1.2.0.unit': 'hours',
  },
  ...{ 'c.1.2.1.field': 'urged_count', 'c.1.2.1.operator': 'at_least', 'c.1.2.1.bound': '2' },
  ...{ 'c.2.field': 'assignee', 'c.2.operator': 'in', 'c.2.any': ['2', '5', '99999'] },
  ...{ 'c.3.field': 'is_repeat', 'c.3.operator': 'is', 'c.3.is': 'false' },
  ...{ 'c.4.field': 'updated_at', 'c.4.operator': 'at_least', 'c.4.bound': '2026-01-01' },
  'c.5.field': '',
};
const LOOKS: Readonly<Record<string, PageOptions & { readonly language?: 'en' }>> = {
  wide: { viewport: { width: 1440, height: 1000 } },
  'wide-dark-english': { viewport: { width: 1440, height: 1000 }, colorScheme: 'dark', language: 'en' },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 } },
};

test.each(Object.entries(LOOKS))('%s', async (name, { language, ...look }) => {
  await site
    .db('users')
    .where('username', 'admin')
    .update({ language: language ?? 'zh-CN' });
  const page = await site.signIn('admin', look);
  await openBuilder(page, EVERYTHING);
  await page.locator('#c-5-problem:not([hidden])').waitFor();
  await takeShot(page, `conditions-${name}`);
  await expectAccessible(page);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(look.viewport?.width ?? 0);
  await expectQuietPage(page);
});
