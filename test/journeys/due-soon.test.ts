import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A supervisor looks after what is late: the view, its order, and the clocks of the first ticket. */

const DAY_MS = 24 * 60 * 60 * 1000;

let site: Site;
let late = 0;

beforeAll(async () => {
  site = await openSite({ tickets: 120, now: () => new Date(Date.now() + late) });
  // Nobody came to work for some days.
  late = 4 * DAY_MS;
});
afterAll(() => site.close());

test('from the overdue view to the clocks of its most urgent ticket', async () => {
  const page = await site.signIn('manager');
  await page.goto('/tickets?view=all&status=open&sort=urgency');
  await page.locator('.g-sla').first().waitFor();
  await takeShot(page, 'due-soon-list');
  await page.getByRole('tab', { name: /已超时/ }).click();
  await page.waitForURL(/view=overdue/);
  const rows = await page.locator('td.g-c-sla').count();
  expect(rows).toBeGreaterThan(0);
  expect(await page.locator('td.g-c-sla .g-sla.g-over').count()).toBe(rows);
  await page.goto('/tickets?view=overdue&sort=urgency');
  await page.locator('td.g-no a').first().click();
  await page.locator('#ticket-clocks .g-sla.g-over').first().waitFor();
  expect(await page.locator('.g-dh .g-sla').innerText()).toMatch(/^超 /);
  await takeShot(page, 'due-soon-ticket');
  await page.goto('/');
  await takeShot(page, 'due-soon-bench');
  await expectQuietPage(page);
});
