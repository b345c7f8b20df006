import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ActorCtx } from '../../../src/context.ts';
import type { CheckedRow } from '../../../src/domain/import/import-row.ts';
import { closingHandler, type PreparedClosing } from '../../../src/features/imports/closing-handler.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { findBrokenInvariants } from '../../support/ticket-invariants.ts';
import { act, asPerson, aTicket } from '../../support/tickets.ts';

/** Spec 06, "Bulk close by spreadsheet": each row judged and closed as by hand. */

const HEADINGS = ['工单编号', '版本', '是否解决', '未解决原因', '客户满意度', '关闭处理意见', '回访方式'];
const PLAN = {
  sheet: 0,
  headerRow: 1,
  headings: HEADINGS,
  columns: [],
  constants: {},
  values: {},
  duplicates: 'skip',
  remembersValues: false,
} as const;
const job = (headings: readonly string[] = HEADINGS) =>
  ({ id: 0, kind: 'closing', fileName: '关闭.xlsx', plan: { ...PLAN, headings } }) as const;
const FILLED = ['已解决', '', '满意', '已退款，客户确认到账。', '电话'] as const;

let it: TestApp;
let company: Company;
let manager: ActorCtx;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
});
afterAll(() => it.close());
beforeEach(async () => {
  manager = await asPerson(it.db, company, 'manager');
});

async function check(
  rows: readonly (readonly string[])[],
  { by = 'manager', headings = HEADINGS }: { by?: Person; headings?: readonly string[] } = {},
): Promise<readonly CheckedRow<PreparedClosing>[]> {
  const ctx = by === 'manager' ? manager : await asPerson(it.db, company, by);
  const judge = await closingHandler.openCheck(ctx, job(headings));
  return judge(rows.map((cells, index) => ({ number: index + 2, cells })));
}

const told = ({ state, problems }: CheckedRow<PreparedClosing>) =>
  [state, ...problems.map(({ code, target }) => `${String(target)} ${code}`)].join(' · ');

async function versionOf(number: string): Promise<string> {
  return String((await stateOf(it.db, number)).version);
}

describe('the check', () => {
  test('a row that is right is ready, with the form of closing by hand', async () => {
    const number = await aTicket(it.db, company);
    const [row] = await check([[number, await versionOf(number), ...FILLED]]);
    expect(row).toMatchObject({
      state: 'ready',
      problems: [],
      prepared: {
        number,
        form: { outcome: 'solved', satisfaction: 'satisfied', callback_method: 'phone' },
      },
    });
  });

  test('says of every row what is wrong with it, and where', async () => {
    const [open, closed, changed] = [
      await aTicket(it.db, company),
      await aTicket(it.db, company),
      await aTicket(it.db, company),
    ];
    const [v, before] = [await versionOf(open), await versionOf(changed)];
    await act(it.db, company, 'manager', closed, 'close', {
      outcome: 'solved',
      satisfaction: 'satisfied',
      callback_method: 'phone',
      comment: '好',
    });
    await act(it.db, company, 'manager', changed, 'note', { remark: '客户又打来了' });
    const table: [string, readonly string[], string][] = [
      ['nothing filled in', [open, v, '', '', '', '', '电话'], 'ignored · number import:closing_not_filled'],
      ['unknown', ['GD990101-9999', '1', ...FILLED], 'invalid · number import:closing_unknown'],
      ['no number at all', ['', '1', ...FILLED], 'invalid · number import:closing_no_number'],
      ['not a number', ['明天再说', '1', ...FILLED], 'invalid · number form:ticket_number_unreadable'],
      ['closed', [closed, '1', ...FILLED], 'invalid · number refusal:closed'],
      ['changed', [changed, before, ...FILLED], 'invalid · version import:closing_changed'],
      ['changed and seen', [changed, '', ...FILLED], 'ready'],
      [
        'a version of the future',
        [open, '99', ...FILLED],
        'invalid · version import:closing_version_unreadable',
      ],
      ['no satisfaction', [open, v, '已解决', '', '', '好'], 'invalid · satisfaction form:required_choice'],
      [
        'no reason',
        [open, v, '未解决', '', '未联系上', '好'],
        'invalid · unsolved_reason form:required_choice',
      ],
      ['no such outcome', [open, v, '大概', '', '满意', '好'], 'invalid · outcome form:invalid_choice'],
      [
        'two things',
        [changed, before, '已解决', '', '满意', ''],
        'invalid · version import:closing_changed · comment form:required',
      ],
      ['a reason of one’s own', [open, v, '未解决', '仓库已关', '未联系上', '好'], 'ready'],
    ];
    const rows = await check(table.map(([, cells]) => cells));
    expect(rows.map((row, index) => [table[index]?.[0], told(row)])).toEqual(
      table.map(([name, , wanted]) => [name, wanted]),
    );
  });

  test('says who did what since the export', async () => {
    const number = await aTicket(it.db, company);
    const before = await versionOf(number);
    await act(it.db, company, 'tier1', number, 'note', { remark: '客户又打来了' });
    const [row] = await check([[number, before, ...FILLED]]);
    expect(row?.problems).toMatchObject([
      { column: 1, params: { number, count: 1, who: '陈晓', whatKey: 'ticket.event.ticket_noted' } },
    ]);
  });

  test('a ticket that the person can’t see is told in the words of one that is none', async () => {
    const number = await aTicket(it.db, company, { by: 'tier1' });
    const [hidden, none] = await check(
      [
        [number, '1', ...FILLED],
        ['GD990101-9999', '1', ...FILLED],
      ],
      { by: 'ops' },
    );
    expect(hidden && told(hidden)).toBe(none && told(none));
    expect(Object.keys(hidden?.problems[0]?.params ?? {})).toEqual(
      Object.keys(none?.problems[0]?.params ?? {}),
    );
  });

  test('who may only close what they hold is told so', async () => {
    const number = await aTicket(it.db, company, { by: 'tier1' });
    await act(it.db, company, 'manager', number, 'reassign', { group_id: String(company.groups.review) });
    const [row] = await check([[number, '', ...FILLED]], { by: 'tier1' });
    expect(row && told(row)).toBe('invalid · number refusal:not_accepted_yet');
  });

  test('a sheet without its columns says which', async () => {
    const number = await aTicket(it.db, company);
    const [row] = await check([[number, '好']], { headings: ['工单编号', '关闭处理意见', '版本'] });
    expect(row && told(row)).toContain('outcome import:closing_no_column');
  });

  test('takes the same number of statements for one row and for fifty', async () => {
    const numbers: string[] = [];
    for (let index = 0; index < 5; index += 1) numbers.push(await aTicket(it.db, company));
    const count = async (rows: readonly string[]): Promise<number> => {
      let statements = 0;
      const note = (): void => void (statements += 1);
      it.db.on('query', note);
      await check(rows.map((number) => [number, '0', ...FILLED]));
      it.db.removeListener('query', note);
      return statements;
    };
    const one = await count(numbers.slice(0, 1));
    expect(await count([...numbers, ...Array.from({ length: 45 }, () => 'GD990101-9999')])).toBe(one);
  });
});

describe('the run', () => {
  test('closes as by hand, in the person’s name, and a second time nothing', async () => {
    const number = await aTicket(it.db, company);
    const [row] = await check([[number, await versionOf(number), ...FILLED]]);
    if (!row?.prepared) throw new Error('not ready');
    const order = { number: 2, prepared: row.prepared, identity: row.identity };
    const write = () =>
      it.db.transaction((trx) => closingHandler.write({ ...manager, db: trx }, job(), [order]));
    expect(await write()).toMatchObject([{ number: 2, state: 'done', problems: [] }]);
    expect(await write()).toMatchObject([
      { number: 2, state: 'refused', problems: [{ code: 'refusal:closed', params: { number } }] },
    ]);
    const events = (await it
      .db('ticket_events as e')
      .join('tickets as t', 't.id', 'e.ticket_id')
      .where('t.number', number)
      .orderBy('e.seq')
      .select('e.type', 'e.actor_id')) as { type: string; actor_id: number }[];
    expect(events.map(({ type }) => type)).toEqual(['ticket_created', 'ticket_closed']);
    expect(events[1]?.actor_id).toBe(company.people.manager);
    expect(await findBrokenInvariants(it.db)).toEqual([]);
  });

  test('what changed between check and run is refused, and stays open', async () => {
    const number = await aTicket(it.db, company);
    const [row] = await check([[number, await versionOf(number), ...FILLED]]);
    if (!row?.prepared) throw new Error('not ready');
    await act(it.db, company, 'tier1', number, 'note', { remark: '等等' });
    const order = { number: 2, prepared: row.prepared, identity: row.identity };
    const outcome = await it.db.transaction((trx) =>
      closingHandler.write({ ...manager, db: trx }, job(), [order]),
    );
    expect(outcome).toMatchObject([
      { state: 'refused', problems: [{ code: 'import:closing_changed_meanwhile' }] },
    ]);
    expect((await stateOf(it.db, number)).status).not.toBe('closed');
  });
});
