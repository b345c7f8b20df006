import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage, newPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/**
 * A new business line is set up in the browser, from nothing to its first ticket (spec 02, 03): eight fields, two
 * forms, three levels of categories, a group and three agents.
 */

let site: Site;
let admin: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 60 });
  admin = await site.signIn('admin');
});
afterAll(() => site.close());

const FIELDS: readonly { name: string; type: string; options?: readonly string[] }[] = [
  { name: '租车车牌', type: 'text' },
  { name: '取车日期', type: 'date' },
  { name: '还车门店', type: 'select', options: ['机场店', '高铁店'] },
  { name: '车损照片', type: 'image' },
  { name: '还车里程', type: 'number' },
  { name: '租车押金', type: 'money' },
  { name: '退押金渠道', type: 'radio', options: ['原路退回', '银行转账'] },
  { name: '承租人证件', type: 'id_card' },
];
const FORMS = [
  { name: '还车登记', fields: ['租车车牌', '取车日期', '还车门店', '车损照片', '还车里程'] },
  { name: '押金登记', fields: ['租车押金', '退押金渠道', '承租人证件'] },
] as const;
const AGENTS = ['zuche1', 'zuche2', 'zuche3'] as const;

async function choose(page: Page, label: string, name: string): Promise<void> {
  const list = page.getByLabel(label, { exact: true });
  const option = list.locator('option', { hasText: name }).first();
  await list.selectOption(await option.getAttribute('value'));
}

async function makeField({ name, type, options = [] }: (typeof FIELDS)[number]): Promise<void> {
  await admin.goto('/admin/fields/new');
  await admin.getByLabel('名称', { exact: true }).fill(name);
  await admin.locator('#f-type').selectOption(type);
  for (const [index, option] of options.entries()) {
    const row = admin.locator(`[name="options.${index}.label"]`);
    if (!(await row.isVisible())) await admin.locator('[data-group=options] [data-row-add]').click();
    await row.fill(option);
  }
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.locator('.g-look').waitFor();
}

async function makeForm({ name, fields }: (typeof FORMS)[number]): Promise<void> {
  await admin.goto('/admin/templates/new');
  await admin.getByLabel('名称', { exact: true }).fill(name);
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.locator('[data-template-editor]').waitFor();
  for (const field of fields) {
    await admin.getByLabel(/搜索 \d+ 个字段/).fill(field);
    await admin.keyboard.press('Enter');
    await admin.locator('[data-placements] > [data-placement]', { hasText: field }).waitFor();
  }
  await admin.locator('#te-saved', { hasText: '已保存' }).waitFor();
  await admin.getByRole('link', { name: '发布第 1 版' }).click();
  await admin.getByRole('button', { name: '发布第 1 版' }).click();
  await admin.getByText('第 1 版已发布').waitFor();
}

/** Answers the passwords that are shown once. */
async function makeAgents(): Promise<string[]> {
  const passwords: string[] = [];
  for (const username of AGENTS) {
    await admin.goto('/admin/users/new');
    await admin.getByLabel('用户名').fill(username);
    await admin.getByLabel('姓名').fill(`租车客服 ${username.at(-1) ?? ''}`);
    const roles = admin.getByRole('group', { name: '角色' });
    await roles.getByRole('checkbox', { name: '一线客服' }).check();
    await admin.getByRole('button', { name: '创建' }).click();
    passwords.push((await admin.locator('[data-password]').textContent()) ?? '');
  }
  await admin.goto('/admin/groups/new');
  await admin.getByLabel('名称', { exact: true }).fill('租车客服组');
  await choose(admin, '环节', '一线');
  const members = admin.getByRole('group', { name: '成员' });
  await members.getByRole('searchbox').fill('租车客服');
  for (const username of AGENTS) await members.getByRole('checkbox', { name: username }).check();
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.getByRole('link', { name: '租车客服组' }).waitFor();
  return passwords;
}

async function makeCategory(name: string, opener: string, template?: string): Promise<void> {
  await admin.getByRole('link', { name: opener }).first().click();
  await admin.getByLabel('名称', { exact: true }).fill(name);
  if (template !== undefined) await choose(admin, '模板', template);
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.locator('.g-flash', { hasText: '已保存' }).waitFor();
}

test('set up in the browser, and in use at once', async () => {
  for (const field of FIELDS) await makeField(field);
  for (const form of FORMS) await makeForm(form);
  const [password = ''] = await makeAgents();
  await admin.goto('/admin/categories');
  await makeCategory('租车业务', '新建业务线');
  await makeCategory('门店服务', '加下级');
  await makeCategory('还车验收', '加下级', '还车登记');
  await makeCategory('押金退还', '加同级', '押金登记');
  await takeShot(admin, 'new-line-categories');
  await expectQuietPage(admin);

  const agent = await newPage(site.browser, { baseURL: site.baseURL });
  await agent.goto('/login');
  await agent.getByLabel('用户名', { exact: true }).fill(AGENTS[0]);
  await agent.getByLabel('密码', { exact: true }).fill(password);
  await agent.getByRole('button', { name: '登录' }).click();
  await agent.getByLabel('当前密码').fill(password);
  await agent.getByLabel('新密码', { exact: true }).fill('lanterns on the river');
  await agent.getByLabel('再输一次新密码').fill('lanterns on the river');
  await agent.getByRole('button', { name: '保存新密码' }).click();
  await agent.waitForURL(`${site.baseURL}/`);

  await agent.goto('/tickets/new?phone=13900007777');
  await agent.locator('#category_id').fill('hcys');
  await agent.locator('.g-hit', { hasText: '还车验收' }).first().waitFor();
  await agent.keyboard.press('Enter');
  await agent.getByLabel('租车车牌').fill('沪A12345');
  await agent.getByLabel('还车门店').selectOption({ label: '高铁店' });
  await agent.locator('[name=description]').fill('还车时发现右侧划痕，客户不认可');
  await takeShot(agent, 'new-line-create');
  await agent.locator('[data-action=create]').click();
  await agent.waitForURL(/\/tickets\/GD/);
  const facts = await agent.locator('#ticket-facts').innerText();
  expect(facts).toContain('租车业务 / 门店服务 / 还车验收');
  expect(facts).toContain('沪A12345');
  expect(facts).toContain('高铁店');
  await expectQuietPage(agent);
});
