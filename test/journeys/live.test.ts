import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSignedIn } from '../../src/features/people/actor.query.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { deliverAtOnce } from '../../src/jobs/schedule.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage, type PageOptions } from '../support/browser.ts';
import { jobCtx } from '../support/messages.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** Two people on one ticket (spec 07): they see each other, hear of changes, and nothing that is typed is lost. */

let site: Site;
let stopDelivering: () => Promise<void>;

beforeAll(async () => {
  site = await openSite({ tickets: 900 });
  stopDelivering = deliverAtOnce(jobCtx(site.db), site.app.channel);
});
afterAll(async () => {
  await stopDelivering();
  await site.close();
});

/** What the page tells the server a moment later, or hears from it. */
const soon = <T>(look: () => T | Promise<T>) => expect.poll(look);

/** An open ticket, handed to 林知夏; everyone in this story may read it. */
async function aTicketInHand(): Promise<string> {
  const { db } = site;
  const ids = new Map(
    (
      (await db('users').whereIn('username', ['manager', 'aftersales']).select('username', 'id')) as {
        username: string;
        id: number;
      }[]
    ).map((row) => [row.username, row.id]),
  );
  const row = (await db('tickets')
    .whereIn('status', ['new', 'in_progress'])
    .whereNull('last_urged_at')
    .whereRaw('assignee_id is distinct from ?', [ids.get('aftersales') ?? 0])
    .orderBy('id')
    .first('number', 'version')) as { number: string; version: number };
  const actor = await findSignedIn(db, ids.get('manager') ?? 0);
  if (!actor) throw new Error('no manager');
  const form = { group_id: '', assignee_id: String(ids.get('aftersales')), remark: '' };
  await performAction({ ...jobCtx(db), actor }, { ...row, action: 'reassign', form });
  // That it was handed to them is news too, and not the one that these stories wait for.
  await soon(() => db('outbox').whereNull('delivered_at')).toEqual([]);
  return row.number;
}

async function open(page: Page, number: string): Promise<void> {
  await page.goto(`/tickets/${number}`);
}

const LOOKS: Readonly<Record<string, PageOptions>> = {
  wide: { viewport: { width: 1440, height: 900 } },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
};

test.each(Object.entries(LOOKS))('two people on one ticket, %s', async (look, options) => {
  const number = await aTicketInHand();
  const holder = await site.signIn('aftersales', options);
  await open(holder, number);
  const composer = holder.locator('.g-composer textarea');
  await composer.fill('客户说今天下午三点前');

  // Someone comes in, and types.
  const colleague = await site.signIn('manager');
  await open(colleague, number);
  await holder.getByText('正在查看').waitFor();
  const theirs = colleague.locator('.g-composer textarea');
  await theirs.pressSequentially('补充一点');
  await holder.getByText('正在输入').waitFor();
  await takeShot(holder, `live-presence-${look}`, { fullPage: false });

  // What they do is announced; what one is typing stays, also when the page is refreshed.
  await colleague.locator('.g-composer [data-action=note]').click();
  await colleague.getByText(`备注已写入 ${number}`).waitFor();
  await holder.getByText('刚刚更新了这张工单：备注').waitFor();
  await takeShot(holder, `live-changed-${look}`, { fullPage: false });
  const before = await holder.locator('#ticket-head').getAttribute('data-live-version');
  await composer.focus();
  await holder.getByRole('button', { name: '刷新', exact: true }).click();
  await holder.locator('#log').getByText('补充一点').waitFor();
  expect(await composer.inputValue()).toBe('客户说今天下午三点前');
  expect(Number(await holder.locator('#ticket-head').getAttribute('data-live-version'))).toBe(
    Number(before) + 1,
  );
  await soon(() => holder.locator('[data-fresh-bar]').isHidden()).toBe(true);

  // And the refreshed page can be sent as it is.
  await holder.locator('.g-composer [data-action=note]').click();
  await holder.getByText(`备注已写入 ${number}`).waitFor();
  await holder.locator('#log').getByText('客户说今天下午三点前').waitFor();
  expect(await composer.inputValue()).toBe('');

  await expectAccessible(holder);

  // Whoever leaves is gone.
  await colleague.goto('/');
  await soon(() => holder.locator('[data-presence-text]').textContent()).toBe('');
  await expectQuietPage(holder);
  await expectQuietPage(colleague);
  await holder.context().close();
  await colleague.context().close();
});

test.each(Object.entries(LOOKS))('a message arrives while one works, %s', async (look, options) => {
  const number = await aTicketInHand();
  const holder = await site.signIn('aftersales', options);
  await holder.goto('/tickets?view=mine');
  const bell = holder.locator('[data-bell]:visible');
  await soon(() => bell.getAttribute('aria-label')).toContain('通知');
  const before = Number((await bell.locator('b').textContent()) ?? 0);

  const tier1 = await site.signIn('tier1');
  await tier1.goto(`/tickets/${number}/urge`);
  await tier1.locator('button[data-action=urge]').click();
  await tier1.waitForURL(/\/tickets\/GD[^/]*$/);

  const toast = holder.locator('.g-flash');
  await toast.getByText('客户催促').waitFor();
  await soon(() => bell.locator('b').textContent()).toBe(String(before + 1));
  expect(await bell.getAttribute('aria-label')).toBe(`通知，${before + 1} 条未读`);
  await takeShot(holder, `live-toast-${look}`, { fullPage: false });
  await toast.getByRole('button', { name: number }).click();
  await holder.waitForURL(new RegExp(`/tickets/${number}$`));
  await expect
    .poll(() => bell.getAttribute('aria-label'))
    .toBe(before === 0 ? '通知，没有未读' : `通知，${before} 条未读`);

  await holder.goto('/inbox');
  await takeShot(holder, `inbox-${look}`);
  await expectAccessible(holder);
  await expectQuietPage(holder);
  await holder.context().close();
  await tier1.context().close();
});

test('unsent text comes back in another browser, also in a dialog, and can be discarded', async () => {
  const number = await aTicketInHand();
  const first = await site.signIn('aftersales');
  await open(first, number);
  await first.locator('.g-acts [data-action=feedback]').first().click();
  await first.locator('#dialog textarea').fill('写到一半的反馈');
  await first.keyboard.press('Escape');
  await soon(() => site.db('drafts').where('key', `${number}/feedback`)).toHaveLength(1);

  const second = await site.signIn('aftersales', LOOKS['narrow-dark'] ?? {});
  await open(second, number);
  await second.goto(`/tickets/${number}?open=feedback`);
  const text = second.locator('#dialog textarea');
  await text.waitFor();
  expect(await text.inputValue()).toBe('写到一半的反馈');
  await takeShot(second, 'draft-dialog-narrow-dark', { fullPage: false });
  await expectAccessible(second);
  await second.locator('#dialog [form=discard-draft]').last().click();
  await soon(() => site.db('drafts').where('key', `${number}/feedback`)).toEqual([]);
  await text.waitFor();
  expect(await text.inputValue()).toBe('');

  // The note below the ticket, after an accidental reload.
  await first.locator('.g-composer textarea').fill('先写在这里');
  await soon(() => site.db('drafts').where('key', `${number}/note`)).toHaveLength(1);
  await first.reload();
  expect(await first.locator('.g-composer textarea').inputValue()).toBe('先写在这里');
  await first.locator('.g-composer').scrollIntoViewIfNeeded();
  await takeShot(first, 'draft-composer-wide', { fullPage: false });
  await expectQuietPage(first);
  await expectQuietPage(second);
  await first.context().close();
  await second.context().close();
});

test('the create page is found as it was left', async () => {
  const page = await site.signIn('tier1');
  await page.goto('/tickets/new');
  await page.locator('#category_id').fill('tkwt');
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[name=description]').fill('客户讲到一半，断线了');
  await page.locator('#phone').fill('13800001234');
  await page.goto('/');
  await page.goto('/tickets/new');
  await soon(() => page.locator('[name=description]').inputValue()).toBe('客户讲到一半，断线了');
  expect(await page.locator('#category_id').inputValue()).toContain('退款');
  await takeShot(page, 'draft-create-wide', { fullPage: false });
  await page.getByRole('button', { name: '放弃草稿' }).click();
  await page.waitForURL('**/tickets/new');
  await soon(() => page.locator('#phone').inputValue()).toBe('');
  await expectQuietPage(page);
  await page.context().close();
});
