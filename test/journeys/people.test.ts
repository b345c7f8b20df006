import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage, newPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator and the people of the company (spec 03), in browsers of their own. */

let site: Site;
let admin: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 300 });
  admin = await site.signIn('admin');
});
afterAll(() => site.close());

async function choose(page: Page, label: string, name: string): Promise<void> {
  const list = page.getByLabel(label, { exact: true });
  const option = list.locator('option', { hasText: name }).first();
  await list.selectOption(await option.getAttribute('value'));
}

async function idOf(username: string): Promise<number> {
  const row = (await site.db('users').where({ username }).first('id')) as { id: number };
  return row.id;
}

test('a department, a group and three agents, at work at once', async () => {
  await admin.goto('/admin/departments');
  await admin.getByRole('link', { name: '新建部门', exact: true }).click();
  await admin.getByLabel('名称').fill('直播服务部');
  await choose(admin, '上级部门', '客户服务中心');
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.getByRole('link', { name: '直播服务部', exact: true }).waitFor();

  const accounts: { username: string; password: string }[] = [];
  for (const [username, name] of [
    ['zhibo1', '白露霜'],
    ['zhibo2', '秦朗月'],
    ['zhibo3', '莫寒江'],
  ] as const) {
    await admin.goto('/admin/users/new');
    await admin.getByLabel('用户名').fill(username);
    await admin.getByLabel('姓名').fill(name);
    await choose(admin, '部门', '直播服务部');
    await admin.getByRole('checkbox', { name: '售后客服' }).check();
    await admin.getByRole('button', { name: '创建' }).click();
    accounts.push({ username, password: (await admin.locator('[data-password]').textContent()) ?? '' });
  }
  await takeShot(admin, 'people-password-once');

  await admin.goto('/admin/groups/new');
  await admin.getByLabel('名称').fill('直播客服组');
  await choose(admin, '环节', '售后');
  await choose(admin, '值班组长', '白露霜');
  const members = admin.getByRole('group', { name: '成员' });
  const filter = members.getByRole('searchbox');
  for (const { username } of accounts) {
    await filter.fill(username);
    await members.getByRole('checkbox').and(members.locator(':visible')).first().check();
  }
  await filter.fill('');
  await members.getByRole('button', { name: '已选 3' }).click();
  expect(await members.locator('label:visible').count()).toBe(3);
  await takeShot(admin, 'people-group-members');
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.getByRole('link', { name: '直播客服组' }).waitFor();
  await expectQuietPage(admin);

  const [first] = accounts;
  const agent = await newPage(site.browser, { baseURL: site.baseURL });
  await agent.goto('/login');
  await agent.getByLabel('用户名', { exact: true }).fill(first?.username ?? '');
  await agent.getByLabel('密码', { exact: true }).fill(first?.password ?? '');
  await agent.getByRole('button', { name: '登录' }).click();
  await agent.waitForURL(/\/profile\/password$/);
  await takeShot(agent, 'people-forced-password');
  await agent.goto('/tickets');
  await agent.waitForURL(/\/profile\/password$/);
  await agent.getByLabel('当前密码').fill(first?.password ?? '');
  await agent.getByLabel('新密码', { exact: true }).fill('lanterns on the river');
  await agent.getByLabel('再输一次新密码').fill('lanterns on the river');
  await agent.getByRole('button', { name: '保存新密码' }).click();
  await agent.waitForURL(`${site.baseURL}/`);
  await agent.goto('/profile');
  await agent.getByText('直播客服组').waitFor();
  await expectQuietPage(agent);
});

test('somebody at work is deactivated: out at the next click, tickets with the colleague', async () => {
  const [id, colleague] = [await idOf('aftersales'), await idOf('aftersales2')];
  const agent = await site.signIn('aftersales');
  await agent.goto('/tickets?view=mine');
  const held = (await site
    .db('tickets')
    .where('assignee_id', id)
    .whereNot('status', 'closed')
    .pluck('number')) as string[];
  expect(held.length).toBeGreaterThan(0);

  await admin.goto(`/admin/users/${id}`);
  await admin.getByRole('button', { name: '停用' }).click();
  await admin.getByRole('heading', { name: `未关闭的工单：${held.length} 张` }).waitFor();
  await admin.getByText('交给一位同事').click();
  await choose(admin, '处理人', '韩屿');
  await takeShot(admin, 'people-deactivate');
  await admin.locator('.g-savebar button').click();
  await admin.locator('.g-flash', { hasText: `交接了 ${held.length} 张工单` }).waitFor();

  await agent.locator('td.g-no a').first().click();
  await agent.waitForURL(/\/login/);
  const now = await site.db('tickets').whereIn('number', held).pluck('assignee_id');
  expect(new Set(now)).toEqual(new Set([colleague]));
  await admin.goto(`/tickets/${held[0] ?? ''}`);
  await admin.getByText('林知夏已停用，工单交接。').first().waitFor();
  await expectQuietPage(admin);
});

test('users are imported from a spreadsheet', async () => {
  await admin.goto('/admin/users/import');
  await admin.getByLabel('表格文件').setInputFiles({
    name: 'users.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('用户名,姓名,部门,角色\ndaoru1,苗导入,客户服务中心,一线客服\ndaoru2,,火星部,船长\n'),
  });
  await admin.getByRole('button', { name: '检查文件' }).click();
  await admin.locator('.g-why').waitFor();
  await takeShot(admin, 'people-import-preview');
  await admin.getByRole('button', { name: '开始导入' }).click();
  await admin.getByText('daoru1').waitFor();
  const [download] = await Promise.all([
    admin.waitForEvent('download'),
    admin.getByRole('link', { name: '下载账号和密码' }).click(),
  ]);
  expect(download.suggestedFilename()).toContain('.csv');
  await takeShot(admin, 'people-import-result');
  await expectQuietPage(admin);
});
