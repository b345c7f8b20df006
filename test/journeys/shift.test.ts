import { afterAll, beforeAll, expect, test } from 'vitest';
import { workOffWaits } from '../../src/features/routing/work-off-waits.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { jobCtx } from '../support/messages.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** What comes in the evening is held, and given out when the shift begins, the most urgent first (spec 04). */

const EVENING = new Date('2026-11-20T12:30:00Z'); // a Friday, 20:30 in Shanghai
const MONDAY_AT_NINE = new Date('2026-11-23T01:00:30Z');

let site: Site;
let at = EVENING;
const now = (): Date => at;

beforeAll(async () => {
  site = await openSite({ tickets: 0, now });
});
afterAll(() => site.close());

test('an escalated ticket waits for Monday morning, and says so', async () => {
  const [admin, tier1] = [await site.signIn('admin'), await site.signIn('tier1')];
  await admin.goto('/admin/groups');
  await admin.getByRole('link', { name: '审单组', exact: true }).click();
  await admin.getByLabel('怎样派单').selectOption('least_open');
  await admin.getByLabel('工作时间').selectOption({ label: '标准工作时间' });
  await takeShot(admin, 'group-giving-wide');
  await admin.getByRole('button', { name: '保存' }).click();
  await admin.waitForURL(/\/admin\/groups$/);

  const escalate = async (phone: string, priority: string): Promise<string> => {
    await tier1.goto('/tickets/new');
    await tier1.getByLabel('手机号').fill(phone);
    await tier1.getByLabel('客户', { exact: true }).fill('顾女士');
    await tier1.getByRole('combobox', { name: '工单分类' }).fill('退款纠纷');
    await tier1.locator('.g-hit').first().waitFor();
    await tier1.keyboard.press('Enter');
    await tier1.getByLabel('问题描述').fill('答应的退款一直没有到账');
    await tier1.getByLabel('退款', { exact: true }).check();
    await tier1.locator('[data-field=priority] label', { hasText: priority }).click();
    await tier1.locator('button[data-action=create]').click();
    await tier1.waitForURL(/\/tickets\/GD[\d-]+$/);
    const number = new URL(tier1.url()).pathname.split('/').at(-1) ?? '';
    await tier1.locator('[data-action=escalate]').first().click();
    await tier1.getByRole('dialog').getByRole('button', { name: '升单' }).click();
    await tier1.locator('.g-tl > li', { hasText: '存单' }).waitFor();
    return number;
  };
  const calm = await escalate('13710000001', '普通');
  const urgent = await escalate('13710000002', '紧急');
  expect(await tier1.locator('.g-tl > li', { hasText: '存单' }).textContent()).toMatch(
    /审单组 → 非工作时间，存单至 .*11-23 09:00/,
  );
  await expectAccessible(tier1);
  await takeShot(tier1, 'ticket-held-wide');

  expect(await workOffWaits(jobCtx(site.db, now))).toMatchObject({ given: 0 });
  at = MONDAY_AT_NINE;
  expect(await workOffWaits(jobCtx(site.db, now))).toMatchObject({ given: 2 });
  const given = (await site
    .db('ticket_events as e')
    .join('tickets as t', 't.id', 'e.ticket_id')
    .where('e.action', 'assign')
    .orderBy('e.id')
    .pluck('t.number')) as string[];
  expect(given).toEqual([urgent, calm]);

  const holder = (await site.db('tickets').where('number', urgent).first('assignee_id')) as {
    assignee_id: number;
  };
  const { username } = (await site.db('users').where('id', holder.assignee_id).first('username')) as {
    username: string;
  };
  const page = await site.signIn(username);
  await page.goto(`/tickets/${urgent}`);
  expect(await page.locator('.g-tl > li', { hasText: '自动派单' }).textContent()).toContain('按负载');
  await takeShot(page, 'ticket-given-wide');
  await page.locator('[data-action=accept]').first().click();
  await page.locator('[data-status=in_progress]').first().waitFor();
  for (const each of [admin, tier1, page]) await expectQuietPage(each);
});
