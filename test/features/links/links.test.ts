import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { encodeForm } from '../../support/create-form.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { closed, inHand, inPool, inReviewPool, stateOf } from '../../support/moved-tickets.ts';
import { listen } from '../../support/raw-http.ts';
import { aPhone, aTicket } from '../../support/tickets.ts';

/** Tickets that belong together say so on both pages (spec 01, related tickets). */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'tier1b', 'review', 'aftersales', 'ops', 'manager'] as const) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());
beforeEach(() => it.db('users').update({ language: 'zh-CN' }));

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

async function link(person: Person, number: string, form: FormValues): Promise<Answer> {
  const on = `/tickets/${number}/link`;
  return as(person).submit(on, { kind: 'related', ...form }, { on, hidden: ['version'] });
}

/** The links of the aside as [relation, number of the page behind it]. */
async function relatedOn(person: Person, number: string): Promise<[string, string][]> {
  const page = (await as(person).get(`/tickets/${number}`)).page;
  const items = page.querySelectorAll('#related li');
  expect(page.querySelector('#related .g-count')?.text).toBe(String(items.length));
  return items.map((item) => [
    item.querySelector('.g-sub')?.text.split(' · ')[0] ?? '',
    item.querySelector('a')?.getAttribute('href')?.split('/').at(-1) ?? '',
  ]);
}

async function linkEvents(number: string): Promise<object[]> {
  const { id } = await stateOf(it.db, number);
  return (await it
    .db('ticket_events')
    .where('ticket_id', id)
    .whereIn('type', ['ticket_linked', 'ticket_unlinked'])
    .orderBy('seq')
    .select('type', 'body', 'data')) as object[];
}

describe('linking', () => {
  test.each([
    ['related', '与 B 相关', '与 A 相关'],
    ['caused_by', '由 B 引起', '引起了 A'],
    ['duplicate_of', '与 B 重复', '与 A 重复'],
  ])('as %s is told from both sides, and in both logs', async (kind, near, far) => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company, { by: 'tier1b' })];
    const answer = await link('tier1', a, { number: b, kind, remark: '同一个包裹' });
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${a}`]);
    expect((await as('tier1').get(`/tickets/${a}`)).text).toContain(`已与 ${b} 关联。`);
    expect(await relatedOn('tier1', a)).toEqual([[near.replace('B', b), b]]);
    expect(await relatedOn('tier1', b)).toEqual([[far.replace('A', a), a]]);
    const entry = { type: 'ticket_linked', body: '同一个包裹' };
    expect(await linkEvents(a)).toEqual([{ ...entry, data: { number: b, kind, side: 'from' } }]);
    expect(await linkEvents(b)).toEqual([{ ...entry, data: { number: a, kind, side: 'to' } }]);
    const log = (await as('tier1').get(`/tickets/${b}`)).page.querySelector('.g-tl > li');
    expect(log?.querySelector('.g-k2')?.text).toBe('关联');
    expect(log?.querySelector('.g-org')?.text).toBe(`陈晓 · 客户服务中心 · ${far.replace('A', a)}`);
  });

  test('takes the number as it was pasted', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    expect((await link('tier1', a, { number: `  ${b.toLowerCase().replace('-', ' — ')} ` })).status).toBe(
      303,
    );
    expect(await relatedOn('tier1', a)).toEqual([[`与 ${b} 相关`, b]]);
  });

  test('to a closed ticket leaves that one as it is', async () => {
    const [a, b] = [await aTicket(it.db, company), await closed(it.db, company)];
    const before = await stateOf(it.db, b);
    expect((await link('tier1', a, { number: b })).status).toBe(303);
    expect(await stateOf(it.db, b)).toEqual(before);
    expect(await linkEvents(a)).toHaveLength(1);
    expect(await relatedOn('tier1', b)).toEqual([[`与 ${a} 相关`, a]]);
  });

  test("offers this customer's other tickets", async () => {
    const phone = aPhone();
    const other = await aTicket(it.db, company, { phone, category: 'exchange', title: '换货没有寄出' });
    const number = await aTicket(it.db, company, { phone });
    const page = (await as('tier1').get(`/tickets/${number}/link`)).page;
    expect(page.querySelector('[name=number]')?.getAttribute('list')).toBe('link-number-list');
    const options = page.querySelectorAll('#link-number-list option');
    expect(options.map((option) => [option.getAttribute('value'), option.text])).toEqual([
      [other, '换货没有寄出 · 尚未受理'],
    ]);
  });

  test.each<[string, (own: string) => Promise<string> | string, string, string]>([
    ['nothing', () => '', '请填写另一张工单的编号。', 'Enter a value for Number of the other ticket.'],
    ['no number', () => '退款那张', '这里没有看到工单编号', 'There is no ticket number here'],
    [
      'an unknown one',
      () => 'GD000101-9999',
      '没有 GD000101-9999 这张工单',
      'There is no ticket GD000101-9999',
    ],
    ['itself', (own) => own, '就是这张工单', 'is this ticket'],
  ])('to %s is refused with what to do, the text kept', async (_what, other, chinese, english) => {
    const own = await aTicket(it.db, company);
    const number = await other(own);
    const form = { number, remark: '留着这句话' };
    for (const [language, sentence] of [
      ['zh-CN', chinese],
      ['en', english],
    ] as const) {
      await it.db('users').update({ language });
      const answer = await link('tier1', own, form);
      expect(answer.status).toBe(422);
      expect(answer.page.querySelector('#link-number-error')?.text).toContain(sentence.split('.')[0]);
      expect(answer.text).toContain('留着这句话');
    }
    expect(await linkEvents(own)).toEqual([]);
  });

  test('to one that is out of sight answers as if there were none', async () => {
    const [mine, hidden] = [await inReviewPool(it.db, company), await inHand(it.db, company)];
    const answer = await link('review', mine, { number: hidden });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`没有 ${hidden} 这张工单，或者您看不到它`);
  });

  test('twice is refused from either side, whatever the kind', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await link('tier1', a, { number: b });
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const answer = await link('tier1', from, { number: to, kind: 'caused_by' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(`与 ${to} 已经有关联`);
    }
  });

  test.each<[string, Person, () => Promise<string>, number, string]>([
    ['a closed ticket', 'tier1', () => closed(it.db, company), 409, '已关闭，不能再操作'],
    ['a ticket of a colleague', 'tier1b', () => aTicket(it.db, company), 403, '只有处理人可以这样做'],
    ['a ticket nobody has', 'aftersales', () => inPool(it.db, company), 403, '还没有人接单'],
    [
      'a ticket, without the permission',
      'ops',
      () => inPool(it.db, company, 'operations'),
      403,
      '没有这项权限',
    ],
  ])('from %s is refused, opened or sent', async (_what, person, given, status, sentence) => {
    const [number, other] = [await given(), await aTicket(it.db, company)];
    const opened = await as(person).get(`/tickets/${number}/link`);
    expect([opened.status, opened.text.includes(sentence)]).toEqual([status, true]);
    const { version } = await stateOf(it.db, number);
    const form = { version, number: other, kind: 'related', remark: '' };
    const sent = await as(person).submit(`/tickets/${number}/link`, form, { on: '/' });
    expect([sent.status, sent.text.includes(sentence)]).toEqual([status, true]);
    expect(await linkEvents(number)).toEqual([]);
    const page = (await as(person).get(`/tickets/${number}`)).page;
    expect(page.querySelector('#related [data-action=link]')).toBeNull();
  });

  test('by the group of the reviewer, and by an administrator anywhere', async () => {
    const [pool, hand, other] = [
      await inReviewPool(it.db, company),
      await inHand(it.db, company),
      await inReviewPool(it.db, company),
    ];
    expect((await link('review', pool, { number: other })).status).toBe(303);
    expect((await link('manager', hand, { number: other })).status).toBe(303);
  });

  test('with a form that is older than the ticket shows what changed, and keeps the text', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await as('tier1').submit(
      `/tickets/${a}/note`,
      { remark: '期间的备注' },
      { on: `/tickets/${a}`, hidden: ['version'] },
    );
    const stale = { version: 1, number: b, kind: 'related', remark: '' };
    const answer = await as('tier1').submit(`/tickets/${a}/link`, stale, { on: '/' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('期间的备注');
    expect(answer.page.querySelector('[name=number]')?.getAttribute('value')).toBe(b);
    expect(answer.page.querySelector('[name=version]')?.getAttribute('value')).toBe('2');
  });

  test('in the dialog answers the form alone', async () => {
    const number = await aTicket(it.db, company);
    const answer = await as('tier1').get(`/tickets/${number}/link`, { 'hx-request': 'true' });
    expect(answer.page.querySelector('html')).toBeNull();
    expect(answer.page.querySelector('form.g-dlgform')?.getAttribute('action')).toBe(
      `/tickets/${number}/link`,
    );
  });

  test.each([['0'], ['x'], [''], ['9999999999999999'], [undefined]])(
    'with the version %s is no form of ours',
    async (version) => {
      const number = await aTicket(it.db, company);
      const form = { ...(version !== undefined && { version }), number: 'GD000101-9999', kind: 'related' };
      const answer = await as('tier1').submit(`/tickets/${number}/link`, form, { on: '/' });
      expect(answer.status).toBe(422);
    },
  );
});

describe('what is shown', () => {
  test('is what the reader may see, and counted so', async () => {
    const [a, seen, hidden] = [
      await inReviewPool(it.db, company),
      await inReviewPool(it.db, company),
      await inHand(it.db, company),
    ];
    await link('manager', a, { number: seen });
    await link('manager', a, { number: hidden });
    expect((await relatedOn('manager', a)).map(([, number]) => number)).toEqual([hidden, seen]);
    expect((await relatedOn('review', a)).map(([, number]) => number)).toEqual([seen]);
  });

  test('is told in English to those who read it', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await link('tier1', a, { number: b, kind: 'caused_by' });
    await it.db('users').update({ language: 'en' });
    expect(await relatedOn('tier1', a)).toEqual([[`Caused by ${b}`, b]]);
    expect(await relatedOn('tier1', b)).toEqual([[`Caused ${a}`, a]]);
  });
});

describe('unlinking', () => {
  async function unlink(person: Person, number: string): Promise<Answer> {
    return as(person).submit(
      `/tickets/${number}/unlink`,
      {},
      { on: `/tickets/${number}`, hidden: ['version', 'link_id'] },
    );
  }

  test('from the other side takes it away for both, and both logs tell it', async () => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await link('tier1', a, { number: b, kind: 'caused_by' });
    const answer = await unlink('tier1', b);
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${b}`]);
    expect(await relatedOn('tier1', a)).toEqual([]);
    expect((await linkEvents(a)).at(-1)).toEqual({
      type: 'ticket_unlinked',
      body: '',
      data: { number: b, kind: 'caused_by', side: 'from' },
    });
    expect((await linkEvents(b)).at(-1)).toMatchObject({ data: { number: a, side: 'to' } });
    expect((await link('tier1', a, { number: b })).status).toBe(303);
  });

  test('from a closed ticket leaves the closed one as it is', async () => {
    const [a, b] = [await aTicket(it.db, company), await closed(it.db, company)];
    await link('tier1', a, { number: b });
    const before = await stateOf(it.db, b);
    expect((await unlink('tier1', a)).status).toBe(303);
    expect(await stateOf(it.db, b)).toEqual(before);
  });

  test.each<[string, Person, (a: string, b: string) => Promise<object>, number, string]>([
    ['twice', 'tier1', gone, 409, '这个关联已经解除了'],
    ['a colleague', 'tier1b', idOf, 403, '只有处理人可以这样做'],
    ['what the system found', 'tier1', bySystem, 409, '不能解除'],
    [
      'with an old form',
      'tier1',
      (a, b) => idOf(a, b).then((link) => ({ ...link, version: 1 })),
      409,
      '刚被别人改过',
    ],
    ['a link of other tickets', 'tier1', ofOthers, 404, ''],
    ['nothing', 'tier1', () => Promise.resolve({}), 422, ''],
    ['no number', 'tier1', () => Promise.resolve({ link_id: 'x' }), 422, ''],
  ])('%s is refused', async (_who, person, which, status, sentence) => {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await link('tier1', a, { number: b });
    const chosen = await which(a, b);
    const { version } = await stateOf(it.db, a);
    const answer = await as(person).submit(`/tickets/${a}/unlink`, { version, ...chosen }, { on: '/' });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(sentence);
  });

  async function idOf(a: string, b: string): Promise<{ link_id: number }> {
    const [from, to] = [await stateOf(it.db, a), await stateOf(it.db, b)];
    const row = (await it.db('ticket_links').where({ from_id: from.id, to_id: to.id }).first('id')) as {
      id: number;
    };
    return { link_id: row.id };
  }

  async function gone(a: string, b: string): Promise<object> {
    const link = await idOf(a, b);
    expect((await unlink('tier1', a)).status).toBe(303);
    return link;
  }

  async function bySystem(a: string, b: string): Promise<object> {
    const { link_id: id } = await idOf(a, b);
    await it.db('ticket_links').where({ id }).update({ kind: 'repeat_of', created_by_id: null });
    const page = (await as('tier1').get(`/tickets/${a}`)).page;
    expect(page.querySelector('#related [data-action=unlink]')).toBeNull();
    return { link_id: id };
  }

  async function ofOthers(): Promise<object> {
    const [c, d] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    await link('tier1', c, { number: d });
    return idOf(c, d);
  }
});

test('two tickets linked to each other from both sides at once: one link, and the other is told', async () => {
  const web = await listen(it.app.server);
  const [one, two] = [web.session(), web.session()];
  await one.signIn('tier1');
  await two.signIn('manager');
  await Promise.all([one.token(), two.token()]);
  for (let round = 0; round < 6; round += 1) {
    const [a, b] = [await aTicket(it.db, company), await aTicket(it.db, company)];
    const form = (number: string): string =>
      encodeForm({ version: 1, number, kind: 'caused_by', remark: '' });
    const answers = await Promise.all([
      one.post(`/tickets/${a}/link`, form(b)),
      two.post(`/tickets/${b}/link`, form(a)),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409]);
    expect(await relatedOn('tier1', a)).toHaveLength(1);
    expect([await stateOf(it.db, a), await stateOf(it.db, b)].map((state) => state.version)).toEqual([2, 2]);
  }
  await web.close();
});
