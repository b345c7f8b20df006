import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { type Complaint, readComplaints } from '../support/complaints.ts';
import { openSite, type Site } from '../support/site.ts';

/** Real complaints go through the company in a browser, from the call to the closing, by four different people. */

const WORKED = 20;

let site: Site;
let people: Record<'tier1' | 'review' | 'aftersales' | 'rd', Page>;

beforeAll(async () => {
  site = await openSite({ tickets: 0 });
  people = {
    tier1: await site.signIn('tier1'),
    review: await site.signIn('review'),
    aftersales: await site.signIn('aftersales'),
    rd: await site.signIn('rd'),
  };
});
afterAll(() => site.close());

const { complaints, isReal } = readComplaints();

test('the real complaints are 100 different ones in three scrapes of 99', ({ skip }) => {
  skip(!isReal, 'the real spreadsheet is not here');
  expect(complaints).toHaveLength(100);
});

test(`${WORKED} complaints from the call to the closing`, async () => {
  const chosen = Array.from({ length: WORKED }, (_, index) => complaints[index % complaints.length]);
  for (const [index, complaint] of chosen.entries()) {
    if (!complaint) throw new Error('there are no complaints');
    await workThrough(complaint, index);
  }
  for (const page of Object.values(people)) await expectQuietPage(page);
  const rows = (await site.db('tickets').select('status', 'hop_count', 'outcome')) as object[];
  expect(rows).toHaveLength(WORKED);
  expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
    new Set([JSON.stringify({ status: 'closed', hop_count: 5, outcome: 'solved' })]),
  );
});

async function workThrough(complaint: Complaint, index: number): Promise<void> {
  const { tier1, review, aftersales, rd } = people;
  const number = await create(tier1, complaint, index);
  const at = `/tickets/${number}`;
  await inDialog(tier1, 'escalate', (dialog) => dialog.getByLabel('备注').fill('请审核'), '已升单');

  await review.goto(at);
  await inDialog(review, 'reassign', (dialog) => chooseGroup(dialog, '售后一组'), '已另派');

  await aftersales.goto(at);
  await aftersales.locator('button[data-action=accept]').click();
  await expectStatus(aftersales, 'in_progress');
  await inDialog(aftersales, 'reassign', (dialog) => chooseGroup(dialog, '研发支持'), '已另派');

  await rd.goto(at);
  await rd.locator('button[data-action=accept]').click();
  await expectStatus(rd, 'in_progress');
  await inDialog(
    rd,
    'feedback',
    (dialog) => dialog.getByLabel('反馈内容').fill('已核实，可以退款。'),
    '的反馈已发送',
  );
  // Handed back: out of sight for those who only answered.
  await rd.waitForURL(`${site.baseURL}/`);

  await aftersales.goto(at);
  await inDialog(aftersales, 'callback', (dialog) => dialog.getByText('客户确认解决').click());
  // A confirmation offers the close form at once.
  const dialog = aftersales.locator('dialog[open]');
  await dialog.getByRole('heading', { name: '关闭工单' }).waitFor();
  await dialog.getByText('已解决', { exact: true }).click();
  await dialog.getByText('满意', { exact: true }).click();
  await dialog.getByLabel('关闭处理意见').fill(`已处理：${complaint.demand}`);
  await dialog.getByRole('button', { name: '关闭工单' }).click();
  await expectStatus(aftersales, 'closed');
  // Everyone who may read it sees the whole path.
  await tier1.goto(at);
  await expectStatus(tier1, 'closed');
  expect(await tier1.locator('.g-tl > li').count()).toBe(9);
}

async function create(page: Page, complaint: Complaint, index: number): Promise<string> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill(`1560718****`);
  await page.getByLabel('客户', { exact: true }).fill(`投诉人 ${index + 1}`);
  await page.getByLabel('来源').selectOption('heimao');
  const chooser = page.getByRole('combobox', { name: '工单分类' });
  await chooser.fill(['tkjf', '虚假宣传', 'bwtk', '押金不退'][index % 4] ?? 'tkjf');
  const hit = page.locator('.g-hit, .g-nohit').first();
  await hit.waitFor();
  if (await page.locator('.g-nohit').count()) await chooser.fill('tkjf');
  await page.locator('.g-hit').first().waitFor();
  await chooser.press('Enter');
  await page.getByLabel('标题').fill(complaint.title.slice(0, 200));
  await page.getByLabel('问题描述').fill(complaint.detail);
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD/);
  await expectStatus(page, 'new');
  expect(await page.locator('h1').textContent()).toBe(complaint.title.slice(0, 200));
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Opens the action's dialog, fills it in, sends it, and waits for the message that it was done. */
async function inDialog(
  page: Page,
  action: string,
  fill: (dialog: ReturnType<Page['locator']>) => Promise<unknown>,
  done?: string,
): Promise<void> {
  await page.locator(`.g-acts [data-action=${action}]`).click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  await fill(dialog);
  await dialog.locator(`button[data-action=${action}]`).click();
  if (done !== undefined) await page.locator('.g-flash', { hasText: done }).waitFor();
}

/** The options carry how much waits there beside the name. */
async function chooseGroup(dialog: ReturnType<Page['locator']>, name: string): Promise<void> {
  const list = dialog.getByLabel('受理客服组');
  const value = await list.locator('option', { hasText: name }).getAttribute('value');
  await list.selectOption(value);
}

async function expectStatus(page: Page, status: string): Promise<void> {
  await page.locator(`.g-dh [data-status=${status}]`).waitFor();
}
