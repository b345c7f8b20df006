import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A person chooses mail for what is overdue; an administrator decides that it always comes (spec 05). */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
  await site.db('connectors').insert([
    { kind: 'email', name: '公司邮件' },
    { kind: 'sms', name: '短信' },
  ]);
  await site.db('users').where('username', 'aftersales').update({ email: 'lin@example.com', phone: null });
});
afterAll(() => site.close());

test('mail is switched on by oneself, then forced by an administrator', async () => {
  const lin = await site.signIn('aftersales');
  await lin.goto('/profile');
  await lin.getByRole('button', { name: '通知方式' }).click();
  await lin.waitForURL(/\/profile\/notifications/);
  const overdue = lin.getByRole('switch', { name: '工单超时：邮件' });
  await expect.poll(() => overdue.isChecked()).toBe(false);
  expect(await lin.getByRole('switch', { name: /^工单超时：短信 · .*手机号/ }).isDisabled()).toBe(true);
  await overdue.check();
  await lin.getByRole('button', { name: '保存' }).click();
  await lin.getByText('通知方式已保存').waitFor();
  expect(await overdue.isChecked()).toBe(true);

  const admin = await site.signIn('admin');
  await admin.goto('/admin/notifications');
  await admin.getByLabel('工单超时：邮件').selectOption('forced');
  await admin.getByLabel('时效预警：邮件').selectOption('on');
  await admin.getByRole('button', { name: '保存' }).click();
  await admin.getByText('通知规则已保存').waitFor();
  await expectQuietPage(admin);

  await lin.reload();
  const forced = lin.getByRole('switch', { name: '工单超时：邮件 · 管理员规定' });
  expect([await forced.isChecked(), await forced.isDisabled()]).toEqual([true, true]);
  expect(await lin.getByRole('switch', { name: '时效预警：邮件' }).isChecked()).toBe(true);
  await expectQuietPage(lin);
});

test.each([
  ['wide', { viewport: { width: 1440, height: 900 } }, 'zh-CN'],
  ['narrow-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, 'zh-CN'],
  ['wide-dark-english', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }, 'en'],
  ['narrow-english', { viewport: { width: 390, height: 844 } }, 'en'],
] as const)('they look well: %s', async (look, options, language) => {
  const admin = await site.signIn('admin', options);
  await site.db('users').where('username', 'admin').update({ language });
  for (const [name, path] of [
    ['preferences', '/profile/notifications'],
    ['notification-rules', '/admin/notifications'],
  ] as const) {
    await admin.goto(path);
    await takeShot(admin, `${name}-${look}`);
    await expectAccessible(admin);
    await expectQuietPage(admin);
  }
  await site.db('users').where('username', 'admin').update({ language: 'zh-CN' });
});
