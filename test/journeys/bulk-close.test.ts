import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A manager closes a selection of the list, by keyboard and mouse; one was changed meanwhile, and is tried again. */

let site: Site;
let manager: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 300 });
  manager = await site.signIn('manager');
});
afterAll(() => site.close());

const LIST = '/tickets?view=all&status=in_progress';

const bar = (): ReturnType<Page['locator']> => manager.locator('[data-bulk]');
const numberAt = async (index: number): Promise<string> =>
  (await manager.locator('tr[data-ticket]').nth(index).getAttribute('data-ticket')) ?? '';

test('select with keys and mouse, close, read the result, try again', async () => {
  await manager.goto(LIST);
  const pager = manager.locator('[data-pager]');
  const before = await pager.boundingBox();
  expect(await bar().isVisible()).toBe(false);

  await manager.keyboard.press('j');
  await manager.keyboard.press('x');
  await bar().getByText('已选 1 张', { exact: true }).waitFor();
  // The bar takes the pager's place: nothing moves.
  expect(await bar().boundingBox()).toEqual(before);
  await manager.keyboard.press('j');
  await manager.keyboard.press('j');
  await manager.keyboard.press('x');
  await bar().getByText('已选 2 张', { exact: true }).waitFor();
  const boxes = manager.locator('[data-pick]');
  await boxes.nth(4).click();
  await boxes.nth(6).click({ modifiers: ['Shift'] });
  await bar().getByText('已选 5 张', { exact: true }).waitFor();
  // The keys go on from where the mouse was.
  await manager.keyboard.press('j');
  await manager.keyboard.press('x');
  await bar().getByText('已选 6 张', { exact: true }).waitFor();
  await takeShot(manager, 'bulk-selected-wide', { fullPage: false });
  await expectAccessible(manager);

  const changed = await numberAt(5);
  await changeBehind(changed);

  await bar().getByRole('link', { name: '关闭', exact: true }).click();
  const dialog = manager.locator('dialog[open]');
  await dialog.getByRole('heading', { name: '关闭 6 张工单' }).waitFor();
  await dialog.getByRole('button', { name: '关闭 6 张工单' }).click();
  await dialog.locator('[data-error-summary]').waitFor();
  await fillClose(dialog);
  await takeShot(manager, 'bulk-form-wide', { fullPage: false });
  await expectAccessible(manager);
  await dialog.getByRole('button', { name: '关闭 6 张工单' }).click();

  await manager.getByText('已关闭 5 张，1 张没有关闭').waitFor();
  await manager.reload();
  const row = manager.locator('.g-bulktb tbody tr');
  expect(await row.count()).toBe(1);
  expect(await row.locator('a').textContent()).toBe(changed);
  expect(await row.textContent()).toContain('您选中之后，这张工单有了变化');
  await takeShot(manager, 'bulk-result-wide', { fullPage: false });
  await expectAccessible(manager);

  await manager.getByRole('link', { name: '再试未成功的 1 张' }).click();
  await dialog.getByRole('heading', { name: '关闭 1 张工单' }).waitFor();
  expect(await dialog.getByLabel('关闭处理意见').inputValue()).toBe('活动结束，统一关闭。');
  await dialog.getByRole('button', { name: '关闭 1 张工单' }).click();
  await manager.getByText('已关闭 1 张', { exact: true }).waitFor();
  await manager.getByRole('link', { name: '回到列表' }).click();
  await manager.waitForURL(`${site.baseURL}${LIST}`);
  await expectQuietPage(manager, [/422/]);
});

test('the page, all that match, and Esc', async () => {
  await manager.goto('/tickets?view=all&status=closed');
  await manager.getByLabel('选择本页全部').check();
  await bar().getByText('已选 50 张', { exact: true }).waitFor();
  const all = bar().getByRole('button', { name: /^选择符合条件的全部 [\d,]+ 张$/ });
  await all.waitFor();
  await takeShot(manager, 'bulk-page-wide', { fullPage: false });
  await all.click();
  await bar()
    .getByText(/^已选符合条件的全部 [\d,]+ 张$/)
    .waitFor();
  expect(await bar().locator('[data-bulk-link=close]').getAttribute('href')).toContain('all=1');
  await manager.locator('[data-pick]').first().uncheck();
  await bar().getByText('已选 49 张', { exact: true }).waitFor();
  await manager.keyboard.press('Escape');
  await bar().waitFor({ state: 'hidden' });
  expect(await manager.locator('tr[aria-selected=true]').count()).toBe(0);
  await expectQuietPage(manager);
});

test('from one ticket of the list to the next with the keyboard', async () => {
  await manager.goto(LIST);
  const [first, second] = [await numberAt(0), await numberAt(1)];
  await manager.keyboard.press('j');
  await manager.keyboard.press('Enter');
  await manager.waitForURL(new RegExp(`/tickets/${first}`));
  await takeShot(manager, 'crumbs-wide', { fullPage: false });
  await manager.keyboard.press(']');
  await manager.waitForURL(new RegExp(`/tickets/${second}`));
  await manager.keyboard.press('k');
  await manager.waitForURL(new RegExp(`/tickets/${first}`));
  await manager.locator('.g-acts [data-action=close]').click();
  const dialog = manager.locator('dialog[open]');
  await fillClose(dialog);
  await dialog.getByLabel('完成后').selectOption({ label: '下一张' });
  await takeShot(manager, 'after-wide', { fullPage: false });
  await expectAccessible(manager);
  await dialog.getByRole('button', { name: '关闭工单' }).click();
  await manager.waitForURL(new RegExp(`/tickets/${second}`));
  await manager.locator('.g-flash', { hasText: `${first} 已关闭` }).waitFor();
  await expectQuietPage(manager);
});

test('on a phone, in the dark; and without scripts', async () => {
  const narrow = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;
  const phone = await site.signIn('manager', narrow);
  await phone.goto(LIST);
  await phone.locator('[data-pick]').nth(1).check();
  await phone.locator('[data-pick]').nth(2).check();
  await takeShot(phone, 'bulk-selected-narrow-dark', { fullPage: false });
  await expectAccessible(phone);
  await phone.getByRole('button', { name: '选择本页全部' }).click();
  await phone.getByText(/^已选 \d+ 张$/).waitFor();
  await phone.locator('[data-bulk-link=close]').click();
  await phone.locator('dialog[open] h2').waitFor();
  await takeShot(phone, 'bulk-form-narrow-dark', { fullPage: false });
  await expectQuietPage(phone);
  await phone.context().close();

  const plain = await site.signIn('manager', { javaScriptEnabled: false });
  await plain.goto(LIST);
  await plain.locator('[data-pick]').nth(0).check();
  await plain.locator('[data-pick]').nth(1).check();
  await takeShot(plain, 'bulk-plain', { fullPage: false });
  await plain.getByRole('button', { name: '关闭所选…' }).click();
  await plain.getByRole('heading', { name: '关闭 2 张工单' }).waitFor();
  await fillClose(plain.locator('.g-actpage'));
  await takeShot(plain, 'bulk-plain-form');
  await plain.getByRole('button', { name: '关闭 2 张工单' }).click();
  await plain.getByText('已关闭 2 张', { exact: true }).waitFor();
  await takeShot(plain, 'bulk-plain-result');
  await plain.context().close();
});

/** A colleague writes a note on the ticket. */
async function changeBehind(number: string): Promise<void> {
  const admin = await site.signIn('admin');
  await admin.goto(`/tickets/${number}`);
  await admin.locator('.g-composer textarea').fill('客户刚刚又来电');
  await admin.locator('.g-composer button[data-action=note], .g-composer button').last().click();
  await admin.locator('.g-flash', { hasText: number }).waitFor();
  await admin.context().close();
}

async function fillClose(form: ReturnType<Page['locator']>): Promise<void> {
  await form.getByText('已解决', { exact: true }).last().click();
  await form.getByText('满意', { exact: true }).click();
  await form.getByLabel('关闭处理意见').fill('活动结束，统一关闭。');
  // Asked where something is overdue, which of the demonstration's tickets only chance knows.
  const reason = form.locator('select[name=overdue_reason]');
  if ((await reason.count()) > 0) await reason.selectOption({ label: '工单量大，未及处理' });
}
