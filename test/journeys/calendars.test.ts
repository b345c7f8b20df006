import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { openSite, type Site } from '../support/site.ts';

/** Working calendars in a real browser (spec 05): rows come and go. */

let site: Site;

beforeAll(async () => {
  site = await openSite({ tickets: 50 });
});
afterAll(() => site.close());

test('stretches of a day come and go, Monday is copied, and the Enter key saves', async () => {
  const page = await site.signIn('admin');
  await page.goto('/admin/calendars/new');
  await page.getByLabel('名称', { exact: false }).first().fill('早晚班');
  const monday = page.locator('[data-group=mon]');
  await monday.locator('[data-row-add]').click();
  await monday.locator('input[name="mon.2.from"]').fill('19');
  await monday.locator('input[name="mon.2.to"]').fill('24:00');
  await page.getByRole('button', { name: '周一复制到周二至周五' }).click();
  await page.locator('input[name="fri.2.to"]').waitFor();
  expect(await page.locator('input[name="fri.2.to"]').inputValue()).toBe('24:00');
  await page.locator('[data-group=tue] [data-row-remove]').first().click();
  await page.locator('input[name="fri.2.to"]').press('Enter');
  await page.waitForURL(/calendars\/\d+$/);
  const row = (await site.db('calendars').where('name', '早晚班').first('week')) as { week: unknown[] };
  const whole = [
    [540, 720],
    [810, 1080],
    [1140, 1440],
  ];
  expect(row.week).toEqual([whole, whole.slice(1), whole, whole, whole, [], []]);
  await expectQuietPage(page);
  await page.context().close();
});
