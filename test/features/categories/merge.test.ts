import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, type Company } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { listen, type RawServer } from '../../support/raw-http.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/** A category goes into another one (spec 02): every ticket with it, each with its entry, whatever else is going on. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let web: RawServer;
let calls = 0;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** Two leaves beside `refund`. */
async function twoLeaves(): Promise<{ from: number; to: number }> {
  calls += 1;
  const below = { parentId: company.categories.branch, depth: 3 };
  return {
    from: await aCategory(it.db, `旧分类 ${calls}`, below),
    to: await aCategory(it.db, `新分类 ${calls}`, below),
  };
}

async function ticketIn(category: number, phone = aPhone()): Promise<string> {
  const inside = { ...company, categories: { ...company.categories, refund: category } };
  return aTicket(it.db, inside, { phone });
}

async function merge(from: number, to: number, rest = 'deactivate'): Promise<Answer> {
  const path = `/admin/categories/${from}/merge`;
  const { version } = await it.db('categories').where('id', from).first('version');
  return admin.submit(path, { version, target_id: to, rest }, { on: path });
}

test('tickets move, open and closed ones, each with its log entry; the rest of them stays', async () => {
  const { from, to } = await twoLeaves();
  const open = await ticketIn(from);
  const closed = await ticketIn(from);
  await act(it.db, company, 'tier1', closed, 'close', CLOSING);
  const before = await it.db('tickets').where('number', open).first();
  const answer = await merge(from, to);
  expect(answer.location).toBe(`/admin/categories/${to}`);
  expect(await it.db('tickets').where('category_id', from)).toEqual([]);
  const after = await it.db('tickets').where('number', open).first();
  expect(after).toMatchObject({
    category_id: to,
    version: before.version + 1,
    template_version_id: before.template_version_id,
    values: before.values,
    title: before.title,
  });
  expect(await it.db('categories').where('id', from).first()).toMatchObject({ active: false, version: 2 });
  const page = (await admin.get(`/tickets/${open}`)).page.querySelector('#timeline')?.text ?? '';
  expect(page.replace(/\s+/g, ' ')).toMatch(
    /改分类（合并分类）.*分类 售后 \/ 订单问题 \/ 旧分类 \d+ → 售后 \/ 订单问题 \/ 新分类 \d+/,
  );
  expect(await it.db('audit_log').where('action', 'category_merged').first()).toMatchObject({
    changes: { tickets: [null, 2], merged_into_id: [null, String(to)] },
  });
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('the empty category can be deleted at once', async () => {
  const { from, to } = await twoLeaves();
  await ticketIn(from);
  expect((await merge(from, to, 'delete')).status).toBe(303);
  expect(await it.db('categories').where('id', from)).toEqual([]);
});

test('a phone with an open ticket in both is told with the number, and nothing moves', async () => {
  const { from, to } = await twoLeaves();
  const phone = aPhone();
  const number = await ticketIn(from, phone);
  await ticketIn(to, phone);
  const refused = await merge(from, to);
  expect(refused.status).toBe(409);
  expect(refused.page.querySelector('.g-note.g-bad')?.text).toContain(number);
  expect(await it.db('tickets').where('category_id', from)).toHaveLength(1);
});

test.each<[string, () => Promise<Answer>, number, string]>([
  ['itself', async () => merge(company.categories.refund, company.categories.refund), 422, '可以选用'],
  [
    'one with children below it',
    async () => merge(company.categories.branch, company.categories.refund),
    409,
    '下级',
  ],
  ['a folder', async () => merge((await twoLeaves()).from, company.categories.line), 422, '可以选用'],
  ['nothing', async () => merge((await twoLeaves()).from, 999_999), 422, '可以选用'],
])('merging into %s is refused', async (_name, ask, status, words) => {
  const answer = await ask();
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(words);
});

test('under load: nothing is lost, nobody sees a 500, and the late ones are told', async () => {
  const { from, to } = await twoLeaves();
  const there = await Promise.all(Array.from({ length: 10 }, () => ticketIn(from)));
  const people = ['tier1', 'tier1b', 'manager', 'tier1'] as const;
  const sessions = await Promise.all(
    people.map(async (person) => {
      const session = web.session();
      await session.signIn(person);
      await session.token();
      return session;
    }),
  );
  const at = (index: number) => sessions[index % sessions.length]!;
  const creates = Array.from({ length: 40 }, (_each, index) =>
    at(index).post(
      '/tickets',
      encodeForm({
        ...refundForm(company, { phone: aPhone(), submission_key: randomUUID() }),
        category_id: String(from),
      }),
    ),
  );
  const notes = there.map((number) =>
    at(0).post(`/tickets/${number}/note`, `version=1&body=${encodeURIComponent('备注')}`),
  );
  const merged = merge(from, to, 'delete');
  const answers = await Promise.all(creates);
  const acted = await Promise.all(notes);
  expect((await merged).status).toBe(303);

  const statuses = new Set([...answers, ...acted].map(({ status }) => status));
  expect([...statuses].filter((status) => ![303, 200, 404, 409, 422].includes(status))).toEqual([]);
  const made = answers.filter(({ status }) => status === 303);
  for (const answer of answers)
    if (answer.status !== 303) expect(answer.text).toContain('这个分类已不能选用');
  const rows = await it.db('tickets').where('category_id', to);
  expect(rows).toHaveLength(made.length + there.length);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('20,000 tickets take seconds', async () => {
  const { from, to } = await twoLeaves();
  const number = await ticketIn(from);
  await copyTicket(number, 20_000);
  const begun = performance.now();
  expect((await merge(from, to)).status).toBe(303);
  const seconds = (performance.now() - begun) / 1000;
  expect(await it.db('tickets').where('category_id', to)).toHaveLength(20_001);
  expect(seconds, 'the limit is there to end what hangs').toBeLessThan(55);
});

/** The same ticket many times over, with phones of their own; every guard of the database looks at each. */
async function copyTicket(number: string, times: number): Promise<void> {
  await it.db.transaction(async (trx) => {
    const columns = async (table: string): Promise<string[]> => {
      const { rows } = (await trx.raw(
        `select column_name as name from information_schema.columns
         where table_name = ? and table_schema = 'public' and is_generated = 'NEVER' and column_name <> 'id'`,
        [table],
      )) as { rows: { name: string }[] };
      return rows.map(({ name }) => name);
    };
    const copy = async (table: string, replaced: Record<string, string>, from: string): Promise<void> => {
      const names = await columns(table);
      const values = names.map((name) => replaced[name] ?? `s."${name}"`);
      await trx.raw(
        `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) select ${values.join(', ')} from ${from}`,
        { number, times },
      );
    };
    await copy(
      'tickets',
      {
        number: `'GD991231-' || (100000 + n)`,
        submission_key: 'null',
        phone: `'+8613' || (900000000 + n)`,
      },
      `tickets s, generate_series(1, :times::int) n where s.number = :number`,
    );
    const each = `tickets o on s.id = o.id join tickets c on c.number like 'GD991231-%' where o.number = :number`;
    for (const table of ['assignments', 'ticket_events'])
      await copy(table, { ticket_id: 'c.id' }, `${table} s join ${each.replace('s.id', 's.ticket_id')}`);
  });
}
