import type { HTMLElement } from 'node-html-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { inHand, inPool, withOperations } from '../../support/moved-tickets.ts';
import { act, aPhone, asPerson, aTicket, CLOSING } from '../../support/tickets.ts';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';

/** The page of one ticket: facts, path, log, what may be done; everything as text, whatever it holds. */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'review', 'aftersales', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

async function open(person: Person, number: string, query = ''): Promise<HTMLElement> {
  const answer = await clients.get(person)?.get(`/tickets/${number}${query}`);
  expect(answer?.status).toBe(200);
  if (!answer) throw new Error(`${person} is not signed in`);
  return answer.page;
}

const textOf = (page: HTMLElement, selector: string): string =>
  (page.querySelector(selector)?.text ?? '').replace(/\s+/g, ' ').trim();
const actionsOn = (page: HTMLElement): string[] =>
  page
    .querySelectorAll('.g-acts [data-action]')
    .filter((button) => button.getAttribute('aria-disabled') !== 'true')
    .map((button) => button.getAttribute('data-action') ?? '');

test('the head says number, title, status, priority, who has it and since when', async () => {
  const number = await aTicket(it.db, company, { title: '退货没有确认', priority: 'high' });
  const page = await open('tier1', number);
  expect(textOf(page, 'h1')).toBe('退货没有确认');
  expect(textOf(page, '.g-meta')).toContain(number);
  expect(page.querySelector('.g-meta [data-status]')?.getAttribute('data-status')).toBe('new');
  expect(textOf(page, '.g-meta [data-status]')).toBe('尚未受理');
  expect(textOf(page, '.g-pr')).toBe('高');
  expect(textOf(page, '.g-clocks')).toMatch(/受理一线客服 · 陈晓 创建今天 \d\d:\d\d/);
  expect(textOf(page, 'title')).toBe(`${number} 退货没有确认 · 工单`);
});

test.each<[string, () => Promise<string>, string, Person]>([
  ['new', () => inPool(it.db, company), '尚未受理', 'aftersales'],
  ['in_progress', () => inHand(it.db, company), '受理中', 'aftersales'],
])('the status %s is told by an element of its own', async (status, given, word, person) => {
  const page = await open(person, await given());
  expect(page.querySelector('.g-dh [data-status]')?.getAttribute('data-status')).toBe(status);
  expect(textOf(page, '.g-dh [data-status]')).toBe(word);
});

test('the actions on offer carry their names, the next step first and filled', async () => {
  const pool = await inPool(it.db, company);
  expect(actionsOn(await open('aftersales', pool))).toEqual(['accept']);
  const hand = await inHand(it.db, company);
  const page = await open('aftersales', hand);
  expect(actionsOn(page)).toEqual([
    ...['feedback', 'callback', 'transfer', 'return', 'wait', 'close', 'reassign', 'redispatch'],
    ...['save', 'note'],
  ]);
  expect(
    page.querySelectorAll('.g-acts .g-p[data-action]').map((button) => button.getAttribute('data-action')),
  ).toEqual(['feedback']);
  expect(actionsOn(await open('tier1', hand))).toEqual(['urge', 'append']);
  await act(it.db, company, 'manager', hand, 'transfer', { collaborator_ids: String(company.people.review) });
  expect(actionsOn(await open('review', hand))).toEqual(['note']);
  expect(textOf(await open('review', hand), '.g-acts')).toContain('现在由 售后一组 · 林知夏 处理。');
});

test('the log tells every step: who, where to, and what they wrote', async () => {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', number, 'callback', {
    callback_method: 'phone',
    callback_outcome: 'confirmed',
    remark: '客户已收到',
  });
  await act(it.db, company, 'aftersales', number, 'close', CLOSING);
  const entries = (await open('aftersales', number))
    .querySelectorAll('.g-tl > li')
    .map((entry) => [
      entry.querySelector('.g-k2')?.text,
      entry.querySelector('.g-org')?.text,
      entry.querySelector('.g-body')?.text ?? '',
    ]);
  expect(entries).toEqual([
    ['关闭', '林知夏 · 客户服务中心', '已解决 · 满意。已退款，客户确认到账。'],
    ['回访 · 电话', '林知夏 · 客户服务中心', '客户确认解决。客户已收到'],
    ['接单', '林知夏 · 客户服务中心', ''],
    ['另派', '周闻 · 客户服务中心 · → 售后一组', ''],
    ['升单', '陈晓 · 客户服务中心 · 规则「审核」 · → 审单组', '请审单'],
    ['新建', '陈晓 · 客户服务中心', ''],
  ]);
});

test('the path is told to everyone, in words as well as in the picture', async () => {
  const number = await withOperations(it.db, company);
  const page = await open('aftersales', number);
  const hops = page.querySelectorAll('.g-jn ol li').map((hop) => hop.text);
  expect(hops).toHaveLength(4);
  for (const [index, group] of ['一线客服', '审单组', '售后一组', '产品运营'].entries())
    expect(hops[index]).toContain(group);
  expect(page.querySelector('.g-jn')?.toString()).not.toMatch(/ style=/);
});

test('beside it stand the customer, their other tickets, and who made it', async () => {
  const phone = aPhone();
  const other = await aTicket(it.db, company, { phone, category: 'exchange', title: '同一位客户的换货' });
  const number = await aTicket(it.db, company, { phone, customer_name: '顾先生' });
  const page = await open('aftersales', number);
  const aside = textOf(page, 'aside.g-aside');
  expect(aside).toContain(phone);
  expect(aside).toContain('顾先生');
  expect(aside).toContain('陈晓 · 客户服务中心');
  expect(page.querySelector('aside.g-aside .g-mini a')?.getAttribute('href')).toBe(`/tickets/${other}`);
  expect(page.querySelector('a[href^="tel:"]')?.getAttribute('href')).toBe(`tel:+86${phone}`);
});

test('other tickets of the customer that one may not see are not there', async () => {
  const phone = aPhone();
  await aTicket(it.db, company, { phone, category: 'exchange', title: '看不见的那一张' });
  const number = await aTicket(it.db, company, { phone });
  await act(it.db, company, 'tier1', number, 'escalate');
  const page = await open('review', number);
  expect(page.text.includes('看不见的那一张')).toBe(false);
  expect(textOf(page, 'aside.g-aside')).toContain('没有其他工单。');
});

const HOSTILE = `<script>alert(1)</script><img src=x onerror=alert(2)> "'\`&amp; </textarea></title> <%= 1+1 %> {{7*7}} $t(shell.product) =cmd|' /C calc'!A0`;

test('every text is shown as text: title, names, description, fields, remarks, close form', async () => {
  const ctx = await asPerson(it.db, company, 'tier1');
  const { number } = await createTicket(ctx, {
    categoryId: company.categories.refund,
    templateVersionId: null,
    form: {
      title: HOSTILE,
      customer_name: HOSTILE.slice(0, 100),
      phone: '"><svg onload=alert(3)>',
      description: HOSTILE,
      order_number: HOSTILE,
      source: 'phone',
      priority: 'normal',
    },
    closing: null,
    submissionKey: null,
  });
  await act(it.db, company, 'tier1', number, 'note', { remark: HOSTILE.repeat(5) });
  await act(it.db, company, 'tier1', number, 'close', {
    ...CLOSING,
    comment: HOSTILE,
    outcome: 'unsolved',
    unsolved_reason: 'other',
    unsolved_reason_other: HOSTILE,
  });
  const page = await open('tier1', number);
  expect(page.querySelector('h1')?.text).toBe(HOSTILE);
  const facts = page.querySelectorAll('.g-kv dd').map((fact) => fact.text);
  expect(facts.filter((fact) => fact === HOSTILE)).toHaveLength(2);
  const bodies = page.querySelectorAll('.g-tl .g-body');
  expect(bodies[0]?.text).toContain(HOSTILE);
  expect(bodies[1]?.text).toContain(HOSTILE.repeat(5));
  const pages = [page, await open('tier1', number, '?open=close')];
  for (const address of ['/tickets?view=all', '/tickets?view=solved', '/'])
    pages.push((await clients.get('tier1')!.get(address)).page);
  for (const each of pages) {
    expect(each.querySelectorAll('script').map((script) => script.getAttribute('src') ?? 'inline')).toEqual([
      expect.stringMatching(/htmx\.js$/),
      expect.stringMatching(/app\.js$/),
    ]);
    expect(each.querySelectorAll('img, svg[onload], [onerror], [onload], [onclick]')).toHaveLength(0);
  }
});

test.each([
  'GD261122-9999',
  'gd261122-1001',
  'x',
  'GD999999-9999999999999',
  '..',
  '1',
  '%20',
  'GD261122-1001%00',
  'new%2f',
  "' or 1=1",
])('there is no ticket %s', async (number) => {
  const answer = await clients.get('manager')!.get(`/tickets/${encodeURI(number)}`);
  expect([404, 303]).toContain(answer.status);
  if (answer.status === 404) expect(answer.page.text).toContain('这个地址没有内容，或者您没有查看它的权限。');
});

test('a ticket that one may not see is not found, exactly like one that never was', async () => {
  const number = await aTicket(it.db, company);
  const hidden = await clients.get('ops')!.get(`/tickets/${number}`);
  const missing = await clients.get('ops')!.get('/tickets/GD261122-9999');
  const plain = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|GD\d+-\d+/g, '');
  expect([hidden.status, missing.status]).toEqual([404, 404]);
  expect(plain(hidden.text)).toBe(plain(missing.text));
});

test.each(['close', 'note', 'constructor', 'nonsense', 'close&open=note'])(
  '?open=%s opens only what is on offer',
  async (action) => {
    const number = await inHand(it.db, company);
    const opens = (await open('aftersales', number, `?open=${action}`)).querySelectorAll(
      '[data-dialog-auto]',
    );
    expect(opens.map((link) => link.getAttribute('data-action'))).toEqual(
      action === 'close' ? ['close'] : [],
    );
  },
);

test('a page of a ticket with a long life has the same number of queries as one with a short life', async () => {
  const short = await inHand(it.db, company);
  const long = await inHand(it.db, company);
  for (let round = 0; round < 6; round += 1)
    await act(it.db, company, 'aftersales', long, 'note', { remark: `第 ${round} 条` });
  const queriesOf = async (number: string): Promise<number> => {
    let count = 0;
    const counting = (): void => {
      count += 1;
    };
    it.db.on('query', counting);
    await open('aftersales', number);
    it.db.off('query', counting);
    return count;
  };
  const counts = [await queriesOf(short), await queriesOf(long)];
  expect(counts[1]).toBe(counts[0]);
});

test('an old ticket is shown by the version it was made with, whatever was published since', async () => {
  const number = await aTicket(it.db, company, { refund_amount: '88.5', expected_handling: 'exchange' });
  const version = (await it.db('template_versions').where('id', company.versions.refund).first()) as {
    template_id: number;
  };
  const fields = JSON.stringify([{ key: 'description' }]);
  await it.db('template_versions').insert({ template_id: version.template_id, number: 2, fields });
  await it.db('categories').where('id', company.categories.refund).update({ active: false });
  const page = await open('tier1', number);
  expect(
    page.querySelectorAll('.g-kv > div').map((fact) => fact.childNodes.map((node) => node.text)),
  ).toEqual([
    ['工单分类', '售后 / 订单问题 / 退款问题'],
    ['来源', '电话'],
    ['问题描述', '退货已寄回，一直没有确认收货'],
    ['退款金额', '¥ 88.50'],
    ['期望处理', '换货'],
  ]);
  expect(page.text).toContain('退款模板 第 1 版');
});
