import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator changes a number, a text and a list of words; the agents at work have them at once. */

let site: Site;
let admin: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 200 });
  admin = await site.signIn('admin');
});
afterAll(() => site.close());

/** An open ticket that a tier-1 agent may urge, and who has it in hand. */
async function aTicketInHand(): Promise<{ number: string; agent: string }> {
  const row = (await site
    .db('tickets as t')
    .join('users as u', 'u.id', 't.assignee_id')
    .whereIn('t.status', ['in_progress', 'returned'])
    .whereIn(
      'u.id',
      site
        .db('user_roles as m')
        .join('roles as r', 'r.id', 'm.role_id')
        .where('r.key', 'after_sales_agent')
        .select('m.user_id'),
    )
    .orderBy('t.id', 'desc')
    .first('t.number', 'u.username as agent')) as { number: string; agent: string };
  return row;
}

test('the interval and the text of an urge: an agent meets both', async () => {
  const { number } = await aTicketInHand();
  await admin.getByRole('link', { name: '设置', exact: true }).click();
  await admin.getByRole('link', { name: '催单', exact: true }).click();
  await admin.getByLabel('催单间隔', { exact: true }).fill('99999');
  await admin.getByRole('button', { name: '保存“催单”' }).click();
  await admin.locator('[data-field=urge_interval_minutes] .g-err').waitFor();
  await takeShot(admin, 'settings-refused', { fullPage: false });
  await expectAccessible(admin);
  await admin.getByLabel('催单间隔', { exact: true }).fill('0');
  await admin.getByRole('button', { name: '保存“催单”' }).click();
  await admin.getByText('已保存，立即生效。').waitFor();

  await admin.getByRole('link', { name: '消息模板', exact: true }).click();
  await admin.getByRole('link', { name: '催单', exact: true }).click();
  const text = admin.getByLabel('中文', { exact: true });
  await text.fill('请看《》，');
  // The caret stands between the marks; the keyboard goes on from there.
  for (const _step of [1, 2]) await text.press('ArrowLeft');
  await admin.getByRole('button', { name: '标题', exact: true }).focus();
  await admin.keyboard.press('Enter');
  expect(await text.inputValue()).toBe('请看《{title}》，');
  await admin.keyboard.press('End');
  await admin.getByRole('button', { name: '工单编号', exact: true }).click();
  expect(await text.inputValue()).toBe('请看《{title}》，{number}');
  await admin.keyboard.type('，{agnet}');

  await admin.getByLabel('工单编号', { exact: true }).fill(number);
  const bubble = admin.locator('#message-preview [lang=zh-CN]');
  await bubble.getByText('{agnet}').waitFor();
  await bubble.locator('mark', { hasText: number }).waitFor();
  await takeShot(admin, 'message-preview');
  await expectAccessible(admin);
  await admin.getByRole('button', { name: '保存', exact: true }).click();
  await admin.getByText('这种消息没有 {agnet}，是不是 {agent}？').first().waitFor();
  await takeShot(admin, 'message-refused');
  await text.fill((await text.inputValue()).replace('{agnet}', '{agent}'));
  await admin.getByRole('button', { name: '保存', exact: true }).click();
  await admin.getByText('已保存，立即生效。').waitFor();

  const tier1 = await site.signIn('tier1');
  await tier1.goto(`/tickets/${number}/urge`);
  expect(await tier1.locator('textarea').inputValue()).toContain(`》，${number}，`);
  for (const _time of [1, 2]) {
    await tier1.goto(`/tickets/${number}/urge`);
    await tier1.locator('.g-actpage button.g-p').click();
    await tier1.locator('.g-flash').waitFor();
  }
  await expectQuietPage(tier1);
  await tier1.context().close();
  await expectQuietPage(admin, [/422/]);
});

test('a reason to close is added, moved up, and can be chosen at once', async () => {
  const { number, agent } = await aTicketInHand();
  const colleague = await site.signIn(agent);
  await admin.goto('/admin/settings#words');
  await admin.getByRole('link', { name: /未解决原因/ }).click();
  await admin.getByRole('link', { name: '新增一项' }).click();
  await admin.getByLabel('中文名称').fill('厂家停产');
  await admin.getByRole('button', { name: '创建' }).click();
  const names = admin.locator('#choices tbody a');
  await admin.getByRole('link', { name: '厂家停产' }).waitFor();
  const before = await names.allTextContents();
  const up = admin.getByRole('button', { name: '把“厂家停产”上移' });
  await up.focus();
  await admin.keyboard.press('Enter');
  await admin.locator('#choices tbody tr:nth-last-child(2) a', { hasText: '厂家停产' }).waitFor();
  // The focus is where it was, for the next step.
  await expect
    .poll(() => admin.evaluate('document.activeElement?.getAttribute("aria-label")'))
    .toBe('把“厂家停产”上移');
  await admin.locator('[data-key=no_reply] [data-grip]').dragTo(admin.locator('#choices tbody tr').nth(3));
  await expect.poll(async () => (await names.allTextContents())[0]).not.toBe(before[0]);
  await takeShot(admin, 'choices-moved');
  await expectAccessible(admin);
  await admin.reload();
  const after = await names.allTextContents();
  expect(after).not.toEqual(before);
  expect([...after].sort()).toEqual([...before].sort());

  await colleague.goto(`/tickets/${number}/close`);
  await colleague.getByText('未解决', { exact: true }).last().click();
  const options = await colleague
    .locator('select[name=unsolved_reason] option, [name=unsolved_reason]')
    .count();
  expect(options).toBeGreaterThan(5);
  expect(await colleague.locator('[data-field=unsolved_reason]').textContent()).toContain('厂家停产');
  await expectQuietPage(colleague);
  await colleague.context().close();
  await expectQuietPage(admin);
});

test('a logo, and two administrators at the same setting', async () => {
  await admin.goto('/admin/settings');
  const size = { width: 96, height: 96 };
  const picture = await admin.screenshot({ clip: { x: 0, y: 0, ...size } });
  await admin
    .getByLabel('标志', { exact: true })
    .setInputFiles({ name: '云杉.png', mimeType: 'image/png', buffer: picture });
  await admin.getByRole('button', { name: '上传' }).click();
  await admin.locator('.g-brand .g-logo').waitFor();
  const width = "document.querySelector('.g-brand .g-logo').naturalWidth";
  await expect.poll(() => admin.evaluate<number>(width)).toBe(96);
  await takeShot(admin, 'settings-logo', { fullPage: false });

  const other = await site.signIn('admin');
  for (const page of [admin, other]) await page.goto('/admin/settings#waiting');
  for (const [page, days] of [
    [admin, '9'],
    [other, '12'],
  ] as const) {
    await page.getByLabel('等待后自动关闭', { exact: true }).fill(days);
    await page.getByRole('button', { name: '保存“等待”' }).click();
  }
  await other.locator('[data-setting=wait_close_days] .g-stop', { hasText: '9 天' }).waitFor();
  expect(await other.getByLabel('等待后自动关闭', { exact: true }).inputValue()).toBe('12');
  await takeShot(other, 'settings-conflict');
  await expectAccessible(other);
  await expectQuietPage(other, [/409/]);
  await other.context().close();
});
