import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator makes a policy, with and without a script, tries it, and meets a colleague in it (spec 05). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
});
afterAll(() => site.close());

const names = (page: Page): Promise<string[]> => page.locator('.g-slas .g-auto-name a').allTextContents();

const saved = async (page: Page): Promise<void> => {
  await page.locator('.g-savebar .g-p').click();
  await page.waitForURL(/\/admin\/slas$/);
};

test('without a script: a policy with a step is made, put first, switched off; what is wrong is told where it stands', async () => {
  const admin = await site.signIn('admin', { javaScriptEnabled: false });
  await admin.goto('/admin/slas');
  const before = await names(admin);
  await admin.getByRole('link', { name: '新建策略' }).click();
  await admin.locator('[name=name]').fill('一日办结');
  await admin.locator('[name="t.resolution.minutes"]').fill('很快');
  const target = admin.locator('#target-resolution');
  await target.locator('summary').first().click();
  await target.getByRole('button', { name: '添加一步' }).click();
  await target.locator('[name="t.resolution.0.offset"]').fill('45 分钟');
  await target.locator('[name="t.resolution.0.a.0.to"][value=assignee]').check();
  await admin.locator('.g-savebar .g-p').click();
  await admin.getByText('有 1 处需要修改').waitFor();
  expect(await admin.locator('[name="t.resolution.minutes"]').inputValue()).toBe('很快');
  expect(await target.locator('[name="t.resolution.0.offset"]').inputValue()).toBe('45 分钟');
  await takeShot(admin, 'policies-refused');

  await admin.locator('[name="t.resolution.minutes"]').fill('1 天');
  await saved(admin);
  expect(await names(admin)).toEqual([...before, '一日办结']);
  const row = admin.locator('tr', { hasText: '一日办结' });
  expect(await row.locator('.g-auto-told').innerText()).toContain('提前 45 分钟，通知处理人');
  await takeShot(admin, 'policies-list');
  for (let left = before.length; left > 0; left -= 1)
    await admin.getByRole('button', { name: '上移“一日办结”' }).click();
  await admin.locator('tbody tr').first().getByText('一日办结').waitFor();
  expect(await names(admin)).toEqual(['一日办结', ...before]);
  await admin.getByRole('switch', { name: '启用“一日办结”' }).click();
  await row.locator('[aria-checked=false]').waitFor();
  expect(await site.db('sla_policies').where('name', '一日办结').first('active')).toEqual({ active: false });
  await expectQuietPage(admin, [/422/]);
});

test('what would become of a ticket is told day by day, over a weekend and a wait', async () => {
  const admin = await site.signIn('admin');
  await admin.goto('/admin/slas/new');
  await admin.locator('[name=name]').fill('试算');
  await admin.locator('[name=calendar_id]').selectOption({ label: '标准工作时间' });
  await admin.locator('[name="t.resolution.minutes"]').fill('10 小时');
  await saved(admin);
  await site.db('sla_policies').whereNot('name', '试算').update({ active: false });
  await admin.goto('/admin/slas/try');
  await takeShot(admin, 'policies-try-empty');
  // A Friday at four: two hours are left of it; it waits through Monday's morning.
  await admin.locator('[name=start]').fill('2026-11-27T16:00');
  await admin.locator('[name="pauses.0.from"]').fill('2026-11-30T09:00');
  await admin.locator('[name="pauses.0.to"]').fill('2026-11-30T13:30');
  const levels = admin.locator('[data-field=category] select:visible');
  for (const [at, label] of ['投诉', '平台投诉', '退款纠纷'].entries())
    await levels.nth(at).selectOption({ label });
  await admin.getByRole('button', { name: '看结果' }).click();
  await admin.locator('#result').waitFor();
  await admin.locator('#result details summary').click();
  await takeShot(admin, 'policies-tried');
  expect(await admin.locator('#result').innerText()).toContain('按“试算”计时');
  expect(await admin.locator('.g-sla-timer').first().innerText()).toContain('2026-12-01 周二 14:00');
  expect(await admin.locator('.g-sla-coming .g-due').innerText()).toMatch(/^2026-12-01 周二 14:00\s+到期时/);
  expect(await admin.locator('[name=start]').inputValue()).toContain('2026-11-27');
  await expectQuietPage(admin);
});

test('two administrators in one policy: the later one sees what changed, and keeps what they typed', async () => {
  const [one, other] = [await site.signIn('admin'), await site.signIn('admin')];
  await site.db('sla_policies').where('name', '一日办结').update({ active: true });
  for (const page of [one, other]) {
    await page.goto('/admin/slas');
    await page.getByRole('link', { name: '一日办结' }).click();
    await page.locator('[name=name]').waitFor();
  }
  await one.locator('[name="t.resolution.minutes"]').fill('20 小时');
  await saved(one);
  await other.locator('[name=name]').fill('当日办结');
  await other.locator('.g-savebar .g-p').click();
  const note = other.locator('.g-note', { hasText: '20 小时' });
  await note.waitFor();
  expect(await other.locator('[name=name]').inputValue()).toBe('当日办结');
  expect(await other.locator('[name="t.resolution.minutes"]').inputValue()).toContain('20');
  await takeShot(other, 'policies-overtaken');
  await saved(other);
  expect(await names(other)).toContain('当日办结');
  await expectQuietPage(other, [/409/]);
});
