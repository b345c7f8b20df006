import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActorCtx } from '../../../src/context.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { checkedImport, csvOf, rowsOf, runImported, withFolder } from '../../support/import-files.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, asPerson, aTicket, CLOSING } from '../../support/tickets.ts';

/** Spec 06, "Bulk close by spreadsheet": a sheet of 200, from the upload to what was closed. */

let it: TestApp;
let company: Company;
let manager: ActorCtx;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  manager = await withFolder(await asPerson(it.db, company, 'manager'));
});
afterAll(() => it.close());

const HEADINGS = [
  '工单编号',
  '版本',
  '标题',
  '手机号',
  '工单分类',
  '是否解决',
  '未解决原因',
  '客户满意度',
  '关闭处理意见',
];
const told = ['退款', '13800000000', '退款问题'] as const;
const filled = ['已解决', '', '满意', '已退款，客户确认到账。'] as const;

test('200 tickets: 190 are closed, 10 are explained, and a second time none is closed twice', async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 200; index += 1) numbers.push(await aTicket(it.db, company));
  const rows = await Promise.all(
    numbers.map(async (number) => [
      number,
      String((await stateOf(it.db, number)).version),
      ...told,
      ...filled,
    ]),
  );
  const spoil = (index: number, column: number, text: string): void => {
    rows[index] = (rows[index] ?? []).with(column, text);
  };
  spoil(3, 5, '可能'); // no such outcome
  spoil(20, 7, ''); // satisfaction missing
  spoil(40, 8, ''); // comment missing
  spoil(60, 5, '未解决'); // reason missing
  spoil(80, 0, 'GD990101-0001'); // unknown
  spoil(100, 0, numbers[101] ?? ''); // twice: the second of them is told
  rows[120] = [numbers[120] ?? '', '1', ...told, '', '', '', '']; // nothing filled in
  await act(it.db, company, 'manager', numbers[140] ?? '', 'close', CLOSING);
  await act(it.db, company, 'tier1', numbers[160] ?? '', 'note', { remark: '客户又打来了' });
  spoil(180, 1, '17'); // a version that it never had

  const content = csvOf([HEADINGS, ...rows]);
  const checked = await checkedImport(manager, { kind: 'closing', name: '关闭.csv', content });
  expect(checked.failure).toBeNull();
  expect(checked.counts).toEqual({ ready: 190, invalid: 9, ignored: 1 });
  const done = await runImported(manager, checked);
  expect([done.state, done.counts]).toEqual(['done', { done: 190, invalid: 9, ignored: 1 }]);
  const explained = (await rowsOf(it.db, done.id)).filter(({ state }) => state !== 'done');
  expect(explained.map(({ row_number: row, codes }) => `${row} ${codes.join()}`)).toEqual([
    '5 form:invalid_choice',
    '22 form:required_choice',
    '42 form:required',
    '62 form:required_choice',
    '82 import:closing_unknown',
    '103 import:duplicate_row',
    '122 import:closing_not_filled',
    '142 refusal:closed',
    '162 import:closing_changed',
    '182 import:closing_version_unreadable',
  ]);
  const closed = (await it.db('tickets').where('status', 'closed').count('* as count').first()) as {
    count: number;
  };
  expect(closed.count).toBe(191);

  // Mended and uploaded as it is: what was closed is told as closed, what was changed and looked at is closed.
  spoil(160, 1, '');
  const again = await checkedImport(manager, {
    kind: 'closing',
    name: '关闭.csv',
    content: csvOf([HEADINGS, ...rows]),
  });
  expect(again.counts).toMatchObject({ ready: 1 });
  expect((await runImported(manager, again)).counts).toMatchObject({ done: 1 });
  const entries = (await it.db('ticket_events').where('type', 'ticket_closed').select('ticket_id')) as {
    ticket_id: number;
  }[];
  expect(new Set(entries.map(({ ticket_id: id }) => id)).size).toBe(entries.length);
  expect(await findBrokenInvariants(it.db)).toEqual([]);
});

test('whoever may not close many at once can’t bring a sheet either', async () => {
  const agent = await withFolder(await asPerson(it.db, company, 'tier1'));
  await expect(
    checkedImport(agent, { kind: 'closing', name: 'a.csv', content: csvOf([HEADINGS]) }),
  ).rejects.toThrow();
});
