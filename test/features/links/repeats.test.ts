import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicket } from '../../../src/features/tickets/create-ticket.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, type Company } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import { listen } from '../../support/raw-http.ts';
import { planOf, recordStatements, scansIn } from '../../support/statements.ts';
import { multiplyTickets } from '../../support/multiply-tickets.ts';
import { act, aPhone, asPerson, CLOSING } from '../../support/tickets.ts';

/** A customer who complains again is known at once (spec 01, repeated complaint). */

let it: TestApp;
let company: Company;
let otherLine: number;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  const template = (await it.db('categories').where('id', company.categories.line).first('template_id')) as {
    template_id: number;
  };
  const root = await aCategory(it.db, '账户', { templateId: template.template_id });
  otherLine = await aCategory(it.db, '登录问题', { parentId: root, depth: 2 });
});
afterAll(() => it.close());

/** Closed days later: overdue, as the shipped policy has it. */
const LATE = { ...CLOSING, overdue_reason: 'workload' } as const;

const NOW = Date.parse('2026-11-24T02:26:00Z');
const daysAgo = (days: number): Date => new Date(NOW - days * 24 * 60 * 60 * 1000);

async function complain(
  phone: string,
  { days = 0, category = company.categories.refund }: { days?: number; category?: number } = {},
): Promise<string> {
  const ctx = await asPerson(it.db, company, 'tier1', () => daysAgo(days));
  const { number } = await createTicket(ctx, {
    categoryId: category,
    templateVersionId: null,
    form: {
      customer_name: '顾女士',
      description: '一直没有确认收货',
      source: 'phone',
      priority: 'normal',
      phone,
    },
    closing: null,
    submissionKey: null,
  });
  return number;
}

/** Whether it is marked, and the numbers of the tickets it repeats, newest first. */
async function repeatsOf(number: string): Promise<[boolean, string[]]> {
  const ticket = (await it.db('tickets').where({ number }).first('id', 'is_repeat')) as {
    id: number;
    is_repeat: boolean;
  };
  const links = (await it
    .db('ticket_links as l')
    .join('tickets as t', 't.id', 'l.to_id')
    .where({ from_id: ticket.id, kind: 'repeat_of' })
    .whereNull('l.created_by_id')
    .orderBy('t.created_at', 'desc')
    .select('t.number')) as { number: string }[];
  return [ticket.is_repeat, links.map((link) => link.number)];
}

async function within<T>(days: number, work: () => Promise<T>): Promise<T> {
  await it
    .db('settings')
    .insert({ key: 'repeat_days', value: JSON.stringify(days) })
    .onConflict('key')
    .merge();
  try {
    return await work();
  } finally {
    await it.db('settings').where('key', 'repeat_days').delete();
  }
}

describe('a second ticket of the same customer', () => {
  test.each<[string, number | null, number, 'exchange' | 'other', boolean]>([
    ['within the days, in another category of the line', null, 6.9, 'exchange', true],
    ['on the day', null, 0, 'exchange', true],
    ['after the days', null, 7.1, 'exchange', false],
    ['in another line', null, 1, 'other', false],
    ['within the days that are set', 2, 1.9, 'exchange', true],
    ['after the days that are set', 2, 2.1, 'exchange', false],
    ['when it is switched off', 0, 0, 'exchange', false],
  ])('%s', async (_when, setting, days, category, isRepeat) => {
    const phone = aPhone();
    const first = await complain(phone, { days });
    const again = (): Promise<string> =>
      complain(phone, { category: category === 'other' ? otherLine : company.categories.exchange });
    const second = setting === null ? await again() : await within(setting, again);
    expect(await repeatsOf(second)).toEqual([isRepeat, isRepeat ? [first] : []]);
  });

  test('leaves the earlier one as it is', async () => {
    const phone = aPhone();
    const first = await complain(phone, { days: 1 });
    await complain(phone, { category: company.categories.exchange });
    const row = (await it.db('tickets').where('number', first).first('version', 'is_repeat')) as object;
    expect(row).toEqual({ version: 1, is_repeat: false });
  });

  test('in the same category, once the first is closed', async () => {
    const phone = aPhone();
    const first = await complain(phone, { days: 3 });
    await act(it.db, company, 'tier1', first, 'close', LATE);
    expect(await repeatsOf(await complain(phone))).toEqual([true, [first]]);
  });

  test('links five of many, the newest', async () => {
    const phone = aPhone();
    const numbers: string[] = [];
    for (let days = 6; days >= 0; days -= 1) {
      const number = await complain(phone, { days });
      await act(it.db, company, 'tier1', number, 'close', LATE);
      numbers.unshift(number);
    }
    expect(await repeatsOf(await complain(phone))).toEqual([true, numbers.slice(0, 5)]);
  });
});

test.each([
  ['other customers', () => [aPhone(), aPhone()]],
  ['masked phones, which are no identity', () => ['138****1234', '138****1234']],
])('%s do not repeat each other', async (_who, phones) => {
  const [one = '', two = ''] = phones();
  await complain(one, { days: 1 });
  expect(await repeatsOf(await complain(two, { category: company.categories.exchange }))).toEqual([
    false,
    [],
  ]);
});

test('of two complaints in the same instant one repeats the other', async () => {
  const web = await listen(it.app.server);
  const sessions = [web.session(), web.session()];
  for (const session of sessions) {
    await session.signIn('tier1');
    await session.token();
  }
  for (let round = 0; round < 5; round += 1) {
    const phone = aPhone();
    const bodies = [
      refundForm(company, { phone }),
      refundForm(company, { phone, category_id: String(company.categories.exchange) }),
    ];
    const answers = await Promise.all(
      sessions.map((session, index) => session.post('/tickets', encodeForm(bodies[index] ?? {}))),
    );
    expect(answers.map((answer) => answer.status)).toEqual([303, 303]);
    const rows = (await it.db('tickets').where('phone', `+86${phone}`).pluck('is_repeat')) as boolean[];
    expect(rows.filter((isRepeat) => isRepeat)).toHaveLength(1);
  }
  await web.close();
});

test('reopening one while the customer complains again: one happens, the other is told', async () => {
  const web = await listen(it.app.server);
  const [manager, agent] = [web.session(), web.session()];
  await manager.signIn('manager');
  await agent.signIn('tier1');
  await Promise.all([manager.token(), agent.token()]);
  for (let round = 0; round < 5; round += 1) {
    const phone = aPhone();
    const number = await complain(phone);
    await act(it.db, company, 'tier1', number, 'close', LATE);
    const answers = await Promise.all([
      manager.post(`/tickets/${number}/reopen`, encodeForm({ version: 2, remark: '客户说没有解决' })),
      agent.post('/tickets', encodeForm(refundForm(company, { phone }))),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 409]);
  }
  await web.close();
});

test('list, work bench and page say so', async () => {
  const phone = aPhone();
  const first = await complain(phone, { days: 1 });
  const second = await complain(phone, { category: company.categories.exchange });
  const client = it.client();
  await client.signIn('tier1');
  const list = (await client.get(`/tickets?view=all&q=${phone}`)).page;
  const badge = (number: string): string =>
    list
      .querySelectorAll('tbody tr')
      .find((row) => row.text.includes(number))
      ?.querySelector('.g-rep')?.text ?? '';
  expect([badge(first), badge(second)]).toEqual(['', '重复投诉']);
  expect((await client.get('/')).page.querySelector('.g-qr .g-rep')?.text).toBe('重复投诉');
  const page = (await client.get(`/tickets/${second}`)).page;
  expect(page.querySelector('.g-meta .g-rep')?.text).toBe('重复投诉');
  expect(page.querySelector('.g-aside')?.text).toContain(first);
});

test('looking for them reads no table from one end to the other', async () => {
  const phone = aPhone();
  await complain(phone, { days: 1 });
  const [{ count } = { count: 1 }] = (await it.db('tickets').count('* as count')) as { count: number }[];
  await multiplyTickets(it.db, Math.ceil(8000 / count));
  await it.db.raw('analyze tickets, customers');
  const recorder = recordStatements(it.db);
  const { statements } = await recorder.during(() =>
    complain(phone, { category: company.categories.exchange }).catch(() => null),
  );
  recorder.stop();
  const asked = statements.find(({ sql }) => sql.includes('line as ('));
  const client = new pg.Client({ connectionString: it.url });
  await client.connect();
  const plan = asked && (await planOf(client, asked));
  await client.end();
  expect(plan).toBeTruthy();
  expect(plan ? scansIn(plan) : []).toEqual([]);
});
