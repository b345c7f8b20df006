import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** Seeing a sensitive answer in full, on the page and while editing, with scripts and without (spec 02). */

let site: Site;
let number = '';
const account = '银行卡尾号 0195';

beforeAll(async () => {
  site = await openSite({ tickets: 20 });
  const { id } = (await site.db('categories').where('name', '余额提现').first('id')) as { id: number };
  await askForAccount();
  const manager = site.client();
  await manager.signIn('manager');
  const answer = await manager.submit(
    '/tickets',
    {
      ...{ category_id: id, customer_name: '顾女士', source: 'phone', priority: 'normal', intent: 'create' },
      ...{ description: '提现一直没有到账', withdraw_amount: '1350', withdraw_account: account },
      occurred_at: '2026-01-16T10:26',
    },
    { on: '/tickets/new' },
  );
  number = answer.location?.split('/').at(-1) ?? '';
});
afterAll(() => site.close());

/** A sensitive text in the form of that category. */
async function askForAccount(): Promise<void> {
  const newest = (await site
    .db('template_versions as v')
    .join('templates as t', 't.id', 'v.template_id')
    .where('t.name', '余额与押金')
    .orderBy('v.number', 'desc')
    .first('v.*')) as { template_id: number; number: number; fields: object[] };
  const account = { key: 'withdraw_account', type: 'text', label: '提现账户', required: false };
  await site.db('template_versions').insert({
    template_id: newest.template_id,
    number: newest.number + 1,
    fields: JSON.stringify([...newest.fields, { ...account, width: 'half', sensitive: true }]),
  });
}

const MASK = /^.\*{4}.$/;

test.each([
  ['wide', { viewport: { width: 1440, height: 900 } }],
  ['narrow-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const)('%s: on the page, and in the form', async (look, options) => {
  const page = await site.signIn('manager', options);
  await page.goto(`/tickets/${number}`);
  expect(await page.content()).not.toContain(account);
  await takeShot(page, `masked-detail-${look}`);
  await expectAccessible(page);
  await page.locator('#ticket-facts').getByRole('button', { name: '显示提现账户' }).click();
  const shown = page.locator('#ticket-facts').getByText(account, { exact: true });
  await shown.waitFor();
  expect(await shown.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  await takeShot(page, `masked-detail-shown-${look}`);

  for (const [open, input] of [
    [() => page.goto(`/tickets/${number}/edit`), '#f-withdraw_account'],
    [() => page.goto(`/tickets/${number}?open=save`), '#dialog #save-withdraw_account'],
  ] as const) {
    await open();
    const field = page.locator(input);
    await field.waitFor();
    expect(await field.inputValue()).toMatch(MASK);
    await takeShot(page, `masked-${input.includes('save') ? 'save' : 'edit'}-${look}`);
    await expectAccessible(page);
    // Its examination leaves empty style attributes behind, which htmx would carry over.
    await open();
    await field.waitFor();
    await page
      .locator(`[data-field=withdraw_account]:has(${input.split(' ').at(-1) ?? ''})`)
      .getByText('显示')
      .click();
    await expect.poll(() => page.locator(input).inputValue()).toBe(account);
  }
  await expectQuietPage(page);
  await page.context().close();
});

test('without scripts a new tab shows it, and what was typed stays where it is', async () => {
  const page = await site.signIn('manager', { javaScriptEnabled: false });
  await page.goto(`/tickets/${number}/edit`);
  await page.locator('#f-title').fill('写到一半');
  const tab = page.context().waitForEvent('page');
  await page.getByRole('button', { name: '显示提现账户' }).click();
  const other = await tab;
  await other.getByText(account, { exact: false }).first().waitFor();
  expect(await page.locator('#f-title').inputValue()).toBe('写到一半');
  expect(await page.locator('#f-withdraw_account').inputValue()).toMatch(MASK);
  await page.context().close();
});
