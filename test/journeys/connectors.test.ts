import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { deliver, queueOutside, testOutside } from '../support/deliveries.ts';
import { openRobotServer, type RobotServer } from '../support/robot-server.ts';
import { openSite, type Site } from '../support/site.ts';

/** A robot for a group, from its address to its first message (spec 05). */

const outside = testOutside();
let site: Site;
let server: RobotServer;

beforeAll(async () => {
  site = await openSite({ tickets: 50, outside });
  server = await openRobotServer();
});
afterAll(async () => {
  await server.close();
  await site.close();
});

test('an administrator adds a 企业微信 robot for 售后一组, tries it, and sees what it said', async () => {
  const page = await site.signIn('admin');
  await page.goto('/admin/connectors');
  await page.getByRole('link', { name: '新建渠道' }).first().click();
  await page.getByRole('link', { name: /企业微信群机器人/ }).click();
  await page.getByLabel('名称', { exact: true }).fill('售后群');
  await page.getByLabel('地址', { exact: true }).fill(`${server.address}/cgi-bin/webhook/send?key=0f6f`);
  await page.getByLabel('售后一组', { exact: true }).check();
  await page.getByLabel('催单', { exact: true }).check();
  await page.getByRole('button', { name: '创建' }).click();
  await page.waitForURL(/connectors\/\d+$/);
  expect(await page.getByLabel('地址', { exact: true }).inputValue()).toBe('');
  await page.getByRole('button', { name: '发送测试' }).click();
  await page.getByText(/已送达，用时/).waitFor();
  expect(server.asked[0]?.url).toContain('key=0f6f');
  const { id } = (await site.db('connectors').where('name', '售后群').first('id')) as { id: number };
  await queueOutside(site.db, { channel: 'wecom_robot', connectorId: id, body: '售后部-林知夏 催办了工单' });
  await deliver(site.db, outside);
  await page.goto('/admin/deliveries');
  const row = page.getByRole('row').filter({ hasText: '售后群' });
  expect(await row.innerText()).toContain('已送达');
  await row.getByRole('link').first().click();
  await page.getByText('"errmsg":"ok"').waitFor();
  await expectQuietPage(page);
  await page.context().close();
});
