import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** An administrator makes a form by mouse and by keyboard, publishes it, and changes it while an agent fills it in. */

let site: Site;
let admin: Page;

beforeAll(async () => {
  site = await openSite({ tickets: 60 });
  admin = await site.signIn('admin');
});
afterAll(() => site.close());

const placement = (key: string): string => `[data-placement="${key}"]`;
const heading = (): Promise<string> => admin.locator('#te-saved').innerText();

/** The keys of the form from the category on, as the page shows them. */
async function order(): Promise<string[]> {
  return admin.evaluate<string[]>(
    `[...document.querySelectorAll('[data-placements] > [data-placement]')].map((row) => row.dataset.placement)`,
  );
}

async function saved(step: () => Promise<unknown>): Promise<void> {
  const answered = admin.waitForResponse((answer) => answer.url().endsWith('/draft'));
  await step();
  expect((await answered).status()).toBe(200);
  await admin.locator('#te-saved', { hasText: '已保存' }).waitFor();
}

test('a form made by dragging and by keyboard, tried out, and published', async () => {
  await admin.goto('/admin/templates/new');
  await admin.getByLabel('名称').fill('上门维修');
  await admin.getByRole('button', { name: '创建' }).click();
  await admin.locator('[data-template-editor]').waitFor();

  await saved(() =>
    admin.locator('[data-field-key=refund_reason]').dragTo(admin.locator(placement('title'))),
  );
  expect(await order()).toContain('refund_reason');
  await admin.getByLabel(/搜索 \d+ 个字段/).fill('yhkh');
  await saved(() => admin.keyboard.press('Enter'));
  expect(await order()).toContain('bank_card_no');
  await expectFocus('bank_card_no');
  const before = (await order()).indexOf('bank_card_no');
  await saved(() => admin.keyboard.press('Alt+ArrowUp'));
  expect((await order()).indexOf('bank_card_no')).toBe(before - 1);
  expect(await admin.locator('#live').innerText()).toContain(`第 ${before} 位`);
  await expectFocus('bank_card_no');

  await saved(() => admin.keyboard.press('Enter'));
  const panel = admin.locator('[data-panel]');
  await saved(() => panel.getByLabel('必填').check());
  await saved(() => panel.getByLabel('何时显示').selectOption('refund_reason'));
  await saved(() => panel.locator('[name=p_visible_in][value=quality]').check());
  await saved(async () => {
    await panel.getByLabel('提示语').fill('只用于退运费');
  });
  expect(await heading()).toMatch(/^\d\d:\d\d 已保存$/);
  await takeShot(admin, 'template-editor-wide');

  const preview = admin.locator('#te-preview');
  expect(await preview.locator('[data-field=bank_card_no]').isVisible()).toBe(false);
  await choose(admin, 'pv_', 'quality');
  await preview.locator('[data-field=bank_card_no]').waitFor();
  expect(await preview.getByText('只用于退运费').isVisible()).toBe(true);

  const grips = admin.locator(`${placement('bank_card_no')} [data-grip]`);
  await saved(() => grips.dragTo(admin.locator(`${placement('title')} [data-grip]`)));
  const dragged = await order();
  expect(dragged.indexOf('bank_card_no')).toBeLessThanOrEqual(dragged.indexOf('title') + 1);
  await expectAccessible(admin);
  await admin.getByRole('link', { name: '发布第 1 版' }).click();
  await admin.getByLabel('版本说明').fill('给维修组用');
  await admin.getByRole('button', { name: '发布第 1 版' }).click();
  await admin.getByText('第 1 版已发布').waitFor();
  await expectQuietPage(admin);
});

async function expectFocus(key: string): Promise<void> {
  await admin.locator(`${placement(key)} .g-fl-nm:focus`).waitFor();
}

/** In whatever control the field has. */
async function choose(place: Page, prefix: string, value: string): Promise<void> {
  const list = place.locator(`select[name=${prefix}refund_reason]`);
  if ((await list.count()) > 0) await list.selectOption(value);
  else await place.locator(`[name=${prefix}refund_reason][value=${value}]`).check();
}

test('an agent goes on in the version that they opened while a new one is published', async () => {
  const template = (await site.db('templates').where('name', '上门维修').first('id')) as { id: number };
  const category = (await site.db('categories').where('name', '退款问题').first('id')) as { id: number };
  await site.db('categories').where(category).update({ template_id: template.id });
  const agent = await site.signIn('tier1');
  await agent.goto('/tickets/new?phone=13900008888');
  await agent.locator('#category_id').fill('tkwt');
  await agent.locator('.g-hit').first().waitFor();
  await agent.keyboard.press('Enter');
  await agent.locator('[data-field=refund_reason]').waitFor();
  await agent.locator('[name=description]').fill('师傅没有上门，客户要求退款');
  await choose(agent, '', 'quality');
  await agent.locator('[name=bank_card_no]').fill('6217001234567890123');

  await admin.goto(`/admin/templates/${template.id}`);
  await admin.locator(placement('bank_card_no')).hover();
  await saved(() => admin.locator('[value="remove:bank_card_no"]').click());
  await admin.locator(placement('title')).hover();
  await saved(() => admin.locator('[value="open:title"]').click());
  await saved(() => admin.locator('[data-panel]').getByLabel('必填').check());
  await admin.getByRole('link', { name: '发布第 2 版' }).click();
  await takeShot(admin, 'template-publish-wide');
  await admin.getByRole('button', { name: '发布第 2 版' }).click();
  await admin.getByText('第 2 版已发布').waitFor();

  await agent.locator('[data-action=create]').click();
  await agent.waitForURL(/\/tickets\/GD/);
  const ticket = (await site
    .db('tickets as t')
    .join('template_versions as v', 'v.id', 't.template_version_id')
    .where('t.phone_text', '13900008888')
    .first('v.number', 't.values')) as { number: number; values: object };
  expect(ticket).toMatchObject({
    number: 1,
    values: { refund_reason: 'quality', bank_card_no: '6217001234567890123' },
  });
  await expectQuietPage(agent);
  await expectQuietPage(admin);
  await agent.context().close();
});

test('the history tells the difference; the open ticket is moved, or stays with its reason', async () => {
  const template = (await site.db('templates').where('name', '上门维修').first('id')) as { id: number };
  await admin.goto(`/admin/templates/${template.id}/history?from=1&to=2`);
  expect(await admin.locator('.g-fdiff').innerText()).toContain('移出 银行卡号');
  await takeShot(admin, 'template-history-wide');
  await admin.goto(`/admin/templates/${template.id}/usage`);
  await takeShot(admin, 'template-usage-wide');
  await admin.getByRole('button', { name: '迁移到第 2 版' }).click();
  await admin.locator('[data-done]').waitFor();
  expect(await admin.locator('[data-done]').innerText()).toContain('银行卡号');
  await takeShot(admin, 'template-upgrade-wide');
  await expectAccessible(admin);
});
