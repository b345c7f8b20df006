import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage, newPage } from '../support/browser.ts';
import { openSite, type Site } from '../support/site.ts';

/** Whole stories of a ticket, in a browser: back and forth, the second call, after the end, and by other means. */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
});
afterAll(() => site.close());

const signedIn = new Map<string, Promise<Page>>();
function as(username: string): Promise<Page> {
  const page = signedIn.get(username) ?? site.signIn(username);
  signedIn.set(username, page);
  return page;
}

let calls = 0;
function aPhone(): string {
  calls += 1;
  return `1371000${String(calls).padStart(4, '0')}`;
}

interface Call {
  readonly phone: string;
  readonly text: string;
}

/** Types a call into the create page, up to its last button. */
async function typeCall(page: Page, { phone, text }: Call): Promise<void> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill(phone);
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByRole('combobox', { name: '工单分类' }).fill('退款纠纷');
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('问题描述').fill(text);
}

async function create(page: Page, call: Call): Promise<string> {
  await typeCall(page, call);
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Opens a ticket, does one action in its dialog, and waits until it is said to be done. */
async function doIt(
  username: string,
  number: string,
  action: string,
  fill: (dialog: ReturnType<Page['locator']>) => Promise<unknown> = () => Promise.resolve(),
): Promise<Page> {
  const page = await as(username);
  await page.goto(`/tickets/${number}`);
  const button = page.locator(`.g-acts [data-action=${action}]`);
  await button.click();
  if (action !== 'accept') {
    const dialog = page.locator('dialog[open]');
    await fill(dialog);
    await dialog.locator(`button[data-action=${action}]`).click();
  }
  await page.locator('.g-flash', { hasText: number }).waitFor();
  return page;
}

type Dialog = ReturnType<Page['locator']>;

const choose =
  (label: string, name: string) =>
  async (dialog: Dialog): Promise<unknown> => {
    const list = dialog.getByLabel(label);
    return list.selectOption(await list.locator('option', { hasText: name }).first().getAttribute('value'));
  };
const write =
  (label: string, text: string) =>
  (dialog: Dialog): Promise<void> =>
    dialog.getByLabel(label).fill(text);

async function closeForm(dialog: Dialog): Promise<void> {
  await dialog.getByText('已解决', { exact: true }).click();
  await dialog.getByText('满意', { exact: true }).click();
  await dialog.getByLabel('关闭处理意见').fill('已退款，客户确认到账。');
}

async function expectStatus(page: Page, status: string): Promise<void> {
  await page.locator(`.g-dh [data-status=${status}]`).waitFor();
}

/** The hops as they are told: group and, where somebody had it, who. */
async function path(page: Page): Promise<string[]> {
  return (await page.locator('.g-jtab').last().locator('tbody tr').all()).reduce<Promise<string[]>>(
    async (before, row) => {
      const cells = await row.locator('th .g-jgr, td').allTextContents();
      return [...(await before), cells.slice(0, 2).join(' ').replace(/\s+/g, ' ').trim()];
    },
    Promise.resolve([]),
  );
}

test('the reference flow with two returns and a redispatch', async () => {
  const number = await create(await as('tier1'), { phone: aPhone(), text: '退货已寄回，一直没有确认收货' });
  await doIt('tier1', number, 'escalate');
  // Reviewed: something is missing. Once more from tier-1.
  await doIt('review', number, 'return', write('退回原因', '缺少寄回的快递单号'));
  await doIt('tier1', number, 'escalate', write('备注', '已补：SF3301'));
  await doIt('review', number, 'reassign', choose('受理客服组', '售后一组'));
  await doIt('aftersales', number, 'accept');
  await doIt('aftersales', number, 'transfer', choose('受理客服组', '产品运营'));
  await doIt('ops', number, 'accept');
  await doIt('ops', number, 'return', write('退回原因', '这是仓库回调的问题，请转研发'));
  await doIt('aftersales', number, 'transfer', choose('处理人', '纪舟'));
  await doIt('rd', number, 'feedback', write('反馈内容', '回调已补发，两小时内到账'));
  // Handed on to a colleague by mistake, and straight back.
  await doIt('aftersales', number, 'reassign', choose('处理人', '韩屿'));
  await doIt('aftersales2', number, 'redispatch', write('备注', '一直是您在跟'));
  await doIt('aftersales', number, 'callback', (dialog) => dialog.getByText('客户确认解决').click());
  const page = await as('aftersales');
  const dialog = page.locator('dialog[open]');
  await dialog.getByRole('heading', { name: '关闭工单' }).waitFor();
  await closeForm(dialog);
  await dialog.getByRole('button', { name: '关闭工单' }).click();
  await expectStatus(page, 'closed');

  await page.locator('.g-jall > summary').click();
  expect(await path(page)).toEqual([
    '一线客服 陈晓',
    '审单组 未接单',
    '一线客服 陈晓',
    '审单组 未接单',
    '售后一组 林知夏',
    '产品运营 乔安',
    '售后一组 林知夏',
    '研发支持 纪舟',
    '售后一组 林知夏',
    '售后一组 韩屿',
    '售后一组 林知夏',
  ]);
  await page.reload();
  expect(await page.locator('.g-meta').textContent()).toContain('退回 ×2');
  for (const open of signedIn.values()) await expectQuietPage(await open);
});

test('a second call: the hint, an append, an urge, and an urge too soon', async () => {
  const phone = aPhone();
  const number = await create(await as('tier1'), { phone, text: '退款一直没有到账，客户很着急' });
  await doIt('tier1', number, 'escalate');
  const page = await as('tier1b');
  await typeCall(page, { phone, text: '客户又来电，补充了银行流水' });
  const hint = page.locator('#duplicate [role=alert]');
  await hint.waitFor();
  expect(await hint.textContent()).toContain(`该手机号用户已存在未完结的工单，工单编号 ${number}`);
  await hint.getByRole('button', { name: '追加' }).click();
  expect(await page.getByLabel('追加内容').inputValue()).toBe('客户又来电，补充了银行流水');
  await page.getByRole('button', { name: '提交追加' }).click();
  await page.locator('.g-flash', { hasText: number }).waitFor();

  await page.locator('.g-acts [data-action=urge]').click();
  const dialog = page.locator('dialog[open]');
  expect(await dialog.getByLabel('催单内容').inputValue()).toContain(
    `有一张编号为 ${number} 的工单，客户催促，请尽快处理。`,
  );
  await dialog.getByRole('button', { name: '发送催单' }).click();
  await page.locator('.g-flash', { hasText: number }).waitFor();
  const urge = page.locator('.g-acts [data-action=urge][aria-disabled=true]');
  expect(await urge.textContent()).toMatch(/下次可催单 (\d\d-\d\d )?\d\d:\d\d/);
  await page.goto(`/tickets/${number}/urge`);
  expect(await page.locator('main').textContent()).toContain('刚催过单');
  await page.goto(`/tickets/${number}?log=appends`);
  expect(await page.locator('.g-tl .g-append').count()).toBe(1);
  await expectQuietPage(page, [/409/]);
});

test('an administrator reopens a closed ticket, and it goes where it was sent', async () => {
  const number = await create(await as('tier1'), { phone: aPhone(), text: '说好的补偿一直没有收到' });
  const page = await doIt('tier1', number, 'close', closeForm);
  await expectStatus(page, 'closed');
  expect(await page.locator('.g-acts').textContent()).toContain('请管理员激活');
  const manager = await doIt('manager', number, 'reopen', async (dialog) => {
    await write('激活原因', '客户再次来电，补偿没有到账')(dialog);
    await choose('受理客服组', '售后一组')(dialog);
  });
  await expectStatus(manager, 'new');
  const agent = await doIt('aftersales', number, 'accept');
  await expectStatus(agent, 'in_progress');
  await page.reload();
  await expectStatus(page, 'in_progress');
  expect(await page.locator('.g-tl').textContent()).toContain('客户再次来电，补偿没有到账');
});

test('without JavaScript a ticket is created and closed', async () => {
  const page = await newPage(site.browser, { baseURL: site.baseURL, javaScriptEnabled: false });
  await page.goto('/login');
  await page.getByLabel('用户名', { exact: true }).fill('tier1');
  await page.getByLabel('密码', { exact: true }).fill('Gongdan-2026');
  await page.getByRole('button', { name: '登录' }).click();
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill(aPhone());
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  const list = page.locator('#category-select');
  await list.selectOption(
    await list.locator('option', { hasText: '退款纠纷' }).first().getAttribute('value'),
  );
  await page.getByRole('button', { name: '载入表单' }).click();
  await page.getByLabel('问题描述').fill('退款一直没有到账，客户很着急');
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await expectStatus(page, 'new');
  await page.locator('.g-acts [data-action=close]').click();
  const form = page.locator('form.g-dlgform');
  await closeForm(form);
  await form.getByRole('button', { name: '关闭工单' }).click();
  await expectStatus(page, 'closed');
  await expectQuietPage(page);
});

test('with the keyboard alone a ticket is created and closed', async () => {
  const page = await site.signIn('tier1');
  const { keyboard } = page;
  const focused = (): Promise<string> =>
    page.evaluate(`(() => { const e = document.activeElement;
      return e.name || e.id || e.dataset.action || e.textContent.trim(); })()`);
  const tabTo = async (wanted: RegExp): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (wanted.test(await focused())) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Tab never leads to ${String(wanted)}`);
  };
  await keyboard.press('c');
  await page.waitForURL(/\/tickets\/new$/);
  await tabTo(/^phone$/);
  await keyboard.type(aPhone());
  await tabTo(/^customer_name$/);
  await keyboard.type('顾女士');
  await tabTo(/^category_id$/);
  await keyboard.type('tkjf');
  await page.locator('.g-hit').first().waitFor();
  await keyboard.press('Enter');
  await page.locator('[name=description]').waitFor();
  await tabTo(/^description$/);
  await keyboard.type('退款一直没有到账，客户很着急');
  // What else the category demands: the first choice of each.
  for (const field of await page.locator('[data-field]:has([aria-hidden=true]:text("必填")):visible').all()) {
    const name = await field.getAttribute('data-field');
    const choice = field.locator('input[type=radio], input[type=checkbox]').first();
    if ((await choice.count()) === 0 || (await field.locator(':checked').count()) > 0) continue;
    await choice.focus();
    await keyboard.press('Space');
    expect(await field.locator(':checked').count(), name ?? '').toBe(1);
  }
  await keyboard.press('Control+Enter');
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  await tabTo(/^close$/);
  await keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor();
  await tabTo(/^outcome$/);
  await keyboard.press('Space');
  await tabTo(/^satisfaction$/);
  await keyboard.press('Space');
  await tabTo(/^comment$/);
  await keyboard.type('已退款，客户确认到账。');
  await keyboard.press('Control+Enter');
  await expectStatus(page, 'closed');
  await expectQuietPage(page);
  await page.context().close();
});
