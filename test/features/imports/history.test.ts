import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import type { ActorCtx } from '../../../src/context.ts';
import type { ImportPlan } from '../../../src/domain/import/import-plan.ts';
import { findCleanings } from '../../../src/features/imports/cleaning.query.ts';
import { findComparison } from '../../../src/features/imports/comparison.query.ts';
import { countFound } from '../../../src/features/imports/found-rows.query.ts';
import { undoImport } from '../../../src/features/imports/undo-import.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { checkedImport, csvOf, rowsOf, runImported, withFolder } from '../../support/import-files.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { asPerson, aTicket } from '../../support/tickets.ts';

/** Spec 06, "Historical data": closed tickets with their own times, handlers and results. */

let it: TestApp;
let company: Company;
let admin: ActorCtx;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = await withFolder(await asPerson(it.db, company, 'admin'));
});
afterAll(() => it.close());

const HEADINGS = [
  '姓名',
  '手机号',
  '问题描述',
  '工单分类',
  '来源',
  '创建时间',
  '关闭时间',
  '处理人',
  '是否解决',
  '满意度',
  '处理意见',
];
const TARGETS = [
  'customer_name',
  'phone',
  'description',
  'category',
  'source',
  'created_at',
  'closed_at',
  'handler',
  'outcome',
  'satisfaction',
  'comment',
];
const asMapped = (plan: ImportPlan): ImportPlan => ({ ...plan, columns: TARGETS });
const a = (phone: string, category: string, created: string, rest: readonly string[] = []): string[] => [
  '王女士',
  phone,
  `要求退款，${phone} ${created}`,
  category,
  '电话',
  created,
  ...(rest.length > 0 ? rest : ['2021-03-09 18:00', '林知夏', '已解决', '满意', '已退款']),
];

describe('a sheet of the time before', () => {
  const path = { refund: '', exchange: '' };
  beforeAll(async () => {
    const rows = (await it
      .db('categories')
      .whereIn('id', [company.categories.refund, company.categories.exchange])
      .orderBy('id')
      .select('id', 'name')) as { id: number; name: string }[];
    path.refund = rows.find(({ id }) => id === company.categories.refund)?.name ?? '';
    path.exchange = rows.find(({ id }) => id === company.categories.exchange)?.name ?? '';
  });

  test('comes in closed, at its own times, with its handlers, and nobody is told', async () => {
    // An open ticket of the same phone and category stands in no closed one's way.
    await aTicket(it.db, company, { phone: '13900000001' });
    const before = await count('outbox');
    const rows = [
      a('13900000001', path.refund, '2021-03-08 09:30'),
      a('13900000001', path.refund, '2021/4/2 10:00', ['2021-04-03', '没有这个人', '未解决', '', '']),
      a('139 0000 0002', path.exchange, '2021-03-08', ['2021-03-10', '', '已解决', '不满意', '好']),
      a('13900000002', path.exchange, '2021年3月8日', ['2021-03-11', '', '已解决', '', '又一遍']),
      a('13900000003', path.refund, '改天再说'),
      a('13900000004', '没有的分类', '2021-05-01'),
    ];
    const checked = await checkedImport(admin, {
      kind: 'history',
      name: '台账.csv',
      content: csvOf([HEADINGS, ...rows]),
      mend: asMapped,
    });
    expect([checked.failure, checked.counts]).toEqual([
      null,
      expect.objectContaining({ ready: 3, invalid: 2, duplicate: 1 }),
    ]);
    const done = await runImported(admin, checked);
    expect(done.counts).toMatchObject({ done: 3, invalid: 2, duplicate: 1 });
    expect((await rowsOf(it.db, done.id))[3]?.codes).toEqual(['import:duplicate_past']);
    expect(await countFound(it.db, done.id)).toMatchObject({ duplicateRows: 1, duplicateTickets: 0 });

    const tickets = (await it.db('tickets').where('import_id', done.id).orderBy('id')) as Record<
      string,
      unknown
    >[];
    expect(tickets[0]).toMatchObject({
      status: 'closed',
      assignee_id: company.people.aftersales,
      creator_id: company.people.admin,
      closed_by_id: company.people.aftersales,
      outcome: 'solved',
      satisfaction: 'satisfied',
      close_comment: '已退款',
      callback_method: null,
      is_repeat: false,
      created_at: new Date('2021-03-08T09:30:00+08:00'),
      closed_at: new Date('2021-03-09T18:00:00+08:00'),
    });
    expect(String(tickets[0]?.['number'])).toMatch(/^GD210308-\d{4,}$/);
    expect(tickets[1]).toMatchObject({ outcome: 'unsolved', closed_by_id: company.people.admin });
    expect(String(tickets[1]?.['close_comment'])).toContain('没有这个人');
    const entries = (await it
      .db('ticket_events')
      .where('ticket_id', tickets[0]?.['id'] as number)
      .orderBy('seq')) as Record<string, unknown>[];
    expect(entries.map(({ type, actor_id: actor, occurred_at: at }) => [type, actor, at])).toEqual([
      ['ticket_created', company.people.admin, new Date('2021-03-08T09:30:00+08:00')],
      ['ticket_closed', company.people.aftersales, new Date('2021-03-09T18:00:00+08:00')],
    ]);
    for (const { data } of entries) expect(data).toMatchObject({ importId: done.id, row: 2, imported: true });
    // The one message is that of the import to whoever imported.
    expect((await count('outbox')) - before).toBeLessThanOrEqual(1);
    expect(await count('ticket_links')).toBe(0);
    expect(await findBrokenInvariants(it.db)).toEqual([]);

    const cleanings = await findCleanings(it.db, done.id);
    expect(cleanings.map(({ column, kind, count: times }) => [column, kind, times])).toEqual(
      expect.arrayContaining([
        [5, 'date', 2],
        [7, 'kept_in_comment', 1],
      ]),
    );
    expect(cleanings.find(({ kind }) => kind === 'date')?.samples[0]).toMatchObject({
      before: '2021/4/2 10:00',
    });

    const asked = { id: done.id, plan: done.plan, zone: 'Asia/Shanghai' };
    const compared = await findComparison(it.db, { ...asked, differingOnly: false });
    expect(compared.totals).toMatchObject({
      inFile: 6,
      inSystem: 3,
      invalid: 2,
      duplicate: 1,
      left: 0,
      movedIn: 0,
    });
    expect(compared.rows.map(({ month, inFile, inSystem }) => [month, inFile, inSystem])).toEqual(
      expect.arrayContaining([
        ['2021-03', 1, 1],
        ['2021-03', 2, 1],
        ['2021-04', 1, 1],
        ['2021-05', 1, 0],
        [null, 1, 0],
      ]),
    );
    // Nothing that differs goes without a reason.
    for (const { inFile, inSystem, reasons } of compared.rows) {
      const { movedIn, movedOut, ...gone } = reasons;
      const missing = Object.values(gone).reduce((sum, each) => sum + each, 0);
      expect(inSystem).toBe(inFile - missing - movedOut + movedIn);
    }
    const differing = await findComparison(it.db, { ...asked, differingOnly: true });
    expect(differing.rows.every(({ inFile, inSystem }) => inFile !== inSystem)).toBe(true);
    expect(differing.totals).toEqual(compared.totals);

    // A ticket that goes to another category since is told as that.
    await it.db.raw(
      `alter table tickets disable trigger user;
       update tickets set category_id = ${company.categories.consult} where id = ${Number(tickets[0]?.['id'])};
       alter table tickets enable trigger user`,
    );
    const moved = await findComparison(it.db, { ...asked, differingOnly: true });
    expect(moved.totals.movedIn).toBe(1);
    expect(
      moved.rows.find(({ month, reasons }) => month === '2021-03' && reasons.movedOut === 1),
    ).toBeDefined();
  });

  test('the same file again makes nothing, and what nobody touched can be taken back', async () => {
    const rows = [
      a('13900000011', path.refund, '2020-01-01 08:00'),
      a('13900000012', path.refund, '2020-01-02 08:00'),
    ];
    const file = {
      kind: 'history',
      name: '旧.csv',
      content: csvOf([HEADINGS, ...rows]),
      mend: asMapped,
    } as const;
    const first = await runImported(admin, await checkedImport(admin, file));
    expect(first.counts).toMatchObject({ done: 2 });
    // The same cases in other words: recognised by phone, category and time.
    const others = rows.map((row) => row.with(2, '换一种说法').with(10, '另一句'));
    const again = await checkedImport(admin, { ...file, content: csvOf([HEADINGS, ...rows, ...others]) });
    expect(again.counts).toEqual({ duplicate: 4 });
    const codes = (await rowsOf(it.db, again.id)).flatMap((row) => row.codes);
    expect(codes.slice(0, 2)).toEqual(['import:imported_before', 'import:imported_before']);
    expect(codes.slice(2)).toEqual(['import:past_there', 'import:past_there']);
    expect(await countFound(it.db, again.id)).toMatchObject({ duplicateRows: 0, duplicateTickets: 4 });
    expect(await undoImport(admin, first.id)).toMatchObject({ tickets: 2 });
    expect(await findBrokenInvariants(it.db)).not.toContain('GD200101');
  });
});

test('the reports answer in both languages, to whoever imported and who configures alone', async () => {
  const [last] = (await it.db('imports').where('kind', 'history').orderBy('id').limit(1)) as { id: number }[];
  const client = it.client();
  await client.signIn('admin');
  const comparison = await client.get(`/imports/${String(last?.id)}/comparison?only=differing`);
  expect([comparison.status, comparison.text]).toEqual([200, expect.stringContaining('有错误，没有导入')]);
  const cleaning = await client.get(`/imports/${String(last?.id)}/cleaning`);
  expect([cleaning.status, cleaning.text]).toEqual([200, expect.stringContaining('2021/4/2 10:00')]);
  const workbook = await client.download(`/imports/${String(last?.id)}/cleaning.xlsx`);
  expect(workbook.status).toBe(200);
  const other = it.client();
  await other.signIn('manager');
  for (const page of ['comparison', 'cleaning', 'cleaning.xlsx'])
    expect((await other.get(`/imports/${String(last?.id)}/${page}`)).status).toBe(404);
});

const CARS = path.resolve(projectRoot, '../shared/data/lucky_car_complain.xls');
const MOUNTED = existsSync(CARS) ? CARS : (process.env['REAL_FILES'] ?? '') + '/lucky_car_complain.xls';

test.skipIf(!existsSync(MOUNTED))('600 complaints about cars come in as history', async () => {
  const checked = await checkedImport(admin, {
    kind: 'history',
    name: 'lucky_car_complain.xls',
    content: readFileSync(MOUNTED),
    mend: (plan) => ({
      ...plan,
      // What the platform calls a state is no outcome, and it names nobody.
      columns: plan.columns.map((target) => (target === 'outcome' ? null : target)),
      constants: {
        ...plan.constants,
        category: String(company.categories.consult),
        source: 'phone',
        customer_name: '车主',
      },
    }),
  });
  const done = await runImported(admin, checked);
  expect(done.counts).toMatchObject({ done: 600 });
  const { totals } = await findComparison(it.db, {
    id: done.id,
    plan: done.plan,
    zone: 'Asia/Shanghai',
    differingOnly: false,
  });
  expect(totals).toMatchObject({ inFile: 600, inSystem: 600, differing: 0 });
});

async function count(table: string): Promise<number> {
  const row = (await it.db(table).count('* as count').first()) as { count: number };
  return row.count;
}
