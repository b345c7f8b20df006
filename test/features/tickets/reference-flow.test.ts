import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';

let it: TestApp;
let company: Company;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());

test('a ticket travels from the call to its closing, and the log tells the whole path', async () => {
  const [tier1, review, aftersales, rd] = [it.client(), it.client(), it.client(), it.client()];
  await tier1.signIn('tier1');
  await review.signIn('review');
  await aftersales.signIn('aftersales');
  await rd.signIn('rd');

  const made = await tier1.submit(
    '/tickets',
    {
      category_id: company.categories.refund,
      phone: '13812342046',
      customer_name: '顾女士',
      source: 'phone',
      priority: 'high',
      description: '退货已寄回仓库，一直没有确认收货',
      refund_amount: '428.00',
      intent: 'create',
    },
    { on: '/tickets/new' },
  );
  expect(made.status).toBe(303);
  const at = made.location ?? '';
  expect(at).toMatch(/^\/tickets\/GD\d{6}-\d{4,}$/);

  const step = async (
    who: typeof tier1,
    action: string,
    values: Record<string, string> = {},
  ): Promise<string | null> => {
    const on = action === 'accept' ? at : `${at}/${action}`;
    const answer = await who.submit(`${at}/${action}`, values, { on, hidden: ['version'] });
    expect([action, answer.status, answer.status === 303 ? '' : answer.page.text]).toEqual([action, 303, '']);
    return answer.location;
  };

  await step(tier1, 'escalate', { remark: '请核实退货' });
  await step(review, 'reassign', { group_id: String(company.groups.afterSales) });
  await step(aftersales, 'accept');
  await step(aftersales, 'reassign', { group_id: String(company.groups.engineering), remark: '查仓库回调' });
  await step(rd, 'accept');
  const away = await step(rd, 'feedback', { remark: '回调已补发', hand_back: 'on' });
  expect(away).toBe('/');
  const offered = await step(aftersales, 'callback', {
    callback_method: 'phone',
    callback_outcome: 'confirmed',
  });
  expect(offered).toBe(`${at}?open=close`);
  await step(aftersales, 'close', {
    outcome: 'solved',
    satisfaction: 'satisfied',
    callback_method: 'phone',
    comment: '已退款',
  });

  const page = (await aftersales.get(at)).page;
  expect(page.querySelector('[data-status]')?.getAttribute('data-status')).toBe('closed');
  const kinds = page.querySelectorAll('.g-tl .g-k2').map((each) => each.text);
  expect(kinds).toEqual(['关闭', '回访 · 电话', '反馈', '接单', '另派', '接单', '另派', '升单', '新建']);
});
