import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A manager looks at who has what, and moves work: dragged with the mouse, with the keyboard, and on a phone. */

let site: Site;
let from: Place;
let to: Place;

interface Place {
  readonly key: string;
  readonly name: string;
  readonly userId: number;
}

beforeAll(async () => {
  site = await openSite({ tickets: 600 });
  [from, to] = await fullestAndAColleague();
  await site.db('users').where('id', from.userId).update({ capacity: 3 });
  await site.db('duty').where('user_id', from.userId).update({ state: 'away' });
});
afterAll(() => site.close());

/** Who has most in hand, and somebody of the same group. */
async function fullestAndAColleague(): Promise<[Place, Place]> {
  const { rows } = (await site.db.raw(
    `select m.group_id, u.id, u.name, count(t.id)::int as held
     from group_members m join users u on u.id = m.user_id
       left join tickets t on t.assignee_id = u.id and t.group_id = m.group_id and t.status <> 'closed'
     group by m.group_id, u.id, u.name order by held desc, u.id`,
  )) as { rows: { group_id: number; id: number; name: string }[] };
  const [first] = rows;
  const second = rows.find((row) => row.group_id === first?.group_id && row.id !== first.id);
  if (!first || !second) throw new Error('nobody has anything');
  const placeOf = (row: typeof first): Place => ({
    key: `${row.group_id}.${row.id}`,
    name: row.name,
    userId: row.id,
  });
  return [placeOf(first), placeOf(second)];
}

const held = async ({ userId }: Place): Promise<number> => {
  const [row] = (await site
    .db('tickets')
    .where('assignee_id', userId)
    .whereNot('status', 'closed')
    .count('* as count')) as { count: string | number }[];
  return Number(row?.count ?? 0);
};

const line = (page: Page, place: Place): ReturnType<Page['locator']> =>
  page.locator(`[data-drop="${place.key}"]`);
const told = (page: Page, text: string): Promise<void> =>
  page.locator('.g-flash', { hasText: text }).waitFor();

test('dragged: one ticket, then a selection', async () => {
  const page = await site.signIn('manager');
  await page.getByRole('link', { name: '在办一览' }).click();
  await takeShot(page, 'workload-wide', { fullPage: false });
  await expectAccessible(page);
  await line(page, from).getByRole('link').click();
  await page.getByRole('heading', { name: new RegExp(from.name) }).waitFor();
  const [before, others] = [await held(from), await held(to)];
  const rows = page.locator('tr[data-ticket]');
  const first = await rows.first().getAttribute('data-ticket');
  await line(page, to).scrollIntoViewIfNeeded();
  await rows.first().dragTo(line(page, to));
  await told(page, `${to.name} 1 张`);
  expect(await page.locator(`tr[data-ticket="${first ?? ''}"]`).count()).toBe(0);
  expect([await held(from), await held(to)]).toEqual([before - 1, others + 1]);

  // What is selected goes along with the row that is taken hold of.
  await page.locator('[data-pick]').nth(0).click();
  await page
    .locator('[data-pick]')
    .nth(1)
    .click({ modifiers: ['Shift'] });
  await page.locator('[data-bulk-text]').getByText('已选 2 张').waitFor();
  await takeShot(page, 'workload-selected-wide', { fullPage: false });
  await expectAccessible(page);
  await line(page, to).scrollIntoViewIfNeeded();
  await rows.nth(1).dragTo(line(page, to));
  await told(page, `${to.name} 2 张`);
  expect(await held(from)).toBe(before - 3);
  await expectQuietPage(page);
  await page.context().close();
});

test('with the keyboard alone, and back', async () => {
  const page = await site.signIn('manager', { colorScheme: 'dark' });
  await page.goto(`/workload?at=${to.key}`);
  const before = await held(to);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.locator('[data-bulk-text]').getByText('已选 2 张').waitFor();
  await page.locator('#move-to').focus();
  await page.locator('#move-to').selectOption(from.key);
  await page.keyboard.press('Tab');
  await page.keyboard.type('忙不过来，还给你');
  await takeShot(page, 'workload-keyboard-wide-dark', { fullPage: false });
  await page.keyboard.press('Enter');
  await told(page, `${from.name} 2 张`);
  expect(await held(to)).toBe(before - 2);
  await expectAccessible(page);
  await expectQuietPage(page);
  await page.context().close();
});

test('without a target: told beside the selection, which stays', async () => {
  const page = await site.signIn('manager');
  await page.goto(`/workload?at=${from.key}`);
  await page.locator('[data-pick]').first().check();
  await page.getByRole('button', { name: '移动', exact: true }).click();
  await page.getByRole('alert').getByText('请选择客服组或处理人').waitFor();
  expect(await page.locator('[data-pick]:checked').count()).toBe(1);
  await takeShot(page, 'workload-refused-wide', { fullPage: false });
  await expectAccessible(page);
  await expectQuietPage(page, [/422/]);
  await page.context().close();
});

test.each(['light', 'dark'] as const)('on a phone, %s', async (colorScheme) => {
  const page = await site.signIn('manager', { viewport: { width: 390, height: 844 }, colorScheme });
  await page.locator('.g-tabbar summary').click();
  await page.getByRole('link', { name: '在办一览' }).click();
  await page.getByRole('heading', { name: '在办一览' }).waitFor();
  await takeShot(page, `workload-narrow-${colorScheme}`, { fullPage: false });
  await expectAccessible(page);
  await line(page, from).getByRole('link').click();
  await page.locator('[data-pick]').first().check();
  await takeShot(page, `workload-place-narrow-${colorScheme}`, { fullPage: false });
  await expectAccessible(page);
  const over = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(over).toBeLessThanOrEqual(0);
  await page.locator('#move-to').selectOption(to.key);
  await page.getByRole('button', { name: '移动', exact: true }).click();
  await told(page, `${to.name} 1 张`);
  await expectQuietPage(page);
  await page.context().close();
});

test('without scripts, and in English', async () => {
  await site.db('users').where('username', 'manager').update({ language: 'en' });
  const plain = await site.signIn('manager', { javaScriptEnabled: false });
  await plain.goto(`/workload?at=${to.key}`);
  await plain.locator('[data-pick]').first().check();
  await plain.locator('#move-to').selectOption(from.key);
  await takeShot(plain, 'workload-plain-english', { fullPage: false });
  await plain.getByRole('button', { name: 'Move', exact: true }).click();
  await told(plain, `${from.name} (1 ticket)`);
  await plain.goto('/workload');
  await takeShot(plain, 'workload-english', { fullPage: false });
  await plain.context().close();
  await site.db('users').where('username', 'manager').update({ language: 'zh-CN' });
});
