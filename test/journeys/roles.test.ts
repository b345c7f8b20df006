import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A role is copied and cut down in the browser; whoever holds it feels it at the next click; the audit log tells. */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 300 });
});
afterAll(() => site.close());

test('a permission taken away is gone at the next click of whoever held it', async () => {
  const admin = await site.signIn('admin');
  await admin.goto('/admin/roles');
  await admin.getByRole('link', { name: '复制“售后客服”为新角色' }).click();
  await admin.getByLabel('中文名称').fill('售后助理');
  await admin.getByLabel('英文名称').fill('After-sales assistant');
  const words = admin.locator('#role-words');
  await words.getByText('能看到：全部工单。').waitFor();
  await admin.getByRole('button', { name: '创建', exact: true }).click();
  await admin.getByText('已保存，立即生效。').waitFor();

  // An after-sales agent gets the new role instead of the old one, and has a ticket in hand.
  await site.db.raw(
    `update user_roles set role_id = (select id from roles where name_zh = '售后助理')
     where user_id = (select id from users where username = 'aftersales')`,
  );
  const agent = await site.signIn('aftersales');
  await agent.goto('/tickets?view=mine&status=in_progress');
  await agent.locator('td.g-no a').first().click();
  await agent.locator('.g-acts [data-action=close]').first().waitFor({ state: 'attached' });
  const number = agent.url().split('/').at(-1)?.split('?')[0] ?? '';

  // The matrix by keyboard; the words follow before anything is saved.
  await admin.getByRole('link', { name: '售后助理', exact: true }).click();
  const closing = admin.getByRole('radio', { name: '关闭 · 自己的' });
  await closing.focus();
  await admin.keyboard.press('ArrowLeft');
  await words.getByText(/^不能：.*关闭/).waitFor();
  await admin.getByRole('radio', { name: '查看工单 · 自己的' }).press('Space');
  await words.getByText('能看到：自己处理、创建、协作的工单。').waitFor();

  // Tried on a real ticket before it is saved.
  await admin.getByLabel('工单编号').fill(number);
  await admin.getByLabel('这个人与工单的关系').selectOption('处理人');
  await admin.getByRole('button', { name: '查看', exact: true }).click();
  const seen = admin.locator('#role-seen');
  await seen.getByText(`看得到 ${number}`).waitFor();
  expect(await seen.locator('dd.g-t3').textContent()).toContain('关闭');
  await takeShot(admin, 'role-tried');
  await expectAccessible(admin);
  await admin.getByRole('button', { name: '保存', exact: true }).click();
  await admin.getByText('已保存，立即生效。').waitFor();

  // The agent, still signed in, reloads: the ticket is theirs, closing it is not.
  await agent.reload();
  await agent.locator('.g-acts').first().waitFor();
  expect(await agent.locator('.g-acts [data-action=close]').count()).toBe(0);
  expect((await agent.request.get(`/tickets/${number}/close`)).status()).toBe(403);

  // And the log says what was taken away.
  await admin.goto('/admin/audit?kind=role');
  const entry = admin.locator('.g-aud').first();
  await entry.locator('summary').first().click();
  await entry.getByText('不允许').first().waitFor();
  const told = (await entry.locator('.g-aud-dl').first().innerText()).replace(/\s+/g, ' ');
  expect(told).toMatch(/关闭 .*自己的 .*不允许/);
  expect(told).toMatch(/查看工单 .*全部 .*自己的/);
  await takeShot(admin, 'audit-open');
  await expectAccessible(admin);
  await expectQuietPage(admin);
  await expectQuietPage(agent);
});

test('taking something from oneself is warned of while one does it', async () => {
  const admin = await site.signIn('admin', { viewport: { width: 390, height: 844 } });
  await admin.goto('/admin/roles');
  await admin.getByRole('link', { name: '超级管理员', exact: true }).click();
  await admin.getByRole('radio', { name: '导出 · 不允许' }).press('Space');
  await admin.getByText('保存后，您自己将失去：导出').waitFor();
  await takeShot(admin, 'role-own-narrow');
  await expectAccessible(admin);
  await admin.getByRole('button', { name: '保存', exact: true }).click();
  await admin.getByText('这会拿掉您自己正在用的权限').waitFor();
  await admin.getByLabel('我知道，仍然保存').check();
  await admin.getByRole('button', { name: '保存', exact: true }).click();
  await admin.getByText('已保存，立即生效。').waitFor();
  await admin.goto('/admin/audit');
  await admin.locator('.g-aud summary').first().click();
  await takeShot(admin, 'audit-open-narrow');
  await expectAccessible(admin);
  await expectQuietPage(admin, [/409/]);
});
