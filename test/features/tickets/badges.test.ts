import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { changeTicket } from '../../support/raw-tickets.ts';

/** The badges of a ticket say the same wherever it stands (spec 07). */

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

async function badges(language: 'zh-CN' | 'en', number: string): Promise<string[][]> {
  await it.db('users').where('username', 'aftersales').update({ language });
  const handler = it.client();
  await handler.signIn('aftersales');
  const found: string[][] = [];
  for (const path of ['/', '/tickets?view=mine', `/tickets/${number}`]) {
    const { page } = await handler.get(path);
    found.push(page.querySelectorAll('main .g-bds .g-bd:not(.g-more)').map((badge) => badge.text.trim()));
  }
  return found;
}

test('the level of a customer stands there as administrators have named it; an urge from the count of the setting on', async () => {
  const number = await inHand(it.db, company);
  await it.db.transaction(async (trx) => {
    const ticket = (await trx('tickets').where({ number }).first('id')) as { id: number };
    await changeTicket(trx, ticket.id, { urged_count: 2 });
  });
  await it.db('choices').insert({
    ...{ kind: 'customer_level', key: 'gold', position: 9, active: true },
    ...{ label_zh: '金卡会员', label_en: 'Gold card' },
  });
  await it.db('customers').update({ level_key: 'gold' });
  for (const each of await badges('zh-CN', number)) expect(each).toEqual(['催 ×2', '金卡会员']);
  for (const each of await badges('en', number)) expect(each).toEqual(['Urged ×2', 'Gold card']);
  await it.db('settings').insert({ key: 'urge_badge_above', value: '2' });
  for (const each of await badges('zh-CN', number)) expect(each).toEqual(['金卡会员']);
});
